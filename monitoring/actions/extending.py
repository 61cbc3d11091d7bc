"""Extension 延期 of an order under way: finance gives it a later last day, with a reason."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import bookkeeping
from lifecycle.actions.admission import fault, require
from lifecycle.roles import Role
from lifecycle.transitions import extend_many
from monitoring.actions.rectification import term_days
from monitoring.models import Extension, Rectification

FINANCE = (Role.DESK, Role.PERFORMANCE)


def longest_extension(year: int) -> int:
    """Return by how many days an order is extended at the most: its ordinary term once more."""
    return term_days(year, serious=False)


def extend_order(
    order: Rectification, *, until: date, reason: str, by: Any, at: datetime | None = None
) -> Extension:
    """Move the last day of an order that is being worked on. Raises Refused or Forbidden."""
    with transaction.atomic():
        act = bookkeeping.act(by, reason, at)
        rows = Rectification.objects.filter(pk=order.pk)
        locked = rows.select_for_update().get()
        if str(locked.state) != Rectification.State.RECTIFYING or locked.finish_by is None:
            raise fault(_("只有整改中的事项可以延期"))
        require(act.note, _("请写明延期理由"))
        before = max(locked.finish_by, locked.due_on or locked.finish_by)
        last = max(before, act.day) + timedelta(days=longest_extension(locked.year))
        if not before < until <= last or until < act.day:
            first = max(before + timedelta(days=1), act.day)
            words = {"first": first, "last": last}
            raise fault(_("新的期限应在%(first)s至%(last)s之间") % words)
        extend_many(rows, until, act=act, roles=FINANCE, also=("finish_by",))
        return Extension.objects.create(
            rectification=locked, before=before, until=until, reason=act.note, by=by, at=act.at
        )
