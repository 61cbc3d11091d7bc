"""Timed work: due slots are rows with a unique key; whoever ticks works the oldest first (R2)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from psycopg.errors import LockNotAvailable

from lifecycle import clock
from lifecycle.models import DueSlot, Heartbeat
from lifecycle.models.calendar import days_between, knowing, work_calendar
from lifecycle.queries.pulse import WATCHED, Watched
from lifecycle.rules.deadlines import is_workday

Work = Callable[[date], None]
Due = Callable[[date], bool]

MOST_ATTEMPTS = 5
PASS_SECONDS = 20.0
"""After so long a pass begins nothing more, so that its task ends well before its time limit."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of timed work: what it does, on which days it is due, and its name for people."""

    run: Work
    due: Due
    label: str | Promise = ""


WORK: dict[str, Kind] = {}


def every_day(_day: date) -> bool:
    """Tell that a kind is due on every day."""
    return True


def work(
    kind: str, *, label: str | Promise, due: Due = every_day, watched: bool = False
) -> Callable[[Work], Work]:
    """Register what one kind of slot does for its business date; `due` narrows the days.

    Of what is `watched` finance and operations are told when it no longer ends.
    """

    def register(run: Work) -> Work:
        WORK[kind] = Kind(run, due, label)
        if watched:
            WATCHED[kind] = Watched(label, daily=due is every_day)
        return run

    return register


def label_of(kind: str) -> str:
    """Name a kind of timed work as people do; its code where nothing knows it any more."""
    found = WORK.get(kind)
    return str(found.label) if found and found.label else kind


def on_a_workday(day: date) -> bool:
    """Tell whether people are at work: what only they can answer is not asked on a rest day."""
    return is_workday(day, calendar=work_calendar(day, day))


def plan(until: date, *, since: date | None = None) -> int:
    """Insert every slot due up to a date; those already there stay as they are.

    Without `since`, planning goes on from the newest slot, or starts on `until` itself.
    """
    last = DueSlot.objects.order_by("-business_date").values_list("business_date", flat=True)
    start = since or last.first() or until
    with knowing(days_between(start, until)):
        slots = [
            DueSlot(kind=kind, business_date=day)
            for day in _days(start, until)
            for kind, found in WORK.items()
            if found.due(day)
        ]
    DueSlot.objects.bulk_create(slots, ignore_conflicts=True, batch_size=1000)
    return len(slots)


def overtaken(kind: str, day: date) -> bool:
    """Tell whether a later slot of the kind waits already: the day is only caught up with."""
    later = DueSlot.objects.filter(kind=kind, business_date__gt=day)
    return later.filter(state=DueSlot.State.WAITING).exists()


def _days(start: date, until: date) -> Iterator[date]:
    for ahead in range((until - start).days + 1):
        yield start + timedelta(days=ahead)


def work_through(limit: int = 1000, *, seconds: float = PASS_SECONDS) -> int:
    """Work the oldest unfinished slots in order, one transaction each; return how many were done.

    A slot is counted before it is worked, tried once a pass and parked after its fifth attempt,
    so that a poison slot is seen and never blocks those behind it (R7). Where another worker
    holds the oldest slot the pass ends: what comes later is judged after what comes before.
    It ends too once it has lasted so many `seconds`; the next one goes on.
    """
    done, failed, began = 0, list[int](), monotonic()
    for turn in range(limit):
        if turn and monotonic() - began >= seconds:
            break
        slot = _counted(failed)
        if slot is None:
            break
        outcome = _work_one(*slot)
        if outcome is None:
            break
        done += outcome
        if not outcome:
            failed.append(slot[0])
    return done


# A count that a crash forgets costs one attempt more: no need to wait for the disk. Whoever has
# just counted is about to hold the slot: were it counted by others in that gap, it could be parked
# without having failed.
COUNT = """
WITH oldest AS (
  SELECT id FROM lifecycle_dueslot WHERE state = 'waiting' AND id <> ALL (%s)
  ORDER BY business_date, kind LIMIT 1
), held AS (
  SELECT d.id FROM lifecycle_dueslot d JOIN oldest USING (id) WHERE d.state = 'waiting'
    AND (d.tried_at IS NULL OR d.tried_at < clock_timestamp() - interval '500 ms')
  FOR UPDATE OF d SKIP LOCKED
)
UPDATE lifecycle_dueslot d SET attempts = d.attempts + 1, tried_at = clock_timestamp(),
  state = CASE WHEN d.attempts >= %s THEN 'failed' ELSE d.state END
FROM held WHERE d.id = held.id
RETURNING d.id, d.kind, d.business_date, set_config('synchronous_commit', 'off', true)
"""


def _counted(failed: list[int]) -> tuple[int, str, date] | None:
    """Count an attempt at the oldest slot; None when there is none or another works on it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT, [failed, MOST_ATTEMPTS])
        row = cursor.fetchone()
    return row[:3] if row else None


# Whoever counts a moment later holds the row as long as it takes to see that it was counted.
PATIENT = "SELECT set_config('lock_timeout', %s, true)"
HOLD = "SELECT state FROM lifecycle_dueslot WHERE id = %s FOR UPDATE"
DONE = "UPDATE lifecycle_dueslot SET state = 'done', done_at = now(), fault = '' WHERE id = %s"


def _work_one(key: int, kind: str, day: date) -> bool | None:
    """Work a slot: True when done, False when it failed, None while another works on it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if _held(cursor, key) != DueSlot.State.WAITING:
                return False
            WORK[kind].run(day)
            cursor.execute(DONE, [key])
    except (InterfaceError, OperationalError) as error:
        # Another works on it, or the server went away: the pass ends, for a later slot must not be
        # worked before this one.
        if isinstance(error.__cause__, LockNotAvailable):
            return None
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is written down and retried
        fault = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        DueSlot.objects.filter(pk=key).update(fault=fault, tried_at=None)
        return False
    return True


def _held(cursor: Any, key: int) -> str:
    cursor.execute(PATIENT, ["400ms"])
    cursor.execute(HOLD, [key])
    (state,) = cursor.fetchone()
    cursor.execute(PATIENT, ["0"])
    return str(state)


def beat(loop: str) -> None:
    """Write that a loop is alive (R8)."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(loop=loop, last_seen=timezone.now())],
        update_conflicts=True,
        unique_fields=["loop"],
        update_fields=["last_seen"],
    )


def tick() -> int:
    """Plan what is due by the business clock and work it; called by beat, cron or a person."""
    beat("tick")
    plan(clock.today())
    return work_through()
