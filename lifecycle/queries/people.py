"""What a person is told of themselves: seats 岗位 and notices 通知."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from lifecycle import clock, rights
from lifecycle.models import CalendarFeed, Notice
from lifecycle.rights import Held
from lifecycle.roles import Role

NEWEST = 10


def seats_for(user: Any, day: date | None = None) -> list[Held]:
    """List the seats a person may use today, their own first."""
    return rights.seats_of(user, day or clock.today())


def audits(user: Any, day: date | None = None) -> bool:
    """Tell whether a person sits as an auditor today, in their own seat or standing in."""
    return any(seat.role is Role.AUDITOR for seat in seats_for(user, day))


def administers(user: Any, day: date | None = None) -> bool:
    """Tell whether a person sits as a system administrator today."""
    return any(seat.role is Role.ADMINISTRATOR for seat in seats_for(user, day))


def notices_for(user: Any) -> QuerySet[Notice]:
    """Return the newest notices to a person."""
    return Notice.objects.filter(person=user).order_by("-pk")[:NEWEST]


def feed_of(user: Any) -> CalendarFeed | None:
    """Return a person's calendar address as it stands, if one was made and not revoked."""
    return CalendarFeed.objects.filter(person=user, revoked_at=None).first()
