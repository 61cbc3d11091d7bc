"""The warning table 预警规则 of a rule pack: when a warning rises, is repeated, silenced, reminded.

Every number is a default of warnings.md; where lights turn is the light table's, and what a light
or a missing report asks for is a term of `Pack.deadlines`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lifecycle.rules.shapes import Record, Rows, Whole

EARLIEST_REMINDER = -30
"""Working days; no pack reminds earlier of a last day."""
LONGEST_RETRY = 1440
"""Minutes; no pack lets a failed mail wait longer for its next attempt."""
LONGEST_SILENCE = 366
"""Days; no pack lets a silence last longer."""


@dataclass(frozen=True, slots=True)
class WarningNumbers:
    """Limits of the warning engine; ages in working days, silences and gaps in days.

    Unanswered for `head_age`, `leader_age`, `bureau_age` a warning rises, or after red periods in a
    row; a plan overdue for `plan_overdue` rises too. A red light is told again after
    `repeat_after`, and for `amendment_holds` an amendment keeps back the lights of its target.
    `reminders` are stages from the last day, below zero before it. More missing reports of one
    unit than `rows_of_one_unit` are one row, and a digest shows `digest_rows`. A gap of more than
    `gap_days`, or more than `gap_mails`, waits for an operator. A mail that failed is tried again
    after each of `retry_minutes`, and parked after the last.
    """

    head_age: int = 5
    leader_age: int = 10
    bureau_age: int = 20
    head_periods: int = 2
    bureau_periods: int = 3
    plan_overdue: int = 1
    repeat_after: int = 5
    amendment_holds: int = 20
    silence_days: int = 60
    silence_reason: int = 10
    reminders: tuple[int, ...] = (-7, -3, -1, 0, 1, 5)
    rows_of_one_unit: int = 10
    digest_rows: int = 20
    gap_days: int = 10
    gap_mails: int = 200
    retry_minutes: tuple[int, ...] = (1, 5, 30, 120, 360)


NATIONAL_WARNINGS = WarningNumbers()


def _check(numbers: WarningNumbers) -> Iterator[str]:
    if not numbers.head_age <= numbers.leader_age <= numbers.bureau_age:
        yield "head_age、leader_age、bureau_age不应递减"
    if numbers.head_periods > numbers.bureau_periods:
        yield "head_periods不应大于bureau_periods"


def _stages_check(stages: Sequence[int]) -> Iterator[str]:
    if not stages or any(one >= later for one, later in pairwise(stages)):
        yield "应由小到大列出，不重复且不为空"


DAYS = Whole(1, 366)
PERIODS = Whole(1, 12)
ROWS = Whole(1, 100)

WARNINGS = Record(
    {},
    also={
        "head_age": DAYS,
        "leader_age": DAYS,
        "bureau_age": DAYS,
        "head_periods": PERIODS,
        "bureau_periods": PERIODS,
        "plan_overdue": DAYS,
        "repeat_after": DAYS,
        "amendment_holds": DAYS,
        "silence_days": Whole(1, LONGEST_SILENCE),
        "silence_reason": Whole(1, 200),
        "reminders": Rows(Whole(EARLIEST_REMINDER, 60), check=_stages_check),
        "rows_of_one_unit": ROWS,
        "digest_rows": ROWS,
        "gap_days": DAYS,
        "gap_mails": Whole(1, 100_000),
        "retry_minutes": Rows(Whole(1, LONGEST_RETRY), check=_stages_check),
    },
    make=WarningNumbers,
    check=_check,
)
"""The shape of `Pack.warnings`; what is left out keeps its default."""
