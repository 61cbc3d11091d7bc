"""D: the project changed, the goal was not adjusted 项目已变、目标未调 (domain 3.5)."""

from collections.abc import Iterator
from decimal import Decimal

from lifecycle.rules.parts import Severity
from lifecycle.rules.quality.drafts import FALLING, RISING, GoalDraft, Hit, about, on, rule

FILE_AN_AMENDMENT = "报送绩效目标调整"


@rule("D1", Severity.WARN, why="预算大幅变动而目标不变，考核就失去依据", mend=FILE_AN_AMENDMENT)
def budget_moved(goal: GoalDraft) -> Iterator[Hit]:
    """D1: a large change of the budget is followed by an amendment, within the time to file it."""
    change = goal.change
    if change is None or change.amended or not change.initial or change.annual is None:
        return
    moved = abs(change.annual - change.initial)
    if moved * 100 <= change.over * change.initial or not change.annual:
        return
    late = change.file_by is not None and change.today > change.file_by
    share = moved * 100 / change.initial
    sentence = f"全年预算比年初预算变动{share:.0f}%，尚未调整绩效目标"
    if change.file_by is not None:
        sentence += (
            f"，{'已过' if late else '应在'}{change.file_by.isoformat()}{'' if late else '前'}"
        )
    yield on(goal, sentence, "amount", level=Severity.BLOCK if late else None)


@rule("D2", Severity.WARN, why="项目内容已变，原目标不再说明它", mend=FILE_AN_AMENDMENT)
def altered(goal: GoalDraft) -> Iterator[Hit]:
    """D2: name, unit, place and term are those under which the goal was approved."""
    if goal.change is not None and not goal.change.amended:
        for what in goal.change.altered:
            yield on(goal, f"项目{what}已变更，尚未调整绩效目标", "project")


@rule(
    "D3", Severity.BLOCK,
    why="没有资金或已暂停的项目，目标不可能完成",
    mend="报送绩效目标调整，或作废目标",
)  # fmt: skip
def without_money(goal: GoalDraft) -> Iterator[Hit]:
    """D3: no goal stays in force for a project without money, or suspended."""
    change = goal.change
    if change is None:
        return
    if change.suspended:
        yield on(goal, "项目已暂停，绩效目标仍在执行", "amount")
    elif change.annual == 0:
        yield on(goal, "全年预算为0，绩效目标仍在执行", "amount")


@rule("D4", Severity.BLOCK, why="已知完不成而不调整，监控就成了走过场", mend=FILE_AN_AMENDMENT)
def known_impossible(goal: GoalDraft) -> Iterator[Hit]:
    """D4: what two monitoring points called impossible is amended."""
    for indicator in goal.indicators:
        times = indicator.track.impossible
        if times >= goal.limits.impossible_times and not (goal.change and goal.change.amended):
            yield about(indicator, f"监控中{times}次填报“完全不可能”完成，尚未调整绩效目标")


@rule(
    "D5", Severity.BLOCK,
    why="过了期限再调整，是照着结果改目标",
    mend="按原目标自评，并说明偏差原因",
)  # fmt: skip
def filed_late(goal: GoalDraft) -> Iterator[Hit]:
    """D5: no amendment is filed after the closing day, or when self-evaluation has begun."""
    change = goal.change
    if change is None or change.filed_on is None:
        return
    filed = f"目标调整于{change.filed_on.isoformat()}报送"
    if change.filed_on > change.closes:
        yield on(goal, f"{filed}，已过{change.closes.isoformat()}的截止日", "text")
    elif change.opened is not None and change.filed_on >= change.opened:
        yield on(goal, f"{filed}，自评已于{change.opened.isoformat()}开始", "text")


@rule(
    "D6", Severity.WARN,
    why="调低后的目标正好等于已完成数，是照着结果改目标",
    mend="说明调低的依据，或恢复原指标值",
)  # fmt: skip
def fitted(goal: GoalDraft) -> Iterator[Hit]:
    """D6: an amended target is not lowered to just what has been reached."""
    for indicator in goal.indicators:
        before, actual = indicator.track.before, indicator.track.actual
        if before is None or actual is None or indicator.target != actual:
            continue
        eased = Decimal(0)
        if indicator.operator in RISING:
            eased = before - actual
        elif indicator.operator in FALLING:
            eased = actual - before
        if eased > 0:
            yield about(indicator, f"由{before:f}调为{actual:f}，与目前实际相同", column="target")
