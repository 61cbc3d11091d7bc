"""Pages of evaluation, and what it brings to the pages of the ground floor."""

from evaluations.views import deeds, home, leader, project, review, sheets

__all__ = ["deeds", "home", "leader", "project", "review", "sheets"]
