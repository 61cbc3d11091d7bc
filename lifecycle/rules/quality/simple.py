"""A: set too simply 设置较为简单 (domain 3.5)."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from lifecycle.rules.indicators import LEVEL_TWOS, LevelOne, LevelTwo
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
from lifecycle.rules.quality.nouns import Quantity, pairs, quantities, squeezed

REQUIRED: dict[str, tuple[str, tuple[LevelTwo, ...]]] = {
    "quantity": ("数量指标", (LevelTwo.QUANTITY,)),
    "quality": ("质量指标", (LevelTwo.QUALITY,)),
    "timeliness": ("时效指标", (LevelTwo.TIMELINESS,)),
    "benefit": ("效益指标", LEVEL_TWOS[LevelOne.BENEFIT]),
    "satisfaction": ("满意度指标", LEVEL_TWOS[LevelOne.SATISFACTION]),
}
"""A2: what a goal must have unless waived under this key."""
EVASIONS = ("不适用", "按相关规定")
CONTENTED = re.compile("满意|认可|好评|投诉|评价")
CARRIED = re.compile("结转.*资金|弥补.*(?:资金|经费)")
RESULT = re.compile(
    "完成|建成|新增|达到|提升|提高|改善|保障|降低|开展|举办|购置|修缮|维修|打造|改造"
)


@rule(
    "A1", Severity.WARN,
    why="指标太少，看不出这笔钱办成了哪些事",
    mend="从指标库补充数量、质量、时效和效益方面的三级指标",
)  # fmt: skip
def too_few(goal: GoalDraft) -> Iterator[Hit]:
    """A1: a goal, above all a large one, needs several indicators."""
    large = goal.amount is not None and goal.amount >= goal.limits.large_amount
    least = goal.limits.fewest_of_large if large else goal.limits.fewest
    if len(goal.indicators) < least:
        sentence = f"三级指标宜不少于{least}个，现有{len(goal.indicators)}个"
        yield on(goal, sentence, "indicators")


@rule(
    "A2", Severity.BLOCK,
    why="缺了一类指标，这一方面就无从考核",
    mend="补充这一类指标；确不适用的，注明免设",
)  # fmt: skip
def required_missing(goal: GoalDraft) -> Iterator[Hit]:
    """A2: quantity, quality, timeliness, a benefit and satisfaction are all there, or waived."""
    present = {indicator.level for indicator in goal.indicators}
    for key, (label, levels) in REQUIRED.items():
        if key not in goal.waived and present.isdisjoint(levels):
            cell = goal.cells.get("indicators", "")
            yield Hit(f"缺少{label}", key, cell)


@rule(
    "A3", Severity.BLOCK,
    why="一个指标定胜负，其余指标形同虚设",
    mend="把权重分到几个指标上",
)  # fmt: skip
def too_heavy(goal: GoalDraft) -> Iterator[Hit]:
    """A3: no indicator carries most of its first level and much of the whole."""
    for indicator in goal.indicators:
        weight, whole = indicator.weight, _whole(goal.indicators, level=indicator.first_level)
        if weight is None or weight <= goal.limits.heaviest:
            continue
        if weight * 100 > goal.limits.heaviest_share * whole:
            yield about(
                indicator,
                f"权重{weight:f}，超过{goal.limits.heaviest:f}分，"
                f"且超过所属一级指标的{goal.limits.heaviest_share:f}%",
                column="weight",
            )


def _whole(indicators: Iterable[IndicatorDraft], *, level: LevelOne | None) -> Decimal:
    own = (found.weight for found in indicators if found.first_level == level)
    return sum((weight for weight in own if weight is not None), Decimal(0))


@rule(
    "A4", Severity.WARN,
    why="名称空泛的指标换到哪个项目都成立，等于没有设",
    mend="写出对象和内容，如“改造背街小巷数量”；不适用的指标不要填报",
)  # fmt: skip
def generic_name(goal: GoalDraft) -> Iterator[Hit]:
    """A4: the name of an indicator says what is measured."""
    generic = {squeezed(name) for name in goal.limits.generic_names}
    for indicator in goal.indicators:
        name = squeezed(indicator.name)
        if name in generic or any(word in name for word in EVASIONS):
            yield about(indicator, "的名称过于笼统")
        elif len(name) < goal.limits.shortest_name:
            yield about(indicator, f"的名称不足{goal.limits.shortest_name}个字")


@rule(
    "A5", Severity.BLOCK,
    why="绩效目标是对结果的承诺，要说清楚花钱办成什么事、到什么程度",
    mend="写明年内做什么、做多少、达到什么效果",
)  # fmt: skip
def goal_text(goal: GoalDraft) -> Iterator[Hit]:
    """A5: the goal says at enough length, and with a number, what is to be reached."""
    length, least = len("".join(goal.text.split())), goal.limits.shortest_goal
    if length < least:
        yield on(goal, f"绩效目标应不少于{least}个字，现为{length}个字", "text")
    if not any(char.isdecimal() for char in goal.text):
        yield on(goal, "绩效目标应写明可衡量的数字", "text")
    if _is_funding_reason(goal):
        yield on(goal, "绩效目标写的是资金安排的原因，不是要达到的结果", "text")


def _is_funding_reason(goal: GoalDraft) -> bool:
    reason = any(word in goal.text for word in goal.limits.funding_words)
    return bool(reason or CARRIED.search(goal.text)) and not RESULT.search(goal.text)


@rule(
    "A6", Severity.INFO,
    why="不同项目用同一套指标，多半是照抄",
    mend="按本项目的内容设指标，或从指标库引用",
)  # fmt: skip
def copied(goal: GoalDraft) -> Iterator[Hit]:
    """A6: the list of indicators is not that of another project of the unit."""
    names = frozenset(squeezed(indicator.name) for indicator in goal.indicators)
    if goal.from_library or not names:
        return
    for other in goal.siblings:
        if len(names & other.names) * 100 >= goal.limits.alike * len(names):
            yield on(goal, f"指标与本单位项目“{other.project}”基本相同", "indicators")
            return


@rule(
    "A7", Severity.WARN,
    why="放错类别的指标，既算错了权重，也漏了本类该考核的内容",
    mend="移到相应的二级指标下，或改写为本类的内容",
)  # fmt: skip
def wrong_slot(goal: GoalDraft) -> Iterator[Hit]:
    """A7: costs are not filed as benefits, nor anything but satisfaction as satisfaction."""
    for indicator in goal.at(*LEVEL_TWOS[LevelOne.BENEFIT]):
        word = next((word for word in goal.limits.cost_words if word in indicator.name), "")
        saves = indicator.level is LevelTwo.ECONOMIC_BENEFIT and "节" in indicator.name
        if word and not saves:
            yield about(indicator, f"写的是{word}，却放在效益指标下", column="level2")
    for indicator in goal.at(LevelTwo.SERVED_SATISFACTION):
        if not CONTENTED.search(indicator.name):
            yield about(indicator, "不是满意度，却放在满意度指标下", column="level2")


@rule(
    "A8", Severity.WARN,
    why="数量指标与项目无关，完成了也不说明项目办成了",
    mend="数量指标写项目本身要完成的任务",
)  # fmt: skip
def unrelated(goal: GoalDraft) -> Iterator[Hit]:
    """A8: the quantities have to do with the project: with its name or with what its goal says."""
    found = goal.at(LevelTwo.QUANTITY)
    known = pairs(goal.project)
    if not found or not known:
        return
    counted: set[str] = set().union(*(pairs(indicator.name) for indicator in found))
    if counted and counted.isdisjoint(known) and counted.isdisjoint(pairs(goal.text)):
        yield about(found[0], "等数量指标与项目名称和绩效目标都没有联系")


@rule(
    "A9", Severity.WARN,
    why="目标和指标说的是同一件事，数字却不一样，考核时无所适从",
    mend="核对后把两处改成同一个数字",
)  # fmt: skip
def contradicts(goal: GoalDraft) -> Iterator[Hit]:
    """A9: the goal's number for a thing is that of the indicator of the same thing."""
    numeric = [found for found in goal.indicators if _numeric(found)]
    for said in quantities(goal.text):
        alike = [found for found in numeric if _same_thing(said, found)]
        if alike and said.number not in {found.target for found in alike}:
            fault = f"的指标值是{alike[0].target:f}，绩效目标中写的是{said.number:f}{said.unit}"
            yield about(alike[0], fault, column="target")


def _numeric(indicator: IndicatorDraft) -> bool:
    return indicator.operator not in UNITLESS and indicator.target is not None


def _same_thing(said: Quantity, indicator: IndicatorDraft) -> bool:
    return said.unit == indicator.unit.strip() and not pairs(indicator.name).isdisjoint(said.nouns)
