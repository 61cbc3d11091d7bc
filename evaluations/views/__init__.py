"""Pages of evaluation, and what it brings to the pages of the ground floor."""

from evaluations.views import home, project

__all__ = ["home", "project"]
