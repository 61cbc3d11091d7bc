"""B: many words, few numbers 定性多、定量少 (domain 3.5)."""

from collections.abc import Iterator
from decimal import Decimal

from lifecycle.rules.indicators import LEVEL_TWOS, LevelOne, LevelTwo, Operator
from lifecycle.rules.parts import Severity
from lifecycle.rules.quality.drafts import (
    UNITLESS,
    GoalDraft,
    Hit,
    IndicatorDraft,
    about,
    on,
    rule,
)
from lifecycle.rules.quality.nouns import squeezed

COUNTED = (LevelTwo.QUANTITY, *LEVEL_TWOS[LevelOne.COST])
FEWEST_TO_JUDGE = 3
"""Of fewer quantitative rows it says nothing that all are 100%."""
FULL = Decimal(100)
NOTHING = ("", "无", "不适用")
SET_MEASURABLY = "能用数字的用数字：写明指标值和计量单位"


@rule(
    "B1", Severity.WARN,
    why="定性指标多，年底只能凭印象打分",
    mend=SET_MEASURABLY,
)  # fmt: skip
def few_measured(goal: GoalDraft) -> Iterator[Hit]:
    """B1: most indicators are quantitative by count."""
    total, limits = len(goal.indicators), goal.limits
    measured = sum(found.is_quantitative for found in goal.indicators)
    if measured * 100 >= limits.quantitative_count * total:
        return
    sentence = (
        f"定量指标{measured}个，占{total}个指标的{measured * 100 // total}%，"
        f"应不少于{limits.quantitative_count:f}%"
    )
    blocks = measured * 100 < limits.quantitative_least * total
    yield on(goal, sentence, "indicators", level=Severity.BLOCK if blocks else None)


@rule(
    "B2", Severity.WARN,
    why="分数主要给了定性指标，得分高低难有依据",
    mend="提高定量指标的权重，或把定性指标改成定量",
)  # fmt: skip
def little_weight(goal: GoalDraft) -> Iterator[Hit]:
    """B2: most of the weight lies on quantitative indicators."""
    rows = [(found.weight or Decimal(0), found.is_quantitative) for found in goal.indicators]
    whole = sum((weight for weight, _measured in rows), Decimal(0))
    measured = sum((weight for weight, is_measured in rows if is_measured), Decimal(0))
    least = goal.limits.quantitative_weight
    if measured * 100 < least * whole:
        share = measured * 100 // whole
        yield on(goal, f"定量指标权重占{share:f}%，应不少于{least:f}%", "indicators")


@rule(
    "B3", Severity.BLOCK,
    why="数量和成本本来就是数字，写成文字就无法核对",
    mend=SET_MEASURABLY,
)  # fmt: skip
def uncounted(goal: GoalDraft) -> Iterator[Hit]:
    """B3: quantities and costs are numbers."""
    for indicator in goal.at(*COUNTED):
        if not indicator.is_quantitative:
            yield about(indicator, "属于数量或成本，应为定量指标", column="target")


@rule(
    "B4", Severity.BLOCK,
    why="没有说明要达到哪一档，年底怎样都算完成",
    mend="写明要达到的程度，并分别说明达成、部分达成、未达成是什么样子",
)  # fmt: skip
def no_level_stated(goal: GoalDraft) -> Iterator[Hit]:
    """B4: a qualitative target states its level, and what the three levels look like."""
    scales = {squeezed(scale) for scale in goal.limits.scales}
    for indicator in goal.indicators:
        if indicator.operator is not Operator.QUALITATIVE:
            continue
        wording = squeezed(indicator.wording)
        if wording.strip("、，,/；;—-") in NOTHING:
            yield about(indicator, "没有写明要达到的程度", column="target")
        elif _letters(wording) in scales:
            yield about(indicator, f"把等次“{wording}”都写上了，没有选定", column="target")
        elif indicator.anchors is not None and not all(indicator.anchors):
            fault = "没有分别说明达成、部分达成、未达成的情形"
            yield about(indicator, fault, column="target", level=Severity.WARN)


def _letters(wording: str) -> str:
    return "".join(char for char in wording if char.isalpha())


@rule(
    "B5", Severity.WARN,
    why="个个都是100%，分不出好坏，也看不出做了多少",
    mend="换成绝对数量、时间或有高低之分的比率",
)  # fmt: skip
def all_full(goal: GoalDraft) -> Iterator[Hit]:
    """B5: not nearly every quantitative indicator is 100%."""
    measured = [found for found in goal.indicators if found.is_quantitative]
    full = [found for found in measured if _at_the_end(found)]
    if len(measured) >= FEWEST_TO_JUDGE and len(full) * 100 >= goal.limits.flat * len(measured):
        sentence = f"{len(measured)}个定量指标中有{len(full)}个都是100%或0，没有区分度"
        yield on(goal, sentence, "indicators")


def _at_the_end(indicator: IndicatorDraft) -> bool:
    """Tell whether nothing beyond the target can be thought of."""
    none = indicator.operator is Operator.EQ and indicator.target == 0
    return none or (indicator.unit.strip() == "%" and indicator.target == FULL)


@rule(
    "B6", Severity.BLOCK,
    why="没有单位的数字说不清是多少，也无法与往年比较",
    mend="填写计量单位，如“公里”“人次”“%”",
)  # fmt: skip
def no_unit(goal: GoalDraft) -> Iterator[Hit]:
    """B6: every number has its unit."""
    for indicator in goal.indicators:
        if indicator.operator not in UNITLESS and not indicator.unit.strip():
            yield about(indicator, "缺少计量单位", column="unit")
