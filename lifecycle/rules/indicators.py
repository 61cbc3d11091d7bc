"""What an indicator 绩效指标 is: its level, its direction, and how weights are laid out."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lifecycle.rules.money import round_half_up

FULL_POINTS = Decimal(100)


class Operator(StrEnum):
    """How an actual value is held against its target 指标性质 (domain 3.2)."""

    GT = "gt"
    GE = "ge"
    EQ = "eq"
    LT = "lt"
    LE = "le"
    QUALITATIVE = "qualitative"
    RANGE = "range"
    DATE_LE = "date_le"
    BOOL = "bool"


class LevelOne(StrEnum):
    """First level 一级指标 (财预〔2021〕101号)."""

    COST = "cost"
    OUTPUT = "output"
    BENEFIT = "benefit"
    SATISFACTION = "satisfaction"


class LevelTwo(StrEnum):
    """Second level 二级指标 (财预〔2021〕101号)."""

    ECONOMIC_COST = "economic_cost"
    SOCIAL_COST = "social_cost"
    ECOLOGICAL_COST = "ecological_cost"
    QUANTITY = "quantity"
    QUALITY = "quality"
    TIMELINESS = "timeliness"
    ECONOMIC_BENEFIT = "economic_benefit"
    SOCIAL_BENEFIT = "social_benefit"
    ECOLOGICAL_BENEFIT = "ecological_benefit"
    LASTING_IMPACT = "lasting_impact"
    SERVED_SATISFACTION = "served_satisfaction"


class Attainment(StrEnum):
    """How far a qualitative indicator 定性指标 got (财预〔2020〕10号 art. 15)."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    MISSED = "missed"


class Accumulation(StrEnum):
    """How the values of the months make the value of the year 累计方式."""

    CUMULATIVE = "cumulative"
    INCREMENT = "increment"
    LATEST = "latest"
    RATIO = "ratio"


