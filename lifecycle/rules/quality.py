"""Quality of a goal 绩效目标质量: one small rule a finding, named as in domain 3.5."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lifecycle.rules.indicators import (
    LEVEL_ONE_OF,
    LEVEL_TWOS,
    Layout,
    LevelOne,
    LevelTwo,
    Operator,
    weight_fault,
)

SHORTEST_GOAL = 30  # A5
FEWEST_INDICATORS = 5  # A1
FEWEST_OF_LARGE = 8  # A1, from LARGE_AMOUNT on
LARGE_AMOUNT = Decimal(5_000_000)
REQUIRED: dict[str, tuple[str, tuple[LevelTwo, ...]]] = {
    "quantity": ("数量指标", (LevelTwo.QUANTITY,)),
    "quality": ("质量指标", (LevelTwo.QUALITY,)),
    "timeliness": ("时效指标", (LevelTwo.TIMELINESS,)),
    "benefit": ("效益指标", LEVEL_TWOS[LevelOne.BENEFIT]),
    "satisfaction": ("满意度指标", LEVEL_TWOS[LevelOne.SATISFACTION]),
}
"""A2: what a goal must have unless waived under this key."""
UNITLESS = {Operator.QUALITATIVE, Operator.DATE_LE, Operator.BOOL}


class Severity(StrEnum):
    """How much a finding matters; only an error blocks."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """One indicator as filled in; target_high only for a range, due only for a date."""

    name: str
    level: LevelTwo
    operator: Operator
    weight: Decimal
    target: Decimal | None = None
    target_high: Decimal | None = None
    unit: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found, where; `place` is a field or an indicator's name."""

    code: str
    level: Severity
    sentence: str
    place: str


def goal_faults(
    text: str,
    *,
    amount: Decimal,
    indicators: Sequence[IndicatorDraft],
    layout: Layout,
    waived: Collection[str] = (),
) -> list[str]:
    """Give the sentences that keep a goal from being filed; empty when it may go."""
    found = findings(text, amount=amount, indicators=indicators, layout=layout, waived=waived)
    return [finding.sentence for finding in found if finding.level is Severity.ERROR]


def findings(
    text: str,
    *,
    amount: Decimal,
    indicators: Sequence[IndicatorDraft],
    layout: Layout,
    waived: Collection[str] = (),
) -> list[Finding]:
    """Ask every rule about one goal."""
    return [
        *too_few(indicators, amount=amount),
        *required_missing(indicators, waived=waived),
        *goal_text(text),
        *weights_off(indicators, layout=layout),
        *targets_off(indicators),
    ]


def too_few(indicators: Sequence[IndicatorDraft], *, amount: Decimal) -> list[Finding]:
    """A1: a goal, above all a large one, needs several indicators."""
    least = FEWEST_OF_LARGE if amount >= LARGE_AMOUNT else FEWEST_INDICATORS
    if len(indicators) >= least:
        return []
    sentence = f"三级指标宜不少于{least}个，现有{len(indicators)}个"
    return [Finding("A1", Severity.WARN, sentence, "indicators")]


def required_missing(
    indicators: Sequence[IndicatorDraft], *, waived: Collection[str]
) -> list[Finding]:
    """A2: quantity, quality, timeliness, a benefit and satisfaction are all there, or waived."""
    present = {indicator.level for indicator in indicators}
    return [
        Finding("A2", Severity.ERROR, f"缺少{label}", key)
        for key, (label, levels) in REQUIRED.items()
        if key not in waived and present.isdisjoint(levels)
    ]


def goal_text(text: str) -> list[Finding]:
    """A5: the goal says in at least 30 characters, and with a number, what is to be reached."""
    found = []
    length = len("".join(text.split()))
    if length < SHORTEST_GOAL:
        sentence = f"绩效目标应不少于{SHORTEST_GOAL}个字，现为{length}个字"
        found.append(Finding("A5", Severity.ERROR, sentence, "text"))
    if not any(char.isdecimal() for char in text):
        found.append(Finding("A5", Severity.ERROR, "绩效目标应写明可衡量的数字", "text"))
    return found


def weights_off(indicators: Sequence[IndicatorDraft], *, layout: Layout) -> list[Finding]:
    """Weights fit the year's layout exactly (财预〔2021〕101号)."""
    weights: dict[LevelOne, list[Decimal]] = {}
    for indicator in indicators:
        weights.setdefault(LEVEL_ONE_OF[indicator.level], []).append(indicator.weight)
    sentence = weight_fault(weights, layout=layout)
    return [Finding("WEIGHT", Severity.ERROR, sentence, "indicators")] if sentence else []


def targets_off(indicators: Sequence[IndicatorDraft]) -> list[Finding]:
    """B6 and before: every quantitative indicator has a target it can be scored by, and a unit."""
    return [
        Finding("TARGET", Severity.ERROR, f"指标“{indicator.name}”{fault}", indicator.name)
        for indicator in indicators
        for fault in (_target_fault(indicator), _unit_fault(indicator))
        if fault
    ]


def _target_fault(indicator: IndicatorDraft) -> str:
    if indicator.operator is Operator.DATE_LE:
        return "" if indicator.due else "缺少完成日期"
    if indicator.operator in UNITLESS:
        return ""
    if indicator.target is None or not indicator.target.is_finite():
        return "缺少目标值"
    if indicator.operator is Operator.RANGE:
        return _range_fault(indicator.target, high=indicator.target_high)
    return _sign_fault(indicator.target, operator=indicator.operator)


def _range_fault(low: Decimal, *, high: Decimal | None) -> str:
    ordered = high is not None and high.is_finite() and low <= high
    return "" if ordered else "的区间应由低到高填写"


def _sign_fault(target: Decimal, *, operator: Operator) -> str:
    if target < 0:
        return "的目标值不能为负数"
    if operator in {Operator.GT, Operator.GE} and not target:
        return "的目标值应大于0"
    return ""


def _unit_fault(indicator: IndicatorDraft) -> str:
    if indicator.operator in UNITLESS or indicator.unit.strip():
        return ""
    return "缺少计量单位"
