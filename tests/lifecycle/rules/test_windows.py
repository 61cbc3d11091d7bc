"""Windows as plain values: the first and the last day are in, the days beside them are out."""

from datetime import date, timedelta

import pytest

from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.windows import Span, closing_day

FIRST, LAST = date(2023, 9, 1), date(2023, 10, 31)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "ahead", "over"),
    [
        (FIRST - DAY, True, False),
        (FIRST, False, False),
        (LAST, False, False),
        (LAST + DAY, False, True),
    ],
)
def test_both_days_of_a_window_are_in_it(day, ahead, over):
    span = Span(FIRST, LAST)
    assert (span.ahead(day), span.over(day), span.holds(day)) == (ahead, over, not (ahead or over))


def test_a_side_without_a_day_is_open():
    assert Span(FIRST, None).holds(date.max)
    assert Span(None, LAST).holds(date.min)
    assert Span().holds(FIRST)


def test_a_window_does_not_close_before_it_opens():
    with pytest.raises(ValueError, match="截止日"):
        Span(LAST, FIRST)
    assert Span(FIRST, FIRST).holds(FIRST)


@pytest.mark.parametrize(
    ("start", "end", "touches"),
    [
        (FIRST - DAY, FIRST - DAY, False),
        (FIRST - DAY, FIRST, True),
        (LAST, LAST + DAY, True),
        (LAST + DAY, LAST + DAY, False),
    ],
)
def test_a_month_shows_the_windows_that_touch_it(start, end, touches):
    assert Span(FIRST, LAST).touches(start, end) is touches


def test_the_closing_day_of_a_pack_is_its_fixed_day_alone():
    deadlines = {"target.draft": Deadline(by=(10, 31, -1)), "report.filling": Deadline(workdays=10)}
    assert closing_day(deadlines, state="target.draft", year=2024) == date(2023, 10, 31)
    assert closing_day(deadlines, state="report.filling", year=2024) is None
    assert closing_day(deadlines, state="application.proposed", year=2024) is None
