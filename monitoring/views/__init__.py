"""Pages of monitoring, and what it brings to the pages of the ground floor."""

from monitoring.views import (
    alert,
    alerts,
    halts,
    health,
    home,
    leader,
    pauses,
    project,
    rectify,
    review,
    sheets,
    silences,
)

__all__ = [
    "alert",
    "alerts",
    "halts",
    "health",
    "home",
    "leader",
    "pauses",
    "project",
    "rectify",
    "review",
    "sheets",
    "silences",
]
