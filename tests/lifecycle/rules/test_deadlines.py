from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.deadlines import (
    Deadline,
    WorkCalendar,
    add_workdays,
    day_exists,
    due_on,
    is_workday,
    workdays_between,
)

PLAIN = WorkCalendar()
# National day 2024: 1-7 October off, Sunday 29 September and Saturday 12 October worked instead.
AUTUMN = WorkCalendar(
    holidays=frozenset(date(2024, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2024, 9, 29), date(2024, 10, 12)}),
    known_years=frozenset({2024}),
)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CALENDARS = st.builds(
    lambda days, cut: WorkCalendar(frozenset(days[:cut]), frozenset(days[cut:])),
    st.lists(DAYS, unique=True, max_size=40),
    st.integers(0, 40),
)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 9, 27), True),
        (date(2024, 9, 28), False),
        (date(2024, 9, 29), True),
        (date(2024, 9, 30), True),
        (date(2024, 10, 1), False),
        (date(2024, 10, 7), False),
        (date(2024, 10, 8), True),
        (date(2024, 10, 12), True),
        (date(2024, 10, 13), False),
    ],
)
def test_holidays_and_shifted_workdays_go_before_the_week(day, worked):
    assert is_workday(day, calendar=AUTUMN) is worked


def test_a_year_not_announced_is_provisional_and_runs_monday_to_friday():
    assert AUTUMN.provisional(date(2025, 1, 1))
    assert not AUTUMN.provisional(date(2024, 12, 31))
    assert [is_workday(date(2025, 9, 29) + timedelta(n), calendar=PLAIN) for n in range(7)] == [
        *[True] * 5,
        *[False] * 2,
    ]


def test_a_day_cannot_be_off_and_worked():
    day = frozenset({date(2024, 10, 1)})
    with pytest.raises(ValueError, match="2024-10-01"):
        WorkCalendar(holidays=day, workdays=day)


@pytest.mark.parametrize(
    ("count", "day"),
    [
        (0, date(2024, 9, 30)),
        (1, date(2024, 10, 8)),
        (4, date(2024, 10, 11)),
        (5, date(2024, 10, 12)),
        (6, date(2024, 10, 14)),
        (-1, date(2024, 9, 29)),
        (-2, date(2024, 9, 27)),
    ],
)
def test_working_days_are_counted_from_the_day_after(count, day):
    assert add_workdays(date(2024, 9, 30), count=count, calendar=AUTUMN) == day


@given(DAYS, st.integers(-60, 60), CALENDARS)
def test_counting_back_gives_what_was_added(day, count, calendar):
    there = add_workdays(day, count=count, calendar=calendar)
    assert workdays_between(day, there, calendar=calendar) == count


@given(DAYS, st.integers(0, 60), CALENDARS)
def test_going_on_and_back_returns_to_a_workday(day, count, calendar):
    start = add_workdays(day, count=1, calendar=calendar)
    there = add_workdays(start, count=count, calendar=calendar)
    assert is_workday(there, calendar=calendar)
    assert add_workdays(there, count=-count, calendar=calendar) == start


@given(DAYS, st.integers(0, 30), CALENDARS)
def test_more_working_days_end_later(day, count, calendar):
    here = add_workdays(day, count=count, calendar=calendar)
    assert here < add_workdays(day, count=count + 1, calendar=calendar)


@pytest.mark.parametrize(
    ("deadline", "due"),
    [
        (Deadline(workdays=10), date(2024, 10, 18)),
        (Deadline(days=20), date(2024, 10, 20)),
        (Deadline(by=(8, 31, 0)), date(2025, 8, 31)),
        (Deadline(by=(8, 15, -1)), date(2024, 8, 15)),
        (Deadline(by=(4, 30, 1)), date(2026, 4, 30)),
    ],
)
def test_a_deadline_falls_on_its_day(deadline, due):
    assert due_on(deadline, entered=date(2024, 9, 30), year=2025, calendar=AUTUMN) == due


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"workdays": 5, "days": 5},
        {"workdays": 0},
        {"days": 0},
        {"days": -1},
        {"by": (2, 29, 0)},
        {"by": (4, 31, 0)},
    ],
)
def test_a_deadline_that_means_nothing_is_refused(parts):
    with pytest.raises(ValueError, match=r"期限|月日"):
        Deadline(**parts)


def test_a_day_of_the_year_is_there_every_year():
    assert day_exists(2, day=28)
    assert not day_exists(2, day=29)
    assert not day_exists(1, day=0)
