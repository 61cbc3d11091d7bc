"""Words for values on a page."""
