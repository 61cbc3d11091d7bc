"""When people are reminded of a last day 催办: before it, on it and after it (warnings.md)."""

from collections.abc import Collection, Sequence

from lifecycle.rules.warning_table import NATIONAL_WARNINGS


def stages_reached(
    workdays_past: int, *, stages: Sequence[int] = NATIONAL_WARNINGS.reminders
) -> tuple[int, ...]:
    """Give the stages that are reached so many working days after the last day, oldest first.

    Below zero while the last day lies ahead. A missed day costs nothing: what was reached stays.
    """
    return tuple(stage for stage in stages if stage <= workdays_past)


def stage_now(
    workdays_past: int,
    *,
    known: Collection[int],
    stages: Sequence[int] = NATIONAL_WARNINGS.reminders,
) -> int | None:
    """Give the one stage to be reminded of now: the latest reached, unless it is known."""
    reached = stages_reached(workdays_past, stages=stages)
    return reached[-1] if reached and reached[-1] not in known else None
