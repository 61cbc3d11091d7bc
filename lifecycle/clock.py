"""The one business clock: the database's own, in the city's zone, or a rehearsal's."""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone

NOW = """SELECT coalesce((SELECT rehearsal_at FROM lifecycle_installation WHERE id = 1),
 clock_timestamp())"""


def now() -> datetime:
    """Return the business time; every caller that acts takes it as an argument instead."""
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        found: datetime = cursor.fetchone()[0]
    return found


def day_of(at: datetime) -> date:
    """Return the business date of a moment, in the city's zone."""
    return timezone.localtime(at).date()


def today() -> date:
    """Return the business date."""
    return day_of(now())
