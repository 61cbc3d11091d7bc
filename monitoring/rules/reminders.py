"""When people are reminded of a last day 催办: before it, on it and after it (warnings.md)."""

from collections.abc import Collection

STAGES = (-7, -3, -1, 0, 1, 5)
"""Working days from the last day, at which it is reminded of."""
ROWS_OF_ONE_UNIT = 10
"""More missing reports of one unit than this are one row."""


def stages_reached(workdays_past: int) -> tuple[int, ...]:
    """Give the stages that are reached so many working days after the last day, oldest first.

    Below zero while the last day lies ahead. A missed day costs nothing: what was reached stays.
    """
    return tuple(stage for stage in STAGES if stage <= workdays_past)


def stage_now(workdays_past: int, *, known: Collection[int]) -> int | None:
    """Give the one stage to be reminded of now: the latest reached, unless it is known."""
    reached = stages_reached(workdays_past)
    return reached[-1] if reached and reached[-1] not in known else None
