"""Walks in a browser, a package of their own: it is shut when a process goes on to other tests."""
