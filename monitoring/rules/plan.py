"""What the months gone want of an indicator 计划应完成: what its light holds the value against."""

from decimal import Decimal
from fractions import Fraction

from lifecycle.rules.indicators import Operator
from lifecycle.rules.money import round_half_up
from monitoring.rules.lights import Reading
from monitoring.rules.limits import Limits, time_share
from monitoring.rules.milestones import not_wanted_yet

GROWING = frozenset({Operator.GT, Operator.GE, Operator.EQ})
LIMITED = frozenset({Operator.LT, Operator.LE})


def expected(reading: Reading, *, month: int, limits: Limits) -> Decimal | None:
    """Give the value wanted by a month's end; None where nothing can be counted, or is due yet."""
    target = reading.target
    if target is None or (reading.due_month and reading.due_month > month):
        return None
    if reading.operator in LIMITED or not target:
        return target
    if reading.operator not in GROWING:
        return None
    return _wanted(reading, target, month, limits)


def _wanted(reading: Reading, target: Decimal, month: int, limits: Limits) -> Decimal | None:
    if reading.expected is not None:
        return reading.expected
    due = reading.milestone_month
    if not_wanted_yet(due, point=reading.point, month=month, limits=limits):
        return None
    return round_half_up(time_share(month) * Fraction(target))
