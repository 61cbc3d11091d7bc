"""Due dates reckoned by the work calendar: read once, asked for every row of a page."""

from collections.abc import Callable
from datetime import date, timedelta

from lifecycle import clock
from lifecycle.models.calendar import work_calendar
from lifecycle.rules.due import Due, due

AROUND = timedelta(days=400)
"""How far from today the holidays are read; beyond it Monday to Friday are taken."""


def reckoner(today: date | None = None) -> Callable[[date], Due]:
    """Return a function that reckons due dates as seen from a day, at no query each."""
    day = today or clock.today()
    calendar = work_calendar(day - AROUND, day + AROUND)

    def reckon(on: date) -> Due:
        return due(on, today=day, calendar=calendar)

    return reckon
