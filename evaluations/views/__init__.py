"""Pages of evaluation, and what it brings to the pages of the ground floor."""

from evaluations.views import home, leader, project, review

__all__ = ["home", "leader", "project", "review"]
