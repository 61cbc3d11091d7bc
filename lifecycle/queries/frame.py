"""What the frame around every page asks, in two queries: hour, years, days off, seats, counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection

from lifecycle import clock, rights
from lifecycle.models.calendar import Days
from lifecycle.queries.inbox import inbox_counts
from lifecycle.queries.pulse import (
    SILENT_AFTER,
    STANDING,
    WATCHED,
    Standstill,
    hears_alarms,
    silent_loops,
    standstills,
)
from lifecycle.rights import Held
from lifecycle.roles import Role

NEAR = timedelta(days=600)
"""How far from today the days off are read: due dates, and the filings of a whole budget year."""
SEATS_TODAY = rights.SEATS.replace("%(day)s", "(SELECT day FROM today)")
FRAME = f"""
WITH clock AS MATERIALIZED (
  SELECT coalesce(rehearsal_at, clock_timestamp()) AS moment, rehearsal_at IS NOT NULL AS rehearsed
  FROM (SELECT (SELECT rehearsal_at FROM lifecycle_installation WHERE id = 1)) AS i(rehearsal_at)
), today AS MATERIALIZED (SELECT (moment AT TIME ZONE %(zone)s)::date AS day FROM clock)
SELECT moment, rehearsed,
  (SELECT json_object_agg(loop, last_seen) FROM lifecycle_heartbeat WHERE loop = ANY(%(loops)s)),
  (SELECT json_object_agg(year, pack_id) FROM lifecycle_fiscalyear),
  (SELECT json_object_agg(h.day, h.is_workday) FROM lifecycle_holiday h, today
   WHERE h.day BETWEEN today.day - %(near)s AND today.day + %(near)s),
  (SELECT json_agg(json_build_array(
     s.absent, s.id, s.role, s.place, s.organisation, s.person, s.name, s.whole))
   FROM ({SEATS_TODAY}) AS s(absent, id, role, place, organisation, person, name, whole)),
  ({STANDING})
FROM clock
"""  # noqa: S608 - both halves are constants


@dataclass(frozen=True)
class Frame:
    """The business time, the open years with their packs, the heartbeats, days off, and seats."""

    user: Any
    at: datetime
    rehearsed: bool
    beats: Mapping[str, datetime]
    packs: Mapping[int, int]
    """By open year the key of the rule pack in force."""
    days: Days
    """The days off, and those worked instead, around today."""
    seats: list[Held]
    standing: Mapping[str, Any]
    """What may stand still, as the database answers."""

    @property
    def years(self) -> tuple[int, ...]:
        """The open years, newest first."""
        return tuple(sorted(self.packs, reverse=True))

    @property
    def day(self) -> date:
        """The business date."""
        return clock.day_of(self.at)

    @property
    def rehearsal_day(self) -> date | None:
        """The date of the rehearsal clock, if there is a rehearsal."""
        return self.day if self.rehearsed else None

    @property
    def silent_loops(self) -> list[str]:
        """The loops that ran once and have been silent since."""
        return silent_loops(dict(self.beats))

    @property
    def standstills(self) -> list[Standstill]:
        """What stands still, for those who are told of it."""
        if not hears_alarms(self.user, self.seats):
            return []
        return standstills(self.standing, rehearsed=self.rehearsed)

    def last_done(self, kind: str) -> tuple[date, datetime] | None:
        """Return for which day a watched kind of timed work was last done, and when."""
        done, _owed, day = (self.standing["slots"] or {}).get(kind, (None, None, None))
        return (date.fromisoformat(day), datetime.fromisoformat(done)) if done and day else None

    @property
    def audits(self) -> bool:
        """Whether the person sits as an auditor today."""
        return any(seat.role is Role.AUDITOR for seat in self.seats)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many objects wait for the person, by stage."""
        return inbox_counts(self.user, self.day, held=self.seats)


def frame_for(user: Any) -> Frame:
    """Read what the frame of a page shows to a person, in one query."""
    asked = {"person": user.pk, "zone": settings.TIME_ZONE, "loops": list(SILENT_AFTER)}
    asked |= {"watched": list(WATCHED), "near": NEAR.days}
    with connection.cursor() as cursor:
        cursor.execute(FRAME, asked)
        at, rehearsed, beats, packs, days, seats, standing = cursor.fetchone()
    seen = {loop: datetime.fromisoformat(last) for loop, last in sorted((beats or {}).items())}
    by_year = {int(year): pack for year, pack in (packs or {}).items()}
    near = _near(clock.day_of(at), days or {})
    return Frame(user, at, rehearsed, seen, by_year, near, rights.held(seats or []), standing)


def _near(day: date, works: Mapping[str, bool]) -> Days:
    read = {date.fromisoformat(on): works[on] for on in works}
    return Days(day - NEAR, day + NEAR, read)
