"""C: set too cautiously 目标值过于保守 (domain 3.5)."""

from collections.abc import Iterator
from decimal import Decimal

from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.parts import Severity
from lifecycle.rules.quality.drafts import (
    FALLING,
    RISING,
    GoalDraft,
    Hit,
    IndicatorDraft,
    Past,
    about,
    on,
    rule,
)

MENDED_BY_HISTORY = "参照上年实际提高指标值；确有原因的，说明理由"
YEARS_OF_AVERAGE = 3
WHOLE = Decimal(100)
GROWTH = "增"


@rule("C1", Severity.WARN, why="目标比上年实际还低，等于不求进步", mend=MENDED_BY_HISTORY)
def below_last_year(goal: GoalDraft) -> Iterator[Hit]:
    """C1: the target is not worse than what was reached last year."""
    for indicator in goal.indicators:
        last = _last(indicator)
        if last is None or last.actual is None or not last.actual:
            continue
        worse = _worse(indicator, than=last.actual)
        if worse > goal.limits.below_last:
            fault = f"的指标值{indicator.target:f}不如上年实际{last.actual:f}"
            yield about(indicator, fault, column="target")


@rule("C2", Severity.WARN, why="目标明显低于多年水平，没有压力", mend=MENDED_BY_HISTORY)
def below_average(goal: GoalDraft) -> Iterator[Hit]:
    """C2: the target is not far below the average of three years."""
    for indicator in goal.indicators:
        actuals = [past.actual for past in indicator.past if past.actual is not None]
        target = indicator.target
        if target is None or indicator.operator not in RISING or len(actuals) < YEARS_OF_AVERAGE:
            continue
        mean = sum(actuals[:YEARS_OF_AVERAGE], Decimal(0)) / YEARS_OF_AVERAGE
        if target * WHOLE < goal.limits.below_average * mean:
            fault = f"的指标值{target:f}低于近三年平均水平的{goal.limits.below_average:f}%"
            yield about(indicator, fault, column="target")


@rule(
    "C3", Severity.WARN,
    why="行业参考值是同类项目一般能达到的水平",
    mend="提高到参考值以上；确有原因的，说明理由",
)  # fmt: skip
def below_reference(goal: GoalDraft) -> Iterator[Hit]:
    """C3: the target is not worse than the reference value of the library."""
    for indicator in goal.indicators:
        reference = indicator.reference
        if reference is not None and _worse(indicator, than=reference) > 0:
            fault = f"的指标值{indicator.target:f}不如行业参考值{reference:f}"
            yield about(indicator, fault, column="target")


@rule("C4", Severity.WARN, why="上年大幅超额，说明目标定低了", mend=MENDED_BY_HISTORY)
def still_the_same(goal: GoalDraft) -> Iterator[Hit]:
    """C4: a target that was far exceeded is not set again as it was."""
    for indicator in goal.indicators:
        last = _last(indicator)
        if last is None or not last.target or last.actual is None or indicator.target is None:
            continue
        beaten = last.actual * WHOLE >= goal.limits.beaten * last.target
        moved = abs(indicator.target - last.target) * WHOLE > goal.limits.unchanged * last.target
        if beaten and not moved and indicator.operator in RISING:
            fault = f"上年目标{last.target:f}、实际{last.actual:f}，今年几乎没有提高"
            yield about(indicator, fault, column="target")


@rule("C5", Severity.INFO, why="提前或大幅超额完成，明年应当提高", mend="下年编报时提高指标值")
def far_ahead(goal: GoalDraft) -> Iterator[Hit]:
    """C5: what shone blue by July, or ended far ahead, is marked for the next year."""
    for indicator in goal.indicators:
        actual, target = indicator.track.actual, indicator.target
        ahead = actual is not None and bool(target) and indicator.operator in RISING
        far = ahead and (actual or 0) * WHOLE >= goal.limits.far_ahead * (target or 0)
        if indicator.track.blue or far:
            yield about(indicator, "已远超全年目标，目标值可能偏低", column="target")


@rule(
    "C6", Severity.WARN,
    why="一定能完成的目标起不到约束作用",
    mend="写出有份量的数量，如场次、人次、里程",
)  # fmt: skip
def trivial(goal: GoalDraft) -> Iterator[Hit]:
    """C6: a project of some money promises more than one event, or a growth of nothing."""
    if goal.amount is None or goal.amount < goal.limits.trivial_from:
        return
    for indicator in goal.indicators:
        one = indicator.level is LevelTwo.QUANTITY and indicator.target == 1
        none = GROWTH in indicator.name and indicator.target == 0
        if (one or none) and indicator.operator in RISING and indicator.unit.strip() != "%":
            fault = f"的指标值是{indicator.target:f}，一定能完成"
            yield about(indicator, fault, column="target")


@rule(
    "C7", Severity.WARN,
    why="钱多了、事不多，绩效与资金不匹配",
    mend="按增加的资金相应提高数量指标",
)  # fmt: skip
def more_money_alone(goal: GoalDraft) -> Iterator[Hit]:
    """C7: with much more money some quantity grows."""
    earlier = goal.earlier
    if earlier is None or goal.amount is None or not earlier.amount:
        return
    if (goal.amount - earlier.amount) * WHOLE <= goal.limits.budget_growth * earlier.amount:
        return
    known = [row for row in goal.at(LevelTwo.QUANTITY) if row.name in earlier.quantities]
    if known and all((row.target or 0) <= earlier.quantities[row.name] for row in known):
        share = (goal.amount - earlier.amount) * WHOLE // earlier.amount
        yield on(goal, f"预算比上年增加{share:f}%，数量指标却没有提高", "amount")


def _last(indicator: IndicatorDraft) -> Past | None:
    known = indicator.target is not None and bool(indicator.past)
    return indicator.past[0] if known else None


def _worse(indicator: IndicatorDraft, *, than: Decimal) -> Decimal:
    """Give by how many percent the target is worse than a value, 0 when it is not."""
    target = indicator.target
    if target is None or indicator.operator not in RISING | FALLING:
        return Decimal(0)
    if indicator.operator is Operator.EQ and not target:
        return Decimal(0)
    gap = than - target if indicator.operator in RISING else target - than
    return max(Decimal(0), gap * WHOLE / abs(than) if than else gap)
