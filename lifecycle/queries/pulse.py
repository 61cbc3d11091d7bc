"""Whether the installation is alive 运行状况: heartbeats, waiting mail, the rehearsal clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle import clock
from lifecycle.models import DueSlot, Heartbeat, Installation, Notice
from lifecycle.rights import Held
from lifecycle.roles import Role
from lifecycle.rules.pulse import mail_stopped_since, stopped_since

SILENT_AFTER = {
    "tick": timedelta(minutes=5),
    "relay": timedelta(minutes=5),
    "seal": timedelta(seconds=max(300, 3 * settings.SEAL_SECONDS)),
}
"""R8: an older heartbeat of a loop is an alarm; of seals, which are rarer, two may be missed."""

LOOPS = {"tick": _("定时任务执行"), "relay": _("邮件发送"), "seal": _("日志封存")}
"""What people call them."""


MAIL = "mail"
ALARMED = frozenset({Role.DESK, Role.PERFORMANCE, Role.BUDGET, Role.ADMINISTRATOR})
"""Finance and operations: who is told what stands still."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A kind of timed work that must end: what people call it, whether it is due every day."""

    label: str | Promise
    daily: bool


WATCHED: dict[str, Watched] = {}
"""By kind; timed work says so of itself where it is registered."""

STANDING = """
SELECT json_build_object(
  'now', clock_timestamp(),
  'mail', (SELECT min(created_at) FROM lifecycle_notice WHERE state = 'waiting'),
  'slots', (SELECT json_object_agg(kind, json_build_array(done.at, owed.day, done.day))
    FROM unnest(%(watched)s::text[]) AS kind
    LEFT JOIN LATERAL (SELECT d.done_at, d.business_date FROM lifecycle_dueslot d
      WHERE d.kind = kind.kind AND d.state = 'done'
      ORDER BY d.business_date DESC LIMIT 1) AS done(at, day) ON true
    LEFT JOIN LATERAL (SELECT d.business_date FROM lifecycle_dueslot d
      WHERE d.kind = kind.kind AND d.state <> 'done'
        AND d.business_date > coalesce(done.day, '-infinity')
      ORDER BY d.business_date LIMIT 1) AS owed(day) ON true)
)
"""
"""The hour, never that of a rehearsal; the oldest mail that waits; and of each kind watched when it
last ended, the next day that is owed, and the day that was done last."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """What stands still, and since when; `name` is a kind of timed work or MAIL."""

    name: str
    label: str | Promise
    since: datetime


def standstills(
    found: Mapping[str, Any], *, now: datetime | None = None, rehearsed: bool = False
) -> list[Standstill]:
    """Say what stands still, from the answer of STANDING; `now` is its own hour unless given.

    In a rehearsal, whose clock leaps, no timed work is late.
    """
    now = now or datetime.fromisoformat(found["now"])
    slots = {} if rehearsed else (found["slots"] or {})
    stopped = [
        (name, WATCHED[name].label, _stopped(name, done, owed, now))
        for name, (done, owed, _day) in slots.items()
    ]
    oldest = mail_stopped_since(_moment(found["mail"]), now=now)
    stopped.append((MAIL, _("邮件发送"), oldest))
    return [Standstill(name, label, since) for name, label, since in stopped if since is not None]


def _stopped(name: str, done: str | None, owed: str | None, now: datetime) -> datetime | None:
    day = None if owed is None else date.fromisoformat(owed)
    zone = timezone.get_default_timezone()
    since = None if day is None else datetime.combine(day, time.min, zone)
    return stopped_since(_moment(done), owed_from=since, daily=WATCHED[name].daily, now=now)


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def standing_still(now: datetime | None = None) -> list[Standstill]:
    """Ask what stands still, for whoever shows no frame."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"watched": list(WATCHED)})
        (found,) = cursor.fetchone()
    rehearsed = rehearsal_day() is not None
    return standstills(found, now=now, rehearsed=rehearsed)


def hears_alarms(user: Any, seats: Iterable[Held]) -> bool:
    """Tell whether a person is told what stands still: finance and operations, no department."""
    return user.is_staff or any(seat.role in ALARMED for seat in seats)


def heartbeats() -> dict[str, datetime]:
    """Return when each loop was last seen; a loop that never ran is not there."""
    rows = Heartbeat.objects.filter(loop__in=SILENT_AFTER).order_by("loop")
    return dict(rows.values_list("loop", "last_seen"))


def silent_loops(beats: dict[str, datetime] | None = None) -> list[str]:
    """List the loops that ran once and have been silent since."""
    found = heartbeats() if beats is None else beats
    now = timezone.now()
    return [loop for loop, seen in found.items() if now - seen > SILENT_AFTER[loop]]


def oldest_notice() -> timedelta | None:
    """Return for how long the oldest unsent notice has waited; None when none waits."""
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    return None if oldest is None else timezone.now() - oldest


def rehearsal_day() -> date | None:
    """Return the date of the rehearsal clock, if there is a rehearsal."""
    found = Installation.objects.filter(id=1).values_list("rehearsal_at", flat=True).first()
    return clock.day_of(found) if found else None


def parked_slots() -> QuerySet[DueSlot]:
    """Return the timed work that was given up after its last attempt, newest first."""
    return DueSlot.objects.filter(state=DueSlot.State.FAILED).order_by("-business_date", "kind")
