"""What changes rows on the ground floor, by noun.

Importing the package registers what follows from the steps (lifecycle.following).
"""

from lifecycle.actions import (
    amendment,
    appraisal,
    attaching,
    claiming,
    commenting,
    outsiders,
    panel,
    reviewing,
    target,
    watching,
)

__all__ = [
    "amendment",
    "appraisal",
    "attaching",
    "claiming",
    "commenting",
    "outsiders",
    "panel",
    "reviewing",
    "target",
    "watching",
]
