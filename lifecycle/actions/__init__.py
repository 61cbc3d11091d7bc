"""What changes rows on the ground floor, by noun.

Importing the package registers what follows from the steps (lifecycle.following).
"""

from lifecycle.actions import (
    amendment,
    appraisal,
    attaching,
    claiming,
    commenting,
    interests,
    many,
    once,
    operating,
    outsiders,
    panel,
    reviewing,
    sampling,
    self_assessment,
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
    "interests",
    "many",
    "once",
    "operating",
    "outsiders",
    "panel",
    "reviewing",
    "sampling",
    "self_assessment",
    "subscribing",
    "target",
    "watching",
    "windows",
]
