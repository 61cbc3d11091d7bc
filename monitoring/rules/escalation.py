"""Escalation 预警升级: who must know by now, and what a light asks for (warnings.md)."""

from collections.abc import Mapping
from enum import IntEnum

from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.warning_table import NATIONAL_WARNINGS, WarningNumbers
from monitoring.rules.lights import Light

TERMS_OF = {
    Light.BLUE: ("warning.blue",),
    Light.YELLOW: ("warning.yellow",),
    Light.RED: ("warning.red_plan", "warning.red_done"),
}


class Step(IntEnum):
    """How high a warning has risen; a pause of payment is proposed by people, never here."""

    OFFICER = 1
    HEAD_AND_REVIEWER = 2
    LEADER_AND_DIVISION = 3
    BUREAU_LEADER = 4


def next_level(
    age_workdays: int,
    *,
    acknowledged: bool,
    red_periods: int,
    plan_overdue_workdays: int = 0,
    limits: WarningNumbers = NATIONAL_WARNINGS,
) -> Step:
    """Give the highest level due now; an acknowledgement holds back the second by age only."""
    if age_workdays >= limits.bureau_age or red_periods >= limits.bureau_periods:
        return Step.BUREAU_LEADER
    if age_workdays >= limits.leader_age or plan_overdue_workdays >= limits.plan_overdue:
        return Step.LEADER_AND_DIVISION
    unanswered = age_workdays >= limits.head_age and not acknowledged
    if unanswered or red_periods >= limits.head_periods:
        return Step.HEAD_AND_REVIEWER
    return Step.OFFICER


def response_days(light: Light, *, terms: Mapping[str, Deadline]) -> tuple[Deadline, ...]:
    """Give the deadlines a light sets, from `Pack.deadlines`: red a plan, then being done."""
    return tuple(terms[key] for key in TERMS_OF.get(light, ()) if key in terms)
