"""Pages of monitoring, and what it brings to the pages of the ground floor."""

from monitoring.views import home, project

__all__ = ["home", "project"]
