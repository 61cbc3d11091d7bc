"""Due dates in working days."""

from datetime import date

import pytest

from lifecycle.rules.deadlines import WorkCalendar
from lifecycle.rules.due import due

CALENDAR = WorkCalendar(
    holidays=frozenset({date(2023, 4, 5)}), workdays=frozenset(), known_years=frozenset({2023})
)
TUESDAY = date(2023, 4, 4)


@pytest.mark.parametrize(
    ("on", "left", "late", "near"),
    [
        (date(2023, 4, 4), 0, False, True),
        (date(2023, 4, 5), 0, False, True),
        (date(2023, 4, 6), 1, False, True),
        (date(2023, 4, 10), 3, False, True),
        (date(2023, 4, 11), 4, False, False),
        (date(2023, 4, 3), -1, True, False),
        (date(2023, 3, 31), -2, True, False),
    ],
)
def test_holidays_and_weekends_are_not_counted(on, left, late, near):
    found = due(on, today=TUESDAY, calendar=CALENDAR)
    assert (found.left, found.late, found.near) == (left, late, near)


def test_a_day_past_is_late_though_no_working_day_has_gone_by():
    found = due(date(2023, 4, 8), today=date(2023, 4, 9), calendar=CALENDAR)
    assert (found.left, found.late) == (0, True)


def test_a_year_without_announced_holidays_is_provisional():
    assert due(date(2024, 1, 2), today=TUESDAY, calendar=CALENDAR).provisional
    assert not due(date(2023, 4, 6), today=TUESDAY, calendar=CALENDAR).provisional
