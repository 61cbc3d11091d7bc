"""A ratio 比率指标: its value from the two numbers that a unit knows."""

from decimal import Decimal
from fractions import Fraction

from lifecycle.rules.money import round_half_up

PERCENT_UNITS = ("%", "％")
PLACES = 4
LARGEST = 10**13


def parts_fault(numerator: Decimal | None, denominator: Decimal | None) -> str:
    """Say why two numbers make no ratio, or "" where they do, or where neither is given."""
    if (numerator is None) != (denominator is None):
        return "分子和分母的数值须同时填写"
    if numerator is None or denominator is None:
        return ""
    if not denominator:
        return "分母的数值不能为0"
    return "分子和分母相除的结果过大" if abs(numerator) >= LARGEST * abs(denominator) else ""


def divided(numerator: Decimal, denominator: Decimal, *, unit: str) -> Decimal:
    """Divide, in percent where the indicator is counted in percent; four places, half up."""
    share = Fraction(numerator) / Fraction(denominator)
    return round_half_up(share * 100 if unit in PERCENT_UNITS else share, places=PLACES)
