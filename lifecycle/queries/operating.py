"""What operators see 运维: mails by their state, timed work that was parked, who did what."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.http import Http404

from lifecycle.models import DueSlot, Installation, Intervention, Notice
from lifecycle.rights import Held
from lifecycle.roles import Role

OPERATORS = frozenset({Role.ADMINISTRATOR})
READERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
IN_DOUBT = Q(state=Notice.State.WAITING, attempts__gt=0, fault="")
DOUBT = "doubt"
SHOWN = 50


def operates(seats: Iterable[Held]) -> bool:
    """Tell whether one of some seats may act on mails and timed work."""
    return any(seat.role in OPERATORS for seat in seats)


def admit(seats: Iterable[Held]) -> None:
    """Raise Http404 to whoever neither operates nor audits."""
    if not any(seat.role in READERS for seat in seats):
        raise Http404


def mails_for(seats: Sequence[Held]) -> QuerySet[Any]:
    """Return every notice as a mail, with where it stands: `doubt` where its end is not known."""
    admit(seats)
    stand = Case(
        When(IN_DOUBT, then=Value(DOUBT)), default="state", output_field=CharField(max_length=10)
    )
    rows: QuerySet[Any] = Notice.objects.defer("body", "html").select_related("person")
    found: QuerySet[Any] = rows.annotate(stand=stand)
    return found


def mail_for(seats: Sequence[Held], pk: int) -> Any:
    """Return one mail. Raises Http404."""
    found = mails_for(seats).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def mail_counts() -> Mapping[str, int]:
    """Count the mails that have not gone out, by state, and those in doubt."""
    rows = Notice.objects.exclude(state=Notice.State.SENT)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("*")))
    return {**counts, DOUBT: Notice.objects.filter(IN_DOUBT).count()}


def slot_for(seats: Sequence[Held], pk: int) -> DueSlot:
    """Return a piece of timed work that was parked. Raises Http404."""
    admit(seats)
    found = DueSlot.objects.filter(pk=pk, state=DueSlot.State.FAILED).first()
    if found is None:
        raise Http404
    return found


def interventions_on(machine: str, pk: int) -> QuerySet[Intervention]:
    """Return what was done to one row, newest first."""
    return Intervention.objects.filter(machine=machine, object_id=pk).select_related("by")


def last_interventions() -> list[Intervention]:
    """Return what operators did last."""
    return list(Intervention.objects.select_related("by")[:SHOWN])


def epochs() -> tuple[str, str]:
    """Return the restore epoch of the database and that of the environment."""
    found = Installation.objects.filter(id=1).values_list("epoch", flat=True).first()
    return found or "", settings.MAIL_EPOCH
