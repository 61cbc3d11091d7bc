"""What changes rows on the ground floor, by noun.

Importing the package registers what follows from the steps (lifecycle.following).
"""

from lifecycle.actions import amendment, appraisal, outsiders, panel, target

__all__ = ["amendment", "appraisal", "outsiders", "panel", "target"]
