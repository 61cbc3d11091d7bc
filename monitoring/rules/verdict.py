"""What a month says of one project: its money, its goal, and both together (domain 2.3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lifecycle.rules.indicators import Operator
from lifecycle.rules.money import percentage, round_half_up
from monitoring.rules.lights import (
    LIGHT_LABELS,
    Judgement,
    Light,
    Reading,
    execution_light,
    indicator_light,
)
from monitoring.rules.limits import Limits
from monitoring.rules.together import goal_light, mismatch, project_light

NOT_MISSING = Judgement(Light.GREY, None, "")
COUNTING_UP = frozenset({Operator.GT, Operator.GE, Operator.EQ})


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator at a month's end; `accumulates` where it grows as money is spent."""

    key: str
    weight: Decimal
    accumulates: bool
    reading: Reading


@dataclass(frozen=True, slots=True)
class Verdict:
    """The three lights of a project with their words, and each indicator's by its key.

    `gap` and `missing` have a say in the project's light unless they are grey.
    """

    execution: Judgement
    goal: Judgement
    project: Judgement
    indicators: Mapping[str, Judgement]
    gap: Judgement
    missing: Judgement


def verdict(
    paid: Decimal | None,
    *,
    budget: Decimal | None,
    measured: Sequence[Measured],
    month: int,
    limits: Limits,
    missing: Judgement = NOT_MISSING,
    planned: Decimal | None = None,
) -> Verdict:
    """Judge a project at a month's end, money in 元 since January.

    `missing` says of a report that should have been filed by now that it was not; `planned` is
    what a payment plan wants paid by then.
    """
    money = execution_light(paid, budget=budget, month=month, limits=limits, planned=planned)
    found = {m.key: indicator_light(m.reading, month=month, limits=limits) for m in measured}
    goal = _goal([one.light for one in found.values()], limits=limits)
    rate = None if paid is None or budget is None else percentage(paid, whole=budget)
    gap = mismatch(achievement(measured), execution=rate, limits=limits)
    return Verdict(money, goal, _project(money, goal, gap, missing), found, gap, missing)


def achievement(measured: Sequence[Measured]) -> Decimal | None:
    """Give the weighted share of the year's quantities done, in percent, each at most 100.

    A rate or a satisfaction is whole from the first month on and says nothing beside money.
    """
    counted = [m for m in measured if _counts(m)]
    whole = sum((Fraction(m.weight) for m in counted), Fraction(0))
    if not whole:
        return None
    done = sum((Fraction(m.weight) * _share(m.reading) for m in counted), Fraction(0))
    return round_half_up(done * 100 / whole)


def _counts(measured: Measured) -> bool:
    reading = measured.reading
    known = reading.actual is not None and bool(reading.target) and (reading.target or 0) > 0
    return (
        measured.accumulates
        and known
        and reading.operator in COUNTING_UP
        and reading.due_month is None
    )


def _share(reading: Reading) -> Fraction:
    done = Fraction(reading.actual or 0) / Fraction(reading.target or 1)
    return min(max(done, Fraction(0)), Fraction(1))


def _goal(lights: Sequence[Light], *, limits: Limits) -> Judgement:
    if not lights:
        return Judgement(Light.GREY, None, "尚未报送监控情况，不判灯")
    counts = Counter(lights)
    words = "、".join(f"{LIGHT_LABELS[light]}{counts[light]}项" for light in Light if counts[light])
    light = goal_light(lights, limits=limits)
    return Judgement(light, None, f"{len(lights)}项指标：{words} → {LIGHT_LABELS[light]}")


def _project(money: Judgement, goal: Judgement, gap: Judgement, missing: Judgement) -> Judgement:
    light = project_light([money.light, goal.light, gap.light, missing.light])
    words = f"目标{LIGHT_LABELS[goal.light]}，执行{LIGHT_LABELS[money.light]}"
    for one in (gap, missing):
        if one.light is not Light.GREY:
            words = f"{words}，{one.sentence}"
    return Judgement(light, None, f"{words} → 项目{LIGHT_LABELS[light]}")
