"""The value of a worked example 示例值, as typed into a row of the library."""

from decimal import Decimal

from lifecycle.rules.indicators import TYPED_SIGNS, Operator
from lifecycle.rules.library import Entry
from lifecycle.rules.money import FULL_WIDTH, round_half_up
from lifecycle.rules.quality.drafts import UNITLESS
from lifecycle.rules.typed_aim import Aim, read_aim

PLACES = 4
CEILING = Decimal(10) ** 16
UNSIGNED = (Operator.EQ, Operator.QUALITATIVE)
"""What a value without a sign of its own looks like."""
NO_MATCH = "与指标性质不符"


def example_of(typed: str, *, entry: Entry) -> Aim | None:
    """Read the value as the entry's operator has it, None where none is given."""
    text = typed.translate(FULL_WIDTH)
    return read_aim(text, sign=TYPED_SIGNS[entry.operator], unit=entry.unit) if text else None


def example_fault(typed: str, *, entry: Entry) -> str:
    """Say why a value is none for this indicator, or "" when it is or none is given."""
    found = example_of(typed, entry=entry)
    if found is None:
        return ""
    own = read_aim(typed.translate(FULL_WIDTH)).operator
    if found.operator is not entry.operator or own not in (entry.operator, *UNSIGNED):
        return NO_MATCH
    if entry.operator is Operator.DATE_LE:
        return "" if found.due else "不是有效的日期"
    return "" if entry.operator in UNITLESS else _number_fault(found)


def _number_fault(found: Aim) -> str:
    if found.target is None or (found.operator is Operator.RANGE and found.target_high is None):
        return "不是有效的数字"
    numbers = [value for value in (found.target, found.target_high) if value is not None]
    if any(value != round_half_up(value, places=PLACES) for value in numbers):
        return f"最多{PLACES}位小数"
    if any(abs(value) >= CEILING for value in numbers):
        return "数值过大"
    return "区间的上限小于下限" if numbers != sorted(numbers) else ""
