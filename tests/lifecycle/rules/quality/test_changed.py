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


@pytest.mark.parametrize(
    ("filed_on", "opened", "sentence"),
    [
        (date(2023, 11, 30), None, ""),
        (date(2023, 12, 1), None, "目标调整于2023-12-01报送，已过2023-11-30的截止日"),
        (date(2023, 11, 1), date(2023, 11, 1), "目标调整于2023-11-01报送，自评已于2023-11-01开始"),
        (date(2023, 11, 1), date(2023, 11, 2), ""),
        (None, date(2023, 1, 1), ""),
    ],
)
def test_d5_an_amendment_is_filed_before_the_year_is_closed_or_scored(filed_on, opened, sentence):
    change = Change(DAY, filed_on=filed_on, closes=date(2023, 11, 30), opened=opened)
    assert codes(goal(change=change)) == ["D5"] * bool(sentence)
    if sentence:
        assert one(goal(change=change), "D5").sentence == sentence
        assert one(goal(change=change), "D5").level is Severity.BLOCK


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
