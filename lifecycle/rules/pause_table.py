"""The pause table 暂缓拨付 of a rule pack: when a pause may be proposed, and what it stops."""

from dataclasses import dataclass

from lifecycle.rules.shapes import Choice, Record, Whole

STOPS, FREE = "stops", "free"
HOLDS, TELLS = "holds", "tells"


@dataclass(frozen=True, slots=True)
class PauseNumbers:
    """From which level of escalation a red warning may lead to a pause, and what one stops.

    `plan` is a new payment plan. The others are of a pause that is marked for result application:
    `application` is giving next year's money, `next_year` what it does to the proposal, which it
    holds while the pause stands or only tells of.
    """

    from_level: int = 4  # warnings.md: L5 follows on L4, which a third red period reaches too
    application: str = STOPS
    plan: str = FREE
    next_year: str = HOLDS


NATIONAL_PAUSE = PauseNumbers()

PAUSE = Record(
    {},
    also={
        "from_level": Whole(1, 4),
        "application": Choice((STOPS, FREE)),
        "plan": Choice((STOPS, FREE)),
        "next_year": Choice((HOLDS, TELLS)),
    },
    make=PauseNumbers,
)
"""The shape of `Pack.pause`; what is left out is as in the national pack."""
