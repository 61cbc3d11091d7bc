"""Pages of monitoring, and what it brings to the pages of the ground floor."""

from monitoring.views import home, leader, project, review, sheets

__all__ = ["home", "leader", "project", "review", "sheets"]
