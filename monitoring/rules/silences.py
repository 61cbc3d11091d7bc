"""Silences 静默: what a unit may ask not to be written about, and for how long (warnings.md)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lifecycle.rules.warning_table import NATIONAL_WARNINGS


class Ground(StrEnum):
    """What made the light of a project bad; over-budget cannot be silenced."""

    EXECUTION = "execution"
    GOAL = "goal"
    MISMATCH = "mismatch"
    MISSING = "missing"
    OVER_BUDGET = "over_budget"


GROUND_LABELS = {
    Ground.EXECUTION: "预算执行",
    Ground.GOAL: "绩效目标",
    Ground.MISMATCH: "目标与执行不匹配",
    Ground.MISSING: "监控填报缺报",
    Ground.OVER_BUDGET: "超预算",
}
SILENCEABLE = (Ground.EXECUTION, Ground.GOAL, Ground.MISMATCH, Ground.MISSING)


@dataclass(frozen=True, slots=True)
class Matcher:
    """What a silence covers: always one unit; a project, a rule and a month where it names them."""

    unit: int
    project: int | None = None
    rule: str = ""
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a warning is about, as matchers see it."""

    unit: int
    project: int
    month: int
    grounds: frozenset[Ground]


def last_day(starts_on: date, *, year: int, longest: int = NATIONAL_WARNINGS.silence_days) -> date:
    """Give the last day a silence may have: so many days on, and within the budget year."""
    return min(starts_on + timedelta(days=longest), date(year, 12, 31))


def matches(matcher: Matcher, case: Case) -> bool:
    """Tell whether a silence speaks of this warning at all."""
    return (
        matcher.unit == case.unit
        and matcher.project in (None, case.project)
        and matcher.month in (None, case.month)
        and (not matcher.rule or matcher.rule in case.grounds)
    )


def silenced(case: Case, *, by: Collection[Matcher]) -> bool:
    """Tell whether every ground of a warning is covered; what is over budget never is."""
    if Ground.OVER_BUDGET in case.grounds:
        return False
    found = [matcher for matcher in by if matches(matcher, case)]
    if any(not matcher.rule for matcher in found):
        return True
    return bool(case.grounds) and case.grounds <= {Ground(matcher.rule) for matcher in found}


def grounds_of(
    execution: str, *, goal: str = "", mismatch: str = "", missing: str = "", over_budget: bool
) -> frozenset[Ground]:
    """Name what made a light bad, from the colours of its parts."""
    parts = {
        Ground.EXECUTION: execution,
        Ground.GOAL: goal,
        Ground.MISMATCH: mismatch,
        Ground.MISSING: missing,
    }
    found = {ground for ground, light in parts.items() if light in ("yellow", "red")}
    return frozenset(found | {Ground.OVER_BUDGET} if over_budget else found)
