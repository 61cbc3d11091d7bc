"""Milestones 里程碑: when a growing value cannot yet be held against anything (warnings.md L2)."""

from monitoring.rules.limits import MONTHS, Limits

WAITS = "grey"


def not_wanted_yet(first_month: int | None, *, point: bool, month: int, limits: Limits) -> str:
    """Say why a value without a due milestone is not judged, or "" where the months gone count.

    `first_month` is that of the first milestone to come, None where there is none at all.
    """
    if first_month:
        return f"{first_month}月才有里程碑"
    waits = point and limits.point == WAITS and month < MONTHS
    return "时点指标没有到期的里程碑" if waits else ""
