"""Timed work: due slots are rows with a unique key; whoever ticks works the oldest first (R2)."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from lifecycle import clock
from lifecycle.models import DueSlot, Heartbeat

Work = Callable[[date], None]
Due = Callable[[date], bool]

MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of timed work: what it does, and on which days it is due."""

    run: Work
    due: Due


WORK: dict[str, Kind] = {}


def work(kind: str, *, due: Due = lambda _day: True) -> Callable[[Work], Work]:
    """Register what one kind of slot does for its business date; `due` narrows the days."""

    def register(run: Work) -> Work:
        WORK[kind] = Kind(run, due)
        return run

    return register


def plan(until: date, *, since: date | None = None) -> int:
    """Insert every slot due up to a date; those already there stay as they are.

    Without `since`, planning goes on from the newest slot, or starts on `until` itself.
    """
    last = DueSlot.objects.order_by("-business_date").values_list("business_date", flat=True)
    start = since or last.first() or until
    slots = [
        DueSlot(kind=kind, business_date=day)
        for day in _days(start, until)
        for kind, found in WORK.items()
        if found.due(day)
    ]
    DueSlot.objects.bulk_create(slots, ignore_conflicts=True, batch_size=1000)
    return len(slots)


def _days(start: date, until: date) -> Iterator[date]:
    for ahead in range((until - start).days + 1):
        yield start + timedelta(days=ahead)


def work_through(limit: int = 1000) -> int:
    """Work the oldest unfinished slots in order, one transaction each; return how many were done.

    A slot is counted before it is worked, tried once a pass and parked after its fifth attempt,
    so that a poison slot is seen and never blocks those behind it (R7). Where another worker
    holds the oldest slot the pass ends: what comes later is judged after what comes before.
    """
    done, failed = 0, set[int]()
    for _turn in range(limit):
        slot = _oldest(failed)
        if slot is None or not _count(slot):
            break
        outcome = _work_one(slot)
        if outcome is None:
            break
        done += outcome
        if not outcome:
            failed.add(slot)
    return done


def _oldest(failed: Collection[int]) -> int | None:
    waiting = DueSlot.objects.filter(state=DueSlot.State.WAITING).exclude(pk__in=failed)
    return waiting.order_by("business_date", "kind").values_list("pk", flat=True).first()


def _count(key: int) -> bool:
    """Count an attempt; False when another worker holds the slot or has just done it."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A count that a crash forgets costs one attempt more; no need to wait for the disk.
        cursor.execute("SET LOCAL synchronous_commit = off")
        slot = _held(key)
        if slot is None:
            return False
        slot.attempts += 1
        if slot.attempts > MOST_ATTEMPTS:
            slot.state = DueSlot.State.FAILED
        slot.save(update_fields=["attempts", "state"])
    return True


def _held(key: int) -> DueSlot | None:
    rows = DueSlot.objects.select_for_update(skip_locked=True)
    return rows.filter(pk=key, state=DueSlot.State.WAITING).first()


def _work_one(key: int) -> bool | None:
    """Work a slot: True when done, False when it failed, None when it is another's by now."""
    try:
        with transaction.atomic():
            slot = _held(key)
            if slot is None:
                return None if DueSlot.objects.filter(pk=key, state="waiting").exists() else False
            WORK[slot.kind].run(slot.business_date)
            slot.state, slot.done_at, slot.fault = DueSlot.State.DONE, timezone.now(), ""
            slot.save(update_fields=["state", "done_at", "fault"])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is written down and retried
        fault = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        DueSlot.objects.filter(pk=key).update(fault=fault)
        return False
    return True


def beat(loop: str) -> None:
    """Write that a loop is alive (R8)."""
    Heartbeat.objects.update_or_create(loop=loop, defaults={"last_seen": timezone.now()})


def tick() -> int:
    """Plan what is due by the business clock and work it; called by beat, cron or a person."""
    beat("tick")
    plan(clock.today())
    return work_through()
