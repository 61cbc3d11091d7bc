"""Every chapter of the ground floor."""

from lifecycle.demo import appraisals, city, money, projects, targets

__all__ = ["appraisals", "city", "money", "projects", "targets"]
