"""Calendar addresses 日历订阅: made, renewed, revoked, and opened by a calendar program."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.actions.admission import fault
from lifecycle.models import CalendarFeed, Person

TOKEN_BYTES = 32
MOST_READS = 60
"""Readings of one address in an hour; programs ask every few minutes at most."""
HOUR = timedelta(hours=1)


class TooOften(Exception):  # noqa: N818 - an answer, not a failure
    """The address is read more often than any calendar program needs."""


def make_feed(person: Person, *, at: datetime) -> str:
    """Give a person a new calendar address and return its secret, which is kept nowhere.

    An address made before is dead from now on.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    columns = {"token_hash": _hash(token), "made_at": at, "revoked_at": None, "hour": None}
    CalendarFeed.objects.update_or_create(
        person=person, defaults=columns | {"reads": 0, "read_at": None}
    )
    return token


def revoke_feed(person: Person, *, at: datetime) -> None:
    """Let a person's calendar address be dead from now on. Raises Refused where there is none."""
    live = CalendarFeed.objects.filter(person=person, revoked_at=None)
    if not live.update(revoked_at=at):
        raise fault(_("没有可停用的日历订阅地址"))


def open_feed(token: str, *, now: datetime, at: datetime | None = None) -> Person | None:
    """Find whose calendar an address opens, and count the reading; None for a dead address.

    Readings are counted by the hours of the machine (`now`), for a rehearsal's clock may stand
    still; the reading itself is a fact of the city's day (`at`). Whoever lost the account has no
    calendar. Raises TooOften.
    """
    fresh = Q(hour=None) | Q(hour__lte=now - HOUR)
    live = CalendarFeed.objects.filter(
        token_hash=_hash(token), revoked_at=None, person__is_active=True
    )
    counted = live.filter(fresh | Q(reads__lt=MOST_READS)).update(
        reads=Case(When(fresh, then=Value(1)), default=F("reads") + 1),
        hour=Case(When(fresh, then=Value(now)), default=F("hour")),
        read_at=at or clock.now(),
    )
    found = live.select_related("person").first()
    if found is not None and not counted:
        raise TooOften
    return found.person if found else None


def choose_language(person: Person, language: str) -> None:
    """Let a person's mails be in Chinese alone, or with English after it. Raises Refused."""
    if language not in dict(settings.LANGUAGES):
        raise fault(_("没有这种语言"))
    Person.objects.filter(pk=person.pk).update(language=language)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
