"""Whether the installation is alive 运行状况: heartbeats, waiting mail, the rehearsal clock."""

from datetime import date, datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from lifecycle import clock
from lifecycle.models import Heartbeat, Installation, Notice

LOOPS = ("tick", "relay")
SILENT_AFTER = timedelta(minutes=5)
"""R8: an older heartbeat is an alarm."""


def heartbeats() -> dict[str, datetime]:
    """Return when each loop was last seen; a loop that never ran is not there."""
    rows = Heartbeat.objects.filter(loop__in=LOOPS).order_by("loop")
    return dict(rows.values_list("loop", "last_seen"))


def silent_loops(beats: dict[str, datetime] | None = None) -> list[str]:
    """List the loops that ran once and have been silent since."""
    found = heartbeats() if beats is None else beats
    now = timezone.now()
    return [loop for loop, seen in found.items() if now - seen > SILENT_AFTER]


def oldest_notice() -> timedelta | None:
    """Return for how long the oldest unsent notice has waited; None when none waits."""
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    return None if oldest is None else timezone.now() - oldest


def rehearsal_day() -> date | None:
    """Return the date of the rehearsal clock, if there is a rehearsal."""
    found = Installation.objects.filter(id=1).values_list("rehearsal_at", flat=True).first()
    return clock.day_of(found) if found else None
