"""Operations 运维: mails sent again or discarded, timed work tried again; by the seat that may."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import fault, require
from lifecycle.machine import Act
from lifecycle.models import DueSlot, Intervention, Notice
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.roles import Role

UNSENT = (Notice.State.WAITING, Notice.State.PARKED)
SEND_AGAIN = (Notice.State.PARKED, Notice.State.DISCARDED, Notice.State.WITHHELD)


def operate(
    row: Any, kind: Intervention.Kind, *, by: Any, note: str, at: datetime | None = None
) -> Act:
    """Write down what an operator does and why, inside the caller's transaction.

    Raises Forbidden to every seat but the administrator's, Refused without a reason.
    """
    act = bookkeeping.act(by, note, at)
    if not any(seat.role is Role.ADMINISTRATOR for seat in rights.seats_of(by, act.day)):
        raise refuse(Refusal(Code.RIGHT, _("由系统管理员办理")))
    require(act.note, _("请写明事由"))
    machine = str(row._meta.label_lower)
    Intervention.objects.create(
        kind=kind, machine=machine, object_id=row.pk, note=act.note, by=by, at=act.at
    )
    return act


def resend_notice(notice: Notice, *, by: Any, note: str, at: datetime | None = None) -> Notice:
    """Let the relay try a parked, discarded or withheld mail again, under its own Message-ID.

    A mail that went out is not sent twice. Raises Refused or Forbidden.
    """
    with transaction.atomic():
        locked = Notice.objects.select_for_update().get(pk=notice.pk)
        operate(locked, Intervention.Kind.RESEND, by=by, note=note, at=at)
        if locked.state not in SEND_AGAIN:
            raise fault(_("只有已搁置、已作废或已停发的邮件可以重新发送"))
        locked.state, locked.attempts, locked.fault = Notice.State.WAITING, 0, ""
        locked.next_try_at = timezone.now()
        locked.save(update_fields=["state", "attempts", "fault", "next_try_at"])
    return locked


def discard_notice(notice: Notice, *, by: Any, note: str, at: datetime | None = None) -> Notice:
    """Let a mail that has not gone out stay unsent; the notice stays in the application.

    Raises Refused or Forbidden.
    """
    with transaction.atomic():
        locked = Notice.objects.select_for_update().get(pk=notice.pk)
        operate(locked, Intervention.Kind.DISCARD, by=by, note=note, at=at)
        if locked.state not in UNSENT:
            raise fault(_("已发出或已作废的邮件不能作废"))
        locked.state = Notice.State.DISCARDED
        locked.save(update_fields=["state"])
    return locked


def retry_slot(slot: DueSlot, *, by: Any, note: str, at: datetime | None = None) -> DueSlot:
    """Let parked timed work be tried again, from its first attempt on. Raises Refused."""
    with transaction.atomic():
        locked = DueSlot.objects.select_for_update().get(pk=slot.pk)
        operate(locked, Intervention.Kind.RETRY, by=by, note=note, at=at)
        if locked.state != DueSlot.State.FAILED:
            raise fault(_("只有已搁置的任务可以重新执行"))
        locked.state, locked.attempts = DueSlot.State.WAITING, 0
        locked.save(update_fields=["state", "attempts"])
    return locked
