from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules.indicators import Operator
from lifecycle.rules.quality import Change, Severity, Track
from tests.lifecycle.rules.quality.goals import changed, codes, goal, one

DAY = date(2023, 7, 1)
MOVED = Change(DAY, initial=Decimal(100), annual=Decimal("120.01"), file_by=DAY)


@pytest.mark.parametrize(
    ("annual", "warned"), [(120, False), ("120.01", True), (80, False), ("79.99", True)]
)
def test_d1_a_large_change_of_budget_asks_for_an_amendment(annual, warned):
    change = replace(MOVED, annual=Decimal(annual))
    assert codes(goal(change=change)) == ["D1"] * warned
    assert codes(goal(change=replace(change, amended=True))) == []


@pytest.mark.parametrize(
    ("today", "level"), [(DAY, Severity.WARN), (date(2023, 7, 2), Severity.BLOCK)]
)
def test_d1_blocks_once_the_time_to_file_is_over(today, level):
    found = one(goal(change=replace(MOVED, today=today)), "D1")
    assert found.level is level
    assert "2023-07-01" in found.sentence


def test_d1_has_no_say_without_a_budget_to_compare_with():
    assert codes(goal(change=replace(MOVED, initial=Decimal(0)))) == []
    assert codes(goal(change=Change(DAY))) == []


def test_d2_a_renamed_or_moved_project_asks_for_an_amendment():
    change = Change(DAY, altered=("名称", "实施单位"))
    assert codes(goal(change=change)) == ["D2", "D2"]
    assert codes(goal(change=replace(change, amended=True))) == []


@pytest.mark.parametrize(
    ("change", "blocked"),
    [
        (Change(DAY, initial=Decimal(100), annual=Decimal(0)), True),
        (Change(DAY, suspended=True), True),
        (Change(DAY, annual=None), False),
        (Change(DAY, initial=Decimal(100), annual=Decimal(100)), False),
    ],
)
def test_d3_a_project_without_money_has_no_goal_in_force(change, blocked):
    assert codes(goal(change=change)) == ["D3"] * blocked


@pytest.mark.parametrize(("times", "blocked"), [(1, False), (2, True)])
def test_d4_what_was_twice_called_impossible_is_amended(times, blocked):
    rows = changed(0, track=Track(impossible=times))
    assert codes(goal(*rows)) == ["D4"] * blocked
    assert codes(goal(*rows, change=Change(DAY, amended=True))) == []


def test_d5_says_why_an_amendment_came_too_late():
    found = one(goal(change=Change(DAY, filed_late="调整于2023-12-01报送，已过截止日")), "D5")
    assert (found.level, found.sentence) == (Severity.BLOCK, "调整于2023-12-01报送，已过截止日")


@pytest.mark.parametrize(
    ("operator", "before", "actual", "warned"),
    [
        (Operator.GE, 300, 281, True),
        (Operator.GE, 281, 281, False),
        (Operator.GE, 300, 280, False),
        (Operator.LE, 200, 281, True),
        (Operator.LE, 300, 281, False),
    ],
)
def test_d6_a_target_lowered_to_the_actual_is_fitted_to_it(operator, before, actual, warned):
    track = Track(before=Decimal(before), actual=Decimal(actual))
    assert codes(goal(*changed(0, operator=operator, track=track))) == ["D6"] * warned
