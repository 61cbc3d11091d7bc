"""Deadlines 期限: working days 工作日 by an explicit calendar, plain days, or a day of the year."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
COMMON_YEAR = 2023  # 29 February would be missing three years in four


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days the State Council names: holidays 放假, shifted workdays 调休, and years it covers.

    A year not yet announced falls back to Monday to Friday and is provisional.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if both := self.holidays & self.workdays:
            raise ValueError(f"both holiday and workday: {min(both)}")

    def provisional(self, day: date) -> bool:
        """Tell whether the holidays of this day's year are still unknown."""
        return day.year not in self.known_years


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a state may last: so many working days, so many days, or by a day of the year.

    `by` is (month, day, year offset), the offset counted from the budget year 预算年度.
    """

    workdays: int | None = None
    days: int | None = None
    by: tuple[int, int, int] | None = None

    def __post_init__(self) -> None:
        if sum(part is not None for part in (self.workdays, self.days, self.by)) != 1:
            raise ValueError("期限应在workdays、days、by中只写一项")
        if self.by and not day_exists(self.by[0], day=self.by[1]):
            raise ValueError("by不是每年都有的月日")
        if not self.by and (self.workdays or self.days or 0) < 1:
            raise ValueError("期限至少为1天")


def day_exists(month: int, *, day: int) -> bool:
    """Tell whether every year has this day."""
    return 1 <= day <= monthrange(COMMON_YEAR, month)[1]


def is_workday(day: date, *, calendar: WorkCalendar) -> bool:
    """Tell whether people work on this day."""
    if day in calendar.workdays:
        return True
    return day.weekday() < SATURDAY and day not in calendar.holidays


def add_workdays(day: date, *, count: int, calendar: WorkCalendar) -> date:
    """Go so many working days on, or back when negative; the first day is not counted.

    民法典 art. 201: the day on which a period starts is not counted in.
    """
    for _ in range(abs(count)):
        day = next(_worked(day, step=1 if count > 0 else -1, calendar=calendar))
    return day


def workdays_between(start: date, end: date, *, calendar: WorkCalendar) -> int:
    """Count the working days after start up to and with end; negative when end comes first."""
    step = 1 if end >= start else -1
    days = (start + timedelta(days=step * n) for n in range(1, abs((end - start).days) + 1))
    return step * sum(is_workday(day, calendar=calendar) for day in days)


def due_on(deadline: Deadline, *, entered: date, year: int, calendar: WorkCalendar) -> date:
    """Give the last day in time, for a state entered that day in that budget year.

    Plain days and fixed days are not moved off a holiday: the earlier day is the safe one.
    """
    if deadline.by:
        month, day, offset = deadline.by
        return date(year + offset, month, day)
    if deadline.workdays:
        return add_workdays(entered, count=deadline.workdays, calendar=calendar)
    return entered + timedelta(days=deadline.days or 0)


def _worked(day: date, *, step: int, calendar: WorkCalendar) -> Iterator[date]:
    while True:
        day += timedelta(days=step)
        if is_workday(day, calendar=calendar):
            yield day
