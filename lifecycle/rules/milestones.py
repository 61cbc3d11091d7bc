"""What an indicator is to reach month by month 各月进度, as a reader says it."""

from collections.abc import Sequence
from decimal import Decimal

from lifecycle.rules.aims import plain

MONTHS = 12


def said(values: Sequence[Decimal | str | None]) -> str:
    """Name the months that have a value: 3月 25、6月 50."""
    found = [(month, value) for month, value in enumerate(values, start=1) if value is not None]
    return "、".join(f"{month}月 {plain(Decimal(value))}" for month, value in found)
