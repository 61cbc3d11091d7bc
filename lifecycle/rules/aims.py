"""What an indicator aims at 目标值, in one phrase: sign, number and unit, a date, or words."""

from datetime import date
from decimal import Decimal

from lifecycle.rules.indicators import OPERATOR_LABELS, Operator


def aim(
    operator: str,
    *,
    target: Decimal | None = None,
    target_high: Decimal | None = None,
    unit: str = "",
    due: date | None = None,
    wording: str = "",
) -> str:
    """Write an aim as a reader says it, or "" where nothing is aimed at yet."""
    sign = Operator(operator)
    if sign in (Operator.QUALITATIVE, Operator.BOOL):
        return wording or ("是" if sign is Operator.BOOL else OPERATOR_LABELS[sign])
    if sign is Operator.DATE_LE:
        return f"{OPERATOR_LABELS[sign]} {due.isoformat()}" if due else ""
    if target is None:
        return ""
    number = f"{plain(target)}–{plain(target_high or target)}"
    if sign is not Operator.RANGE:
        number = f"{OPERATOR_LABELS[sign]} {plain(target)}"
    return with_unit(number, unit)


def plain(value: Decimal) -> str:
    """Write a number with thousands commas and no idle zeros."""
    whole = format(value, ",f")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def with_unit(number: str, unit: str) -> str:
    """Put the unit behind a number; a percent sign stands close."""
    if not unit:
        return number
    return f"{number}{unit}" if unit in ("%", "％", "‰") else f"{number} {unit}"
