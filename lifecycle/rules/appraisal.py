"""Ex-ante appraisal 事前绩效评估: five dimensions, the conclusion and the cut (domain 1.9)."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lifecycle.rules.money import percentage, round_half_up

SMALLEST_TRIMMED_PANEL = 5  # Beijing style: highest and lowest are dropped from five experts on


class Dimension(StrEnum):
    """What new major policies and projects are judged on (中发〔2018〕34号)."""

    NECESSITY = "necessity"
    ECONOMY = "economy"
    GOAL = "goal"
    FEASIBILITY = "feasibility"
    FUNDING = "funding"


class Conclusion(StrEnum):
    """How an appraisal ends."""

    SUPPORT = "support"
    PARTIAL = "partial"
    REFUSE = "refuse"


DIMENSIONS = tuple(Dimension)
DIMENSION_LABELS = {
    Dimension.NECESSITY: "立项必要性",
    Dimension.ECONOMY: "投入经济性",
    Dimension.GOAL: "绩效目标合理性",
    Dimension.FEASIBILITY: "实施方案可行性",
    Dimension.FUNDING: "筹资合规性",
}
CONCLUSION_LABELS = {
    Conclusion.SUPPORT: "予以支持",
    Conclusion.PARTIAL: "部分支持",
    Conclusion.REFUSE: "不予支持",
}
VETO_DIMENSIONS = frozenset({Dimension.NECESSITY, Dimension.FUNDING})


def scores_fault(
    scores: Mapping[Dimension, Decimal], *, weights: Mapping[Dimension, Decimal]
) -> str:
    """Say which dimension lacks a score or lies outside its points, or ""."""
    for dimension, points in weights.items():
        score = scores.get(dimension)
        if score is None:
            return f"{DIMENSION_LABELS[dimension]}尚未评分"
        if not score.is_finite() or not 0 <= score <= points or score != round_half_up(score):
            return f"{DIMENSION_LABELS[dimension]}得分应在0到{points:f}之间，最多两位小数"
    return ""


def total(scores: Mapping[Dimension, Decimal]) -> Decimal:
    """Add up the points of the five dimensions."""
    return sum(scores.values(), Decimal(0))


def vetoed(poor: Collection[Dimension]) -> bool:
    """Tell whether a dimension judged 差 refuses the project whatever its total."""
    return not VETO_DIMENSIONS.isdisjoint(poor)


def conclude(
    score: Decimal,
    *,
    vetoed: bool,
    support_from: Decimal = Decimal(80),
    partial_from: Decimal = Decimal(60),
) -> Conclusion:
    """Draw the conclusion from the total and the veto 一票否决."""
    if vetoed or score < partial_from:
        return Conclusion.REFUSE
    return Conclusion.SUPPORT if score >= support_from else Conclusion.PARTIAL


def panel_score(scores: Sequence[Decimal], *, drop_extremes: bool = False) -> Decimal:
    """Give the mean of the experts, two decimals; from five on the extremes may be dropped."""
    if not scores:
        raise ValueError("a panel without experts has no score")
    counted = sorted(scores)
    if drop_extremes and len(counted) >= SMALLEST_TRIMMED_PANEL:
        counted = counted[1:-1]
    return round_half_up(_mean(counted))


def spread_flag(
    scores: Sequence[Decimal], *, points: Decimal, limit: Decimal = Decimal("0.15")
) -> bool:
    """Tell whether experts differ too far: standard deviation over 15% of the item's points."""
    mean = _mean(scores)
    variance = sum((Fraction(score) - mean) ** 2 for score in scores) / len(scores)
    return variance > Fraction(limit * points) ** 2


def cut(declared: Decimal, *, approved: Decimal) -> Decimal:
    """Give the amount cut 核减金额 in 元."""
    return declared - approved


def cut_rate(declared_total: Decimal, *, cut_total: Decimal) -> Decimal | None:
    """Give the rate cut 核减率 in percent, two decimals; None when nothing was declared."""
    return percentage(cut_total, whole=declared_total)


def approved_fault(declared: Decimal, *, approved: Decimal, conclusion: Conclusion) -> str:
    """Say why the approved amount does not fit the conclusion, or ""."""
    if approved < 0 or approved > declared:
        return "核定金额应在0到申报金额之间"
    if conclusion is Conclusion.REFUSE and approved:
        return "不予支持的项目核定金额应为0"
    if conclusion is not Conclusion.REFUSE and not approved:
        return f"{CONCLUSION_LABELS[conclusion]}的项目核定金额应大于0"
    return ""


def _mean(scores: Sequence[Decimal]) -> Fraction:
    return sum(map(Fraction, scores), Fraction(0)) / len(scores)
