from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules.amendment import closing_fault, money_fault, same_rows


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2023, 11, 29), ""),
        (date(2023, 11, 30), ""),
        (date(2023, 12, 1), "2023年度绩效目标调整已于11月30日截止"),
        (date(2024, 1, 1), "2023年度绩效目标调整已于11月30日截止"),
    ],
)
def test_the_closing_day_itself_is_in_time(day, fault):
    assert closing_fault(day, year=2023, closes=(11, 30)) == fault


@pytest.mark.parametrize(
    ("after", "change", "fault"),
    [
        ("100", None, ""),
        ("100.01", None, "金额有变化，须附预算调整"),
        ("99.99", "0", "金额有变化，须附预算调整"),
        ("100.01", "5", ""),
        ("99.99", "-5", ""),
        ("100.01", "-5", "金额的增减与所附预算调整不一致"),
        ("99.99", "5", "金额的增减与所附预算调整不一致"),
    ],
)
def test_other_money_needs_a_budget_change_in_its_direction(after, change, fault):
    given = None if change is None else Decimal(change)
    assert money_fault(Decimal(100), Decimal(after), change=given) == fault


def test_rows_are_the_same_in_any_order():
    assert same_rows([("a", 1), ("b", None)], [("b", None), ("a", 1)])
    assert not same_rows([("a", 1)], [("a", 2)])
    assert not same_rows([("a", 1)], [("a", 1), ("a", 1)])
