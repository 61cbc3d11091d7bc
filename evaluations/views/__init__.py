"""Pages of evaluation, and what it brings to the pages of the ground floor."""
