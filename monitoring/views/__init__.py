"""Pages of monitoring, and what it brings to the pages of the ground floor."""

from monitoring.views import home, leader, project, review

__all__ = ["home", "leader", "project", "review"]
