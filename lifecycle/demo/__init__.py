"""The demonstration year: the real 35 projects and a generated city around them."""
