"""How fast the heavy jobs are: each a ratio to its limit or its peer, never a bare second."""
