"""Pages of monitoring, and what it brings to the pages of the ground floor."""
