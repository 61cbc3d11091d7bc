"""Scores 得分 of indicator lines by operator, of execution, and their total (domain 3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lifecycle.rules.indicators import ATTAINMENT_LABELS, Attainment, Operator
from lifecycle.rules.money import round_half_up, split
from lifecycle.rules.scoring_table import NATIONAL_BANDS, NATIONAL_SCORING, Bands, ScoringNumbers

EXECUTION_POINTS = Decimal(10)  # 财预〔2020〕10号 art. 12
RISING = frozenset({Operator.GT, Operator.GE})
FALLING = frozenset({Operator.LT, Operator.LE})
STRICT = frozenset({Operator.GT, Operator.LT})
FULL = Fraction(1)
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator at year's end; for DATE_LE actual is the days late, for BOOL it is 1 or 0."""

    operator: Operator
    weight: Decimal
    target: Decimal = Decimal(0)
    actual: Decimal | None = None
    target_high: Decimal | None = None
    satisfaction: bool = False


def line_score(line: Line, *, by: ScoringNumbers = NATIONAL_SCORING) -> Decimal:
    """Score one line from 0 to its weight, two decimals half up; nothing reported scores 0.

    A negative actual counts as 0. Raises ValueError for a qualitative line, which people score.
    """
    if line.operator is Operator.QUALITATIVE:
        raise ValueError("a qualitative line is scored by people")
    if line.actual is None:
        return round_half_up(Decimal(0))
    if by.too_low == "always":
        return reduced_score(line, by=by)
    return _earned(line, by=by)


def _earned(line: Line, *, by: ScoringNumbers) -> Decimal:
    actual = Fraction(max(line.actual or Decimal(0), Decimal(0)))
    points = _counted(line, actual, by) * Fraction(line.weight)
    ratio = overshoot(line)
    if by.over_points and ratio is not None and ratio * PERCENT >= by.over_from:
        points = max(Fraction(0), points - Fraction(by.over_points))
    return round_half_up(points)


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


def total(
    lines: Sequence[Decimal], *, execution: Decimal | None, most: Decimal | None = None
) -> Decimal:
    """Add up the rounded lines and execution, no higher than `most`.

    Spread the weights first when execution is None.
    """
    whole = sum(lines, execution or Decimal(0))
    return whole if most is None else min(whole, most)


def highest_total(
    paid: Decimal, *, budget: Decimal, by: ScoringNumbers = NATIONAL_SCORING
) -> Decimal | None:
    """Give the points at which low execution holds a total; None where it does not."""
    if not budget:
        return None
    return min((most for below, most in by.caps if paid * PERCENT < below * budget), default=None)


def overshoot(line: Line) -> Fraction | None:
    """Give how many times its target a line reached, 1 being met; None when it has no ratio."""
    if line.actual is None or line.target <= 0 or line.actual <= 0:
        return None
    if line.operator in {Operator.GT, Operator.GE, Operator.EQ}:
        return Fraction(line.actual) / Fraction(line.target)
    if line.operator in {Operator.LT, Operator.LE}:
        return Fraction(line.target) / Fraction(line.actual)
    return None


def must_explain(line: Line, *, by: ScoringNumbers = NATIONAL_SCORING) -> bool:
    """Tell whether a line went so far over its target that the unit must say why."""
    ratio = overshoot(line)
    return ratio is not None and ratio > by.overshoot.explain_over


def reduced_score(line: Line, *, by: ScoringNumbers = NATIONAL_SCORING) -> Decimal:
    """Score a line whose target was set too low, in proportion to the deviation."""
    ratio, limits, earned = overshoot(line), by.overshoot, _earned(line, by=by)
    if ratio is None or ratio <= limits.reduce_over:
        return earned
    over = Fraction(limits.slope) * (ratio - Fraction(limits.reduce_over))
    left = Fraction(line.weight) * (1 - min(Fraction(limits.most), over))
    return min(earned, round_half_up(left))


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


def _counted(line: Line, actual: Fraction, by: ScoringNumbers) -> Fraction:
    """Give the part of its weight that a line earns, after method, floor and steps."""
    if by.satisfaction and line.satisfaction and line.operator in RISING:
        steps = (share for least, share in by.satisfaction if actual >= least)
        return Fraction(next(steps, Decimal(0))) / PERCENT
    share = _share(line, actual=actual, by=by)
    if share < FULL and (by.method == "whole" or share * PERCENT < by.floor):
        return Fraction(0)
    return share


def _share(line: Line, *, actual: Fraction, by: ScoringNumbers) -> Fraction:
    """Give how far a line got, from 0 to 1."""
    target = Fraction(line.target)
    if line.operator is Operator.DATE_LE:
        return max(Fraction(0), 1 - actual / Fraction(by.late_days))
    if line.operator is Operator.BOOL:
        return Fraction(actual > 0)
    if line.operator is Operator.RANGE:
        high = target if line.target_high is None else Fraction(line.target_high)
        return _range_share(actual, low=target, high=high)
    if line.operator is Operator.EQ:
        return _equal_share(actual, target=target, by=by)
    return _one_sided(line.operator, actual, target, by)


def _one_sided(
    operator: Operator, actual: Fraction, target: Fraction, by: ScoringNumbers
) -> Fraction:
    if operator in FALLING:
        share, passed = _lower_share(actual, target=target, by=by), actual < target
    else:
        share, passed = _higher_share(actual, target=target), actual > target
    if operator in STRICT and not passed:
        return share * Fraction(by.strict_share) / PERCENT
    return share


def _higher_share(actual: Fraction, *, target: Fraction) -> Fraction:
    return FULL if actual >= target else actual / target


def _equal_share(actual: Fraction, *, target: Fraction, by: ScoringNumbers) -> Fraction:
    if not target:
        return Fraction(not actual)
    if by.equality == "distance":
        return max(Fraction(0), 1 - abs(actual - target) / target)
    return _higher_share(actual, target=target)


def _lower_share(actual: Fraction, *, target: Fraction, by: ScoringNumbers) -> Fraction:
    if actual <= target:
        return FULL
    room = target * (Fraction(by.reverse_zero) / PERCENT - 1)
    return max(Fraction(0), 1 - (actual - target) / room) if room else Fraction(0)


def _range_share(actual: Fraction, *, low: Fraction, high: Fraction) -> Fraction:
    outside = max(low - actual, actual - high, Fraction(0))
    if not outside:
        return FULL
    return max(Fraction(0), 1 - outside / (high - low)) if high > low else Fraction(0)
