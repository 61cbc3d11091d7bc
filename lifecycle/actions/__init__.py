"""What changes rows on the ground floor, by noun.

Importing the package registers what follows from the steps (lifecycle.following).
"""

from lifecycle.actions import (
    amendment,
    appraisal,
    attaching,
    claiming,
    commenting,
    many,
    outsiders,
    panel,
    reviewing,
    subscribing,
    target,
    watching,
    windows,
)

__all__ = [
    "amendment",
    "appraisal",
    "attaching",
    "claiming",
    "commenting",
    "many",
    "outsiders",
    "panel",
    "reviewing",
    "subscribing",
    "target",
    "watching",
    "windows",
]
