"""Target amendment 绩效目标调整: why, until when, and with which money (domain 4.3.3)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Reason(StrEnum):
    """Why a target may be amended."""

    POLICY = "policy"
    EMERGENCY = "emergency"
    BUDGET = "budget"
    CONTENT = "content"
    OTHER = "other"


REASON_LABELS = {
    Reason.POLICY: "政策变化",
    Reason.EMERGENCY: "突发事件",
    Reason.BUDGET: "预算调整",
    Reason.CONTENT: "内容变更",
    Reason.OTHER: "其他",
}


def closing_day(year: int, *, closes: tuple[int, int]) -> date:
    """Return the last day on which an amendment of a budget year may be filed."""
    return date(year, *closes)


def closing_fault(day: date, *, year: int, closes: tuple[int, int]) -> str:
    """Say when the amendments of a budget year are closed; the closing day itself is in time."""
    last = closing_day(year, closes=closes)
    return f"{year}年度绩效目标调整已于{last.month}月{last.day}日截止" if day > last else ""


def money_fault(before: Decimal, after: Decimal, *, change: Decimal | None) -> str:
    """Say when an amount changes without a budget change, or against it; 元, a cut negative."""
    if before == after:
        return ""
    if not change:
        return "金额有变化，须附预算调整"
    if (after > before) != (change > 0):
        return "金额的增减与所附预算调整不一致"
    return ""


def same_rows(before: Sequence[tuple[object, ...]], after: Sequence[tuple[object, ...]]) -> bool:
    """Tell whether two sets of indicators are the same, whatever their order."""
    return sorted(before, key=repr) == sorted(after, key=repr)
