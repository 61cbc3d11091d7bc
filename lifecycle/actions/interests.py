"""Declaring what binds an agency or an expert to an organisation, and that it binds no more."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import require, signature
from lifecycle.models import Interest, Organisation
from lifecycle.models.interest import standing_interests
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.rights import Held
from lifecycle.roles import ASSIGNED, Role


def declare_interest(
    person: Any,
    *,
    place: Organisation,
    kind: str,
    reason: str,
    by: Any,
    at: datetime | None = None,
) -> Interest:
    """Write that a person is bound to an organisation; by themselves or by the division.

    Raises Refused or Forbidden.
    """
    return _written(person, place, kind, reason, by=by, at=at, standing=True)


def end_interest(
    interest: Interest, *, reason: str, by: Any, at: datetime | None = None
) -> Interest:
    """Write that it binds no more; the division alone can, what was declared stays on record.

    Raises Refused or Forbidden.
    """
    return _written(
        interest.person, interest.place, interest.kind, reason, by=by, at=at, standing=False
    )


def _written(
    person: Any,
    place: Organisation,
    kind: str,
    reason: str,
    *,
    by: Any,
    at: datetime | None,
    standing: bool,
) -> Interest:
    with transaction.atomic():
        act = bookkeeping.act(by, reason, at)
        seat = _seat(person, rights.seats_of(by, act.day), by, own=standing)
        require(act.note, _("请说明情况"))
        rows = Interest.objects.filter(person=person, place=place, kind=kind)
        known = standing_interests(rows).exists()
        require(known is not standing, _("该情形已经申报") if standing else _("该申报已经解除"))
        made = Interest(
            person=person, place=place, kind=kind, standing=standing, reason=act.note,
            **signature(act, seat),
        )  # fmt: skip
        made.full_clean(validate_constraints=False)
        made.save()
        return made


def _seat(person: Any, held: list[Held], by: Any, *, own: bool) -> Held:
    for seat in held:
        mine = own and person.pk == by.pk and seat.own and seat.role in ASSIGNED
        if mine or (seat.role is Role.PERFORMANCE and person.pk != by.pk):
            return seat
    raise refuse(Refusal(Code.RIGHT, _("利害关系由本人申报，解除由财政绩效科办理")))
