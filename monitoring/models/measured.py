"""The columns of a reading as the plain values that the rules judge."""

from datetime import date
from decimal import Decimal

from lifecycle.rules.indicators import Accumulation, Attainment, LevelTwo, Operator
from monitoring.rules import lights
from monitoring.rules.lights import Possibility
from monitoring.rules.verdict import Measured

MEASURED = (
    "key", "level", "operator", "target", "target_high", "due", "weight", "actual", "attainment",
    "possibility", "accumulation", "milestone", "milestone_month",
)  # fmt: skip
"""Columns of a reading that `measured` reads."""


AT_ONE_TIME = frozenset({str(Accumulation.LATEST), str(Accumulation.RATIO)})
"""What does not add up over the year; where nothing is said the months are counted."""


def measured(  # noqa: PLR0913 - one reading as it is stored
    *,
    key: str,
    level: str,
    operator: str,
    target: Decimal | None,
    target_high: Decimal | None,
    due: date | None,
    weight: Decimal,
    actual: Decimal | None,
    attainment: str,
    possibility: str,
    accumulation: str,
    milestone: Decimal | None,
    milestone_month: int | None,
) -> Measured:
    """Turn the columns of a reading into what the rules judge."""
    return Measured(
        key=str(key),
        weight=weight,
        accumulates=level == LevelTwo.QUANTITY,
        reading=lights.Reading(
            Operator(operator),
            target=target,
            target_high=target_high,
            actual=actual,
            expected=milestone,
            milestone_month=milestone_month,
            point=accumulation in AT_ONE_TIME,
            due_month=due.month if due else None,
            attained=Attainment(attainment) if attainment else None,
            possibility=Possibility(possibility) if possibility else None,
        ),
    )
