"""Due dates reckoned by the work calendar: read once, asked for every row of a page."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta

from lifecycle import clock
from lifecycle.models.calendar import Days, knowing, work_calendar
from lifecycle.rules.due import Due, due

AROUND = timedelta(days=400)
"""How far from today the holidays are read; beyond it Monday to Friday are taken."""


def reckoner(today: date | None = None, days: Days | None = None) -> Callable[[date], Due]:
    """Return a function that reckons due dates as seen from a day, at no query each.

    `days` are those off around it, where they were read already.
    """
    day = today or clock.today()
    with knowing(days) if days else nullcontext():
        calendar = work_calendar(day - AROUND, day + AROUND)

    def reckon(on: date) -> Due:
        return due(on, today=day, calendar=calendar)

    return reckon
