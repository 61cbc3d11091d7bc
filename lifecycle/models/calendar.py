"""Working days 工作日: public holidays and the weekends worked in exchange 调休."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField
from lifecycle.rules.deadlines import WorkCalendar


class Holiday(models.Model):
    """A day that breaks the rule of Monday to Friday."""

    day = models.DateField(_("日期"), primary_key=True)
    is_workday = models.BooleanField(_("上班"))
    name = LineField(_("名称"), max_length=40)

    class Meta:
        verbose_name = _("节假日")
        verbose_name_plural = _("节假日")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


NEAR = """SELECT day, is_workday FROM lifecycle_holiday WHERE day BETWEEN %s AND %s"""


@dataclass(frozen=True, slots=True)
class Days:
    """The days from one to another that break the rule, and whether each is worked."""

    start: date
    end: date
    works: Mapping[date, bool]

    def between(self, start: date, end: date) -> dict[date, bool] | None:
        """Cut a shorter time out of it; None where it does not reach as far."""
        if not self.start <= start <= end <= self.end:
            return None
        return {day: works for day, works in self.works.items() if start <= day <= end}


_KNOWN: ContextVar[Days | None] = ContextVar("known days", default=None)


@contextmanager
def knowing(days: Days) -> Iterator[None]:
    """Take the calendar from days that were read already, as far as they reach."""
    token = _KNOWN.set(days)
    try:
        yield
    finally:
        _KNOWN.reset(token)


def days_between(start: date, end: date) -> Days:
    """Read the days from one to another that break the rule, to ask of them again and again."""
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [start, end])
        return Days(start, end, dict(cursor.fetchall()))


def work_calendar(start: date, end: date) -> WorkCalendar:
    """Read the calendar from a day to a day."""
    known = _KNOWN.get()
    cut = known.between(start, end) if known else None
    rows = days_between(start, end).works if cut is None else cut
    return WorkCalendar(
        holidays=frozenset(day for day, works in rows.items() if not works),
        workdays=frozenset(day for day, works in rows.items() if works),
        known_years=frozenset(day.year for day in rows),
    )
