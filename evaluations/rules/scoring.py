"""Scores 得分 of indicator lines by operator, of execution, and their total (domain 3.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lifecycle.rules.indicators import ATTAINMENT_LABELS, Attainment, Operator
from lifecycle.rules.money import round_half_up, split

Bands = Mapping[Attainment, tuple[Decimal, Decimal]]

LATE_DAYS = Decimal(30)  # DATE_LE: so many days late and nothing is left (project default)
EXECUTION_POINTS = Decimal(10)  # 财预〔2020〕10号 art. 12
NATIONAL_BANDS: Bands = {  # 财预〔2020〕10号 art. 15
    Attainment.ACHIEVED: (Decimal("0.8"), Decimal(1)),
    Attainment.PARTLY: (Decimal("0.6"), Decimal("0.8")),
    Attainment.MISSED: (Decimal(0), Decimal("0.6")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator at year's end; for DATE_LE actual is the days late, for BOOL it is 1 or 0."""

    operator: Operator
    weight: Decimal
    target: Decimal = Decimal(0)
    actual: Decimal | None = None
    target_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Overshoot:
    """When a target was plainly too low 目标偏低 (project default; 10号 gives no formula)."""

    explain_over: Decimal = Decimal("1.2")
    reduce_over: Decimal = Decimal("1.3")
    slope: Decimal = Decimal("0.5")
    most: Decimal = Decimal("0.2")


NATIONAL_OVERSHOOT = Overshoot()


def line_score(line: Line, *, late_days: Decimal = LATE_DAYS) -> Decimal:
    """Score one line from 0 to its weight, two decimals half up; nothing reported scores 0.

    A negative actual counts as 0. Raises ValueError for a qualitative line, which people score.
    """
    if line.operator is Operator.QUALITATIVE:
        raise ValueError("a qualitative line is scored by people")
    if line.actual is None:
        return round_half_up(Decimal(0))
    share = _share(line, actual=Fraction(max(line.actual, Decimal(0))), late_days=late_days)
    return round_half_up(share * Fraction(line.weight))


def execution_score(
    paid: Decimal, *, budget: Decimal, points: Decimal = EXECUTION_POINTS
) -> Decimal | None:
    """Score execution 预算执行 as paid ÷ annual budget, at most full; None without a budget."""
    if not budget:
        return None
    share = min(Fraction(1), max(Fraction(0), Fraction(paid) / Fraction(budget)))
    return round_half_up(share * Fraction(points))


def spread(weights: Sequence[Decimal], *, points: Decimal = EXECUTION_POINTS) -> list[Decimal]:
    """Spread the points of a missing execution over the indicators by weight, to the cent."""
    extra = split(points, weights=weights)
    return [weight + more for weight, more in zip(weights, extra, strict=True)]


def total(lines: Sequence[Decimal], *, execution: Decimal | None) -> Decimal:
    """Add up the rounded lines and execution; spread the weights first when it is None."""
    return sum(lines, execution or Decimal(0))


def overshoot(line: Line) -> Fraction | None:
    """Give how many times its target a line reached, 1 being met; None when it has no ratio."""
    if line.actual is None or line.target <= 0 or line.actual <= 0:
        return None
    if line.operator in {Operator.GT, Operator.GE, Operator.EQ}:
        return Fraction(line.actual) / Fraction(line.target)
    if line.operator in {Operator.LT, Operator.LE}:
        return Fraction(line.target) / Fraction(line.actual)
    return None


def must_explain(line: Line, *, limits: Overshoot = NATIONAL_OVERSHOOT) -> bool:
    """Tell whether a line went so far over its target that the unit must say why."""
    ratio = overshoot(line)
    return ratio is not None and ratio > limits.explain_over


def reduced_score(line: Line, *, limits: Overshoot = NATIONAL_OVERSHOOT) -> Decimal:
    """Score a line whose target people judged set too low, in proportion to the deviation."""
    ratio = overshoot(line)
    if ratio is None or ratio <= limits.reduce_over:
        return line_score(line)
    over = Fraction(limits.slope) * (ratio - Fraction(limits.reduce_over))
    return round_half_up(Fraction(line.weight) * (1 - min(Fraction(limits.most), over)))


def qualitative_fault(
    score: Decimal, *, attained: Attainment, weight: Decimal, bands: Bands = NATIONAL_BANDS
) -> str:
    """Say why a typed score lies outside the band of its level, or "" when it fits."""
    low, high = (share * weight for share in bands[attained])
    top = attained is Attainment.ACHIEVED
    if low <= score < high or (top and score == high):
        return ""
    end = "（含）" if top else "（不含）"
    label = ATTAINMENT_LABELS[attained]
    return f"“{label}”的得分应在{round_half_up(low):f}至{round_half_up(high):f}{end}之间"


def _share(line: Line, *, actual: Fraction, late_days: Decimal) -> Fraction:
    """Give the part of its weight a line earns, from 0 to 1."""
    if line.operator is Operator.DATE_LE:
        return max(Fraction(0), 1 - actual / Fraction(late_days))
    if line.operator is Operator.BOOL:
        return Fraction(actual > 0)
    target = Fraction(line.target)
    if line.operator is Operator.RANGE:
        high = target if line.target_high is None else Fraction(line.target_high)
        return _range_share(actual, low=target, high=high)
    if line.operator in {Operator.LT, Operator.LE}:
        return _lower_share(actual, target=target)
    return _higher_share(line.operator, actual=actual, target=target)


def _higher_share(operator: Operator, *, actual: Fraction, target: Fraction) -> Fraction:
    if operator is Operator.EQ and not target:
        return Fraction(not actual)
    return Fraction(1) if actual >= target else actual / target


def _lower_share(actual: Fraction, *, target: Fraction) -> Fraction:
    if actual <= target:
        return Fraction(1)
    return 1 - (actual - target) / target if actual < 2 * target else Fraction(0)


def _range_share(actual: Fraction, *, low: Fraction, high: Fraction) -> Fraction:
    outside = max(low - actual, actual - high, Fraction(0))
    if not outside:
        return Fraction(1)
    return max(Fraction(0), 1 - outside / (high - low)) if high > low else Fraction(0)
