"""Ex-ante appraisal 事前绩效评估: the dimensions, the conclusion and the cut (domain 1.9).

Projects and policies are judged on five dimensions (中发〔2018〕34号), projects that ask for
special bonds on the eight points of 财预〔2021〕61号 (地方政府专项债券项目资金绩效管理办法).
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lifecycle.rules.money import percentage, round_half_up

SMALLEST_TRIMMED_PANEL = 5  # Beijing style: highest and lowest are dropped from five experts on


class Dimension(StrEnum):
    """What is judged: five for projects and policies; the aim and seven more for special bonds."""

    NECESSITY = "necessity"
    ECONOMY = "economy"
    GOAL = "goal"
    FEASIBILITY = "feasibility"
    FUNDING = "funding"
    WORTH = "worth"
    MATURITY = "maturity"
    SOURCES = "sources"
    FORECAST = "forecast"
    BOND_NEED = "bond_need"
    REPAYMENT = "repayment"
    OTHER = "other"


class Conclusion(StrEnum):
    """How an appraisal ends."""

    SUPPORT = "support"
    PARTIAL = "partial"
    REFUSE = "refuse"


DIMENSIONS = (
    Dimension.NECESSITY,
    Dimension.ECONOMY,
    Dimension.GOAL,
    Dimension.FEASIBILITY,
    Dimension.FUNDING,
)
BOND_DIMENSIONS = (
    Dimension.WORTH,
    Dimension.MATURITY,
    Dimension.SOURCES,
    Dimension.FORECAST,
    Dimension.BOND_NEED,
    Dimension.REPAYMENT,
    Dimension.GOAL,
    Dimension.OTHER,
)
"""In the order of the regulation."""
DIMENSION_LABELS = {
    Dimension.NECESSITY: "立项必要性",
    Dimension.ECONOMY: "投入经济性",
    Dimension.GOAL: "绩效目标合理性",
    Dimension.FEASIBILITY: "实施方案可行性",
    Dimension.FUNDING: "筹资合规性",
    Dimension.WORTH: "必要性、公益性、收益性",
    Dimension.MATURITY: "建设投资合规性与项目成熟度",
    Dimension.SOURCES: "资金来源和到位可行性",
    Dimension.FORECAST: "收入、成本、收益预测合理性",
    Dimension.BOND_NEED: "债券资金需求合理性",
    Dimension.REPAYMENT: "偿债计划可行性和偿债风险点",
    Dimension.OTHER: "其他需要评估的事项",
}
CONCLUSION_LABELS = {
    Conclusion.SUPPORT: "予以支持",
    Conclusion.PARTIAL: "部分支持",
    Conclusion.REFUSE: "不予支持",
}
VETO_DIMENSIONS = frozenset({Dimension.NECESSITY, Dimension.FUNDING})
BOND_VETO_DIMENSIONS = frozenset({Dimension.WORTH, Dimension.MATURITY, Dimension.REPAYMENT})
"""The regulation names no veto: need, legality and repayment stand where the five have theirs."""
BOND_WEIGHTS = {
    Dimension.WORTH: Decimal(20),
    Dimension.MATURITY: Decimal(15),
    Dimension.SOURCES: Decimal(15),
    Dimension.FORECAST: Decimal(15),
    Dimension.BOND_NEED: Decimal(10),
    Dimension.REPAYMENT: Decimal(15),
    Dimension.GOAL: Decimal(5),
    Dimension.OTHER: Decimal(5),
}
"""What a pack that says nothing of bonds means: the regulation gives no points."""


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
    """Add up the points of the dimensions."""
    return sum(scores.values(), Decimal(0))


def vetoed(poor: Collection[Dimension]) -> bool:
    """Tell whether a dimension judged 差 refuses the project whatever its total."""
    return not (VETO_DIMENSIONS | BOND_VETO_DIMENSIONS).isdisjoint(poor)


def veto_fault(dimensions: Collection[Dimension]) -> str:
    """Say which dimensions of a form leave refusal alone when judged 差."""
    vetoing = [d for d in dimensions if d in VETO_DIMENSIONS | BOND_VETO_DIMENSIONS]
    *others, last = (DIMENSION_LABELS[dimension] for dimension in vetoing)
    return f"{'、'.join(others)}或{last}评为差，只能不予支持"


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
