"""Working days 工作日: public holidays and the weekends worked in exchange 调休."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


Span = tuple[date, date, WorkCalendar]
_READ: ContextVar[Span | None] = ContextVar("calendar that was read", default=None)


@contextmanager
def calendar_read(start: date, end: date) -> Iterator[None]:
    """Read the calendar once for all that is asked within its days meanwhile."""
    token = _READ.set((start, end, work_calendar(start, end)))
    try:
        yield
    finally:
        _READ.reset(token)


def work_calendar(start: date, end: date) -> WorkCalendar:
    """Read the calendar from a day to a day."""
    read = _READ.get()
    if read is not None and read[0] <= start and end <= read[1]:
        return read[2]
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [start, end])
        rows = cursor.fetchall()
    return WorkCalendar(
        holidays=frozenset(day for day, works in rows if not works),
        workdays=frozenset(day for day, works in rows if works),
        known_years=frozenset(day.year for day, _works in rows),
    )
