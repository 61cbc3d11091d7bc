"""What a payment plan 用款计划 must be: amounts since January, never falling, within the budget."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from lifecycle.rules.money import split
from monitoring.rules.limits import MONTHS


def plan_fault(amounts: Mapping[int, Decimal], *, budget: Decimal | None) -> str:
    """Say what is wrong with a plan, in 元 by month, or "" where nothing is."""
    if not amounts:
        return "请至少填写一个月的累计应支出"
    for (earlier, before), (later, after) in pairwise(sorted(amounts.items())):
        if after < before:
            return f"{later}月的累计应支出小于{earlier}月的，累计数不能减少"
    last = max(amounts.values())
    if budget is not None and last > budget:
        return f"累计应支出{last:f}元大于全年预算{budget:f}元"
    return ""


def even(budget: Decimal) -> dict[int, Decimal]:
    """Spread a budget over the months alike 按序时进度, as amounts since January."""
    parts = split(budget, weights=[1] * MONTHS)
    return {month: sum(parts[:month], Decimal(0)) for month in range(1, MONTHS + 1)}
