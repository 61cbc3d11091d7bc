"""Whether the installation is alive 运行状况: heartbeats, waiting mail, the rehearsal clock."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle import clock
from lifecycle.models import DueSlot, Heartbeat, Installation, Notice

SILENT_AFTER = {
    "tick": timedelta(minutes=5),
    "relay": timedelta(minutes=5),
    "seal": timedelta(seconds=max(300, 3 * settings.SEAL_SECONDS)),
}
"""R8: an older heartbeat of a loop is an alarm; of seals, which are rarer, two may be missed."""

LOOPS = {"tick": _("定时任务执行"), "relay": _("邮件发送"), "seal": _("日志封存")}
"""What people call them."""


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