OPERATOR_LABELS = {
    Operator.GT: "＞",
    Operator.GE: "≥",
    Operator.EQ: "＝",
    Operator.LT: "＜",
    Operator.LE: "≤",
    Operator.QUALITATIVE: "定性",
    Operator.RANGE: "区间",
    Operator.DATE_LE: "不晚于",
    Operator.BOOL: "是否",
}
TYPED_SIGNS = {
    Operator.GT: ">",
    Operator.GE: ">=",
    Operator.EQ: "=",
    Operator.LT: "<",
    Operator.LE: "<=",
    Operator.QUALITATIVE: "定性",
    Operator.RANGE: "区间",
    Operator.DATE_LE: "不晚于",
    Operator.BOOL: "是否",
}
"""Operators as forms write them on any keyboard."""
LEVEL_ONE_LABELS = {
    LevelOne.COST: "成本指标",
    LevelOne.OUTPUT: "产出指标",
    LevelOne.BENEFIT: "效益指标",
    LevelOne.SATISFACTION: "满意度指标",
}
LEVEL_TWO_LABELS = {
    LevelTwo.ECONOMIC_COST: "经济成本指标",
    LevelTwo.SOCIAL_COST: "社会成本指标",
    LevelTwo.ECOLOGICAL_COST: "生态环境成本指标",
    LevelTwo.QUANTITY: "数量指标",
    LevelTwo.QUALITY: "质量指标",
    LevelTwo.TIMELINESS: "时效指标",
    LevelTwo.ECONOMIC_BENEFIT: "经济效益指标",
    LevelTwo.SOCIAL_BENEFIT: "社会效益指标",
    LevelTwo.ECOLOGICAL_BENEFIT: "生态效益指标",
    LevelTwo.LASTING_IMPACT: "可持续影响指标",
    LevelTwo.SERVED_SATISFACTION: "服务对象满意度指标",
}
ATTAINMENT_LABELS = {
    Attainment.ACHIEVED: "达成年度指标",
    Attainment.PARTLY: "部分达成年度指标并具有一定效果",
    Attainment.MISSED: "未达成年度指标且效果较差",
}
ACCUMULATION_LABELS = {
    Accumulation.CUMULATIVE: "年初以来累计数",
    Accumulation.INCREMENT: "各期增量相加",
    Accumulation.LATEST: "最近一期数",
    Accumulation.RATIO: "分子与分母之比",
}
LEVEL_TWOS = {
    LevelOne.COST: (
        LevelTwo.ECONOMIC_COST,
        LevelTwo.SOCIAL_COST,
        LevelTwo.ECOLOGICAL_COST,
    ),
    LevelOne.OUTPUT: (LevelTwo.QUANTITY, LevelTwo.QUALITY, LevelTwo.TIMELINESS),
    LevelOne.BENEFIT: (
        LevelTwo.ECONOMIC_BENEFIT,
        LevelTwo.SOCIAL_BENEFIT,
        LevelTwo.ECOLOGICAL_BENEFIT,
        LevelTwo.LASTING_IMPACT,
    ),
    LevelOne.SATISFACTION: (LevelTwo.SERVED_SATISFACTION,),
}
LEVEL_ONE_OF = {two: one for one, twos in LEVEL_TWOS.items() for two in twos}
SPELLINGS = {
    Operator.GT: "> 大于 高于 多于 超过",
    Operator.GE: "≥ ≧ ⩾ >= => 大于等于 大于或等于 不低于 不少于 不小于 至少",
    Operator.EQ: "= == ═ 等于",
    Operator.LT: "< 小于 低于 少于",
    Operator.LE: "≤ ≦ ⩽ <= =< 小于等于 小于或等于 不高于 不超过 不大于 不多于 至多",
    Operator.QUALITATIVE: "定性",
    Operator.RANGE: "区间 介于",
    Operator.DATE_LE: "不晚于 不迟于",
    Operator.BOOL: "是否 是/否",
}
OPERATOR_OF = {word: sign for sign, words in SPELLINGS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Layout:
    """How 100 points are laid out 权重: some for execution, the rest over the first levels.

    Each table names the points of the levels it uses; without tables the rest is free. `areas`
    are the parts of a form that is not laid out by first levels 决策、管理、年度目标.
    """

    execution: Decimal
    tables: tuple[Mapping[LevelOne, Decimal], ...] = ()
    areas: tuple[tuple[str, Decimal], ...] = ()

    @property
    def indicators(self) -> Decimal:
        """Points left for the indicators."""
        return FULL_POINTS - self.execution


def read_operator(text: str) -> Operator | None:
    """Read a sign or word as typed in real forms, or None when it is not one."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return OPERATOR_OF.get(folded)


def weight_fault(weights: Mapping[LevelOne, Sequence[Decimal]], *, layout: Layout) -> str:
    """Say what is wrong with the weights, or "" when they fit the layout exactly."""
    sums = {level: sum(row, Decimal(0)) for level, row in weights.items() if row}
    if not sums:
        return "尚未填报绩效指标"
    if fault := next(filter(None, (_one_fault(w) for row in weights.values() for w in row)), ""):
        return fault
    total = sum(sums.values(), Decimal(0))
    if total != layout.indicators:
        return f"指标权重合计应为{layout.indicators:f}，现为{total:f}"
    return _table_fault(sums, layout=layout)


def _one_fault(weight: Decimal) -> str:
    if not weight.is_finite() or weight < 0:
        return "指标权重应为不小于0的数"
    return "" if weight == round_half_up(weight) else f"指标权重最多两位小数，现有{weight:f}"


def _table_fault(sums: Mapping[LevelOne, Decimal], *, layout: Layout) -> str:
    if not layout.tables:
        return ""
    table = next((table for table in layout.tables if table.keys() == sums.keys()), None)
    if table is None:
        found = "、".join(LEVEL_ONE_LABELS[level] for level in LevelOne if level in sums)
        return f"一级指标组合不在规定之列，现有{found}"
    wrong = [
        f"{LEVEL_ONE_LABELS[level]}权重应为{points:f}，现为{sums[level]:f}"
        for level, points in table.items()
        if sums[level] != points
    ]
    return "；".join(wrong)
