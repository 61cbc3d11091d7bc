"""All rules asked of one goal, and those that always hold: weights, and targets one can score."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from lifecycle.rules.indicators import Layout, LevelOne, Operator, weight_fault
from lifecycle.rules.parts import Severity
from lifecycle.rules.quality.drafts import (
    RULES,
    UNITLESS,
    Finding,
    GoalDraft,
    Hit,
    IndicatorDraft,
    about,
    on,
    rule,
)


def goal_faults(goal: GoalDraft) -> list[str]:
    """Give the sentences that keep a goal from being filed; empty when it may go."""
    return [found.sentence for found in findings(goal) if found.level is Severity.BLOCK]


def findings(goal: GoalDraft) -> list[Finding]:
    """Ask every rule about one goal."""
    return [found for code in _order() for found in RULES[code].findings(goal)]


@cache
def _order() -> tuple[str, ...]:
    """A1 to D6 first, then what always holds."""
    return tuple(sorted(RULES, key=lambda code: (not code[-1].isdecimal(), code)))


@rule(
    "WEIGHT", Severity.BLOCK,
    why="权重合计不对，总分就不是100分",
    mend="按年度规则包的权重设置调整",
)  # fmt: skip
def weights_off(goal: GoalDraft) -> Iterator[Hit]:
    """Weights fit the year's layout exactly (财预〔2021〕101号)."""
    rows, cell = goal.indicators, goal.cells.get("weights", "")
    unweighted = [found for found in rows if found.weight is None]
    if rows and not any(found.weight_note or found.weight is not None for found in rows):
        yield Hit(f"{len(rows)}个指标都没有填写权重", "indicators", cell)
    else:
        for indicator in unweighted:
            fault = f"的权重{indicator.weight_note}" if indicator.weight_note else "缺少权重"
            yield about(indicator, fault, column="weight")
    sentence = "" if unweighted else _layout_fault(rows, layout=goal.layout)
    if sentence:
        yield Hit(sentence, "indicators", cell)


def _layout_fault(indicators: Sequence[IndicatorDraft], *, layout: Layout) -> str:
    weights: dict[LevelOne, list[Decimal]] = {}
    for indicator in indicators:
        if indicator.first_level and indicator.weight is not None:
            weights.setdefault(indicator.first_level, []).append(indicator.weight)
    return weight_fault(weights, layout=layout)


@rule(
    "TARGET", Severity.BLOCK,
    why="没有可以对照的指标值，年底无法打分",
    mend="填写指标值，区间由低到高，日期在预算年度内",
)  # fmt: skip
def targets_off(goal: GoalDraft) -> Iterator[Hit]:
    """Every quantitative indicator has a target it can be scored by, in the budget year."""
    for indicator in goal.indicators:
        if fault := _target_fault(indicator, year=goal.year):
            yield about(indicator, fault, column="target")


@rule(
    "LEVEL", Severity.BLOCK,
    why="不知属于哪一类，权重无处归集",
    mend="按规定的一级、二级指标填写",
)  # fmt: skip
def unknown_level(goal: GoalDraft) -> Iterator[Hit]:
    """Every indicator stands under a second level that the year knows."""
    for indicator in goal.indicators:
        if indicator.level is None:
            yield about(indicator, "的二级指标不在规定之列", column="level2")


@rule("NAME", Severity.BLOCK, why="同一指标填了两次，权重重复计算", mend="合并，或写出区别")
def name_twice(goal: GoalDraft) -> Iterator[Hit]:
    """No two indicators of a goal have the same name, and none has none."""
    seen: set[str] = set()
    for indicator in goal.indicators:
        if not indicator.name:
            yield Hit("缺少三级指标的名称", "indicators", indicator.cells.get("name", ""))
        elif indicator.name in seen:
            yield about(indicator, "重复填报")
        seen.add(indicator.name)


@rule("AMOUNT", Severity.BLOCK, why="没有金额，无从判断目标与资金是否匹配", mend="填写年度资金总额")
def no_amount(goal: GoalDraft) -> Iterator[Hit]:
    """The goal says how much money it is for."""
    if goal.amount is None:
        note = goal.amount_note
        yield on(goal, f"年度资金总额{note}" if note else "没有填写年度资金总额", "amount")


def _target_fault(indicator: IndicatorDraft, *, year: int | None) -> str:
    if indicator.operator is Operator.DATE_LE:
        return _date_fault(indicator.due, year=year)
    if indicator.operator in UNITLESS:
        return ""
    if indicator.target is None or not indicator.target.is_finite():
        return "缺少目标值"
    if indicator.operator is Operator.RANGE:
        return _range_fault(indicator.target, high=indicator.target_high)
    return _sign_fault(indicator.target, operator=indicator.operator)


def _date_fault(due: date | None, *, year: int | None) -> str:
    if due is None:
        return "缺少完成日期"
    return "" if year is None or due.year == year else f"的完成日期{due.isoformat()}不在预算年度内"


def _range_fault(low: Decimal, *, high: Decimal | None) -> str:
    ordered = high is not None and high.is_finite() and low <= high
    return "" if ordered else "的区间应由低到高填写"


def _sign_fault(target: Decimal, *, operator: Operator) -> str:
    if target < 0:
        return "的目标值不能为负数"
    if operator in {Operator.GT, Operator.GE} and not target:
        return "的目标值应大于0"
    return ""
