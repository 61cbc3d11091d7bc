"""Claiming 认领, taking over 接手, transferring 转办, releasing what waits for several people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping, checks, locking, outbox, rights
from lifecycle.actions import admission
from lifecycle.bulk import Moved
from lifecycle.letters import Row, row_of
from lifecycle.machine import Act
from lifecycle.models import Claim, Person, Subject
from lifecycle.models.claim import judges, standing
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held

CLAIM = gettext_lazy("认领")
LAST = Claim.objects.order_by("-number")


@dataclass(slots=True)
class Hands:
    """An object under its lock: who asks for it, in which seat, and who holds it."""

    subject: Any
    act: Act
    seat: Held
    claim: Claim | None

    @property
    def mine(self) -> bool:
        """Whether the asker holds it, or stands in for whoever does."""
        return self.claim is not None and self.claim.holder_id in (
            self.act.by.pk,
            self.seat.principal_id,
        )


def claim(subject: Subject, *, by: Any, at: datetime | None = None) -> Claim:
    """Take an object in hand, so that no other holder of the seat judges it meanwhile.

    Claiming what one holds already changes nothing. A substitute claims for the absent person.
    Raises Refused, naming the claimant, or Forbidden.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = _hands(subject, by, at)
        if found.claim is not None and found.mine:
            return found.claim
        if found.claim is not None:
            raise Refused(_held_by(found.claim))
        return _pass(found, Claim.Kind.CLAIM, found.seat.principal_id)


def take_over(subject: Subject, *, by: Any, note: str = "", at: datetime | None = None) -> Claim:
    """Take from another what they have claimed, and tell them. Raises Refused or Forbidden."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = _hands(subject, by, at)
        former = found.claim
        if former is None or found.mine:
            raise admission.fault(_("此事项没有由他人认领，不须接手"))
        taken = _pass(found, Claim.Kind.TAKE_OVER, found.seat.principal_id, note)
        words = {"subject": found.subject, "name": taken.by_name}
        _tell(former.holder, taken, found, _("%(name)s接手了您认领的事项：%(subject)s") % words)
        return taken


def transfer(
    subject: Subject, *, to: Person, note: str, by: Any, at: datetime | None = None
) -> Claim:
    """Hand an object that one holds, or that nobody holds, to another holder of the same seat.

    Raises Refused or Forbidden.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = _hands(subject, by, at)
        if found.claim is not None and not found.mine:
            raise Refused(_held_by(found.claim))
        if fault := _transfer_fault(found, to, note):
            raise admission.fault(fault)
        given = _pass(found, Claim.Kind.TRANSFER, to.pk, note)
        words = {"subject": found.subject, "name": given.by_name}
        _tell(to, given, found, _("%(name)s转办给您：%(subject)s") % words)
        return given


def release(subject: Subject, *, by: Any, at: datetime | None = None) -> Claim:
    """Give back what one holds, for anybody in the seat. Raises Refused or Forbidden."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = _hands(subject, by, at)
        if not found.mine:
            raise admission.fault(_("此事项不在您手中"))
        return _pass(found, Claim.Kind.RELEASE, None)


def claim_many(subjects: models.QuerySet[Any], *, by: Any, at: datetime | None = None) -> Moved:
    """Claim every object of a queryset that may be claimed; of each other one, say why not."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        act, result = bookkeeping.act(by, "", at), Moved()
        held = rights.seats_of(by, act.day)
        rows = subjects.order_by("pk").select_for_update(of=("self",))
        found = list(rows.select_related("organisation"))
        claims = _standing_on(found, act)
        fresh = []
        for subject in found:
            hands = _asked(subject, held, act, claims, result)
            if hands and not hands.mine:
                fresh.append(hands)
        result.moved = [subject.pk for subject in found if subject.pk not in result.refused]
        _write(fresh)
    return result


def _standing_on(subjects: list[Any], act: Act) -> Mapping[int, Claim]:
    if not subjects:
        return {}
    versions = {subject.pk: subject.version for subject in subjects}
    return standing(subjects[0].stage(), versions, act.day)


def _asked(
    subject: Any, held: list[Held], act: Act, claims: Mapping[int, Claim], result: Moved
) -> Hands | None:
    try:
        found = _checked(subject, held, act, claims.get(subject.pk))
    except Refused as refused:
        result.refused[subject.pk] = refused.refusals
        return None
    if found.claim is not None and not found.mine:
        result.refused[subject.pk] = (_held_by(found.claim),)
        return None
    return found


def _hands(subject: Subject, by: Any, at: datetime | None) -> Hands:
    found = locking.lock(subject, at)
    locked, act = found.subject, bookkeeping.act(by, "", found.at)
    claims = _standing_on([locked], act) if locked.claim_key else {}
    return _checked(locked, rights.seats_of(by, act.day), act, claims.get(locked.pk))


def _checked(subject: Any, held: list[Held], act: Act, found: Claim | None) -> Hands:
    model: type[Subject] = type(subject)
    here = str(subject.state)
    roles = judges(model, here)
    said = admission.about(CLAIM, roles, checking=True)
    if not roles:
        raise refuse(checks.wrong_state(model, here, said))
    seat = _seat(held, said.by, subject, found)
    if seat is None:
        raise refuse(*checks.right(None, said))
    filers = (subject.filed_by_id, subject.filed_for_id)
    if refusals := checks.four_eyes(said, act.by, seat, filers):
        raise refuse(*refusals)
    return Hands(subject, act, seat, found)


def _seat(held: list[Held], roles: Any, subject: Any, found: Claim | None) -> Held | None:
    """Choose the seat in which the claim stands, else the first that judges the object."""
    fit = [seat for seat in held if seat.role in roles and rights.sits(seat, subject)]
    same = (
        seat
        for seat in fit
        if found and (seat.principal_id, seat.role) == (found.holder_id, found.role)
    )
    return next(same, fit[0] if fit else None)


def _pass(found: Hands, kind: str, holder: int | None, note: str = "") -> Claim:
    number = 1 + _last_number(found.subject)
    row = _row(found, kind, holder, number, note)
    row.full_clean(validate_constraints=False)
    row.save()
    return row


def _last_number(subject: Any) -> int:
    beside = {"machine": subject.stage(), "object_id": subject.pk, "version": subject.version}
    return LAST.filter(**beside).values_list("number", flat=True).first() or 0


def _row(found: Hands, kind: str, holder: int | None, number: int, note: str) -> Claim:
    return Claim(
        machine=found.subject.stage(),
        object_id=found.subject.pk,
        version=found.subject.version,
        number=number,
        kind=kind,
        holder_id=holder,
        place_id=found.seat.organisation_id,
        note=note.strip(),
        **admission.signature(found.act, found.seat),
    )


def _write(fresh: list[Hands]) -> None:
    keys = [found.subject.pk for found in fresh]
    rows = Claim.objects.filter(machine=fresh[0].subject.stage()) if fresh else Claim.objects.none()
    last = {
        (key, version): number
        for key, version, number in rows.filter(object_id__in=keys)
        .order_by("number")
        .values_list("object_id", "version", "number")
    }
    Claim.objects.bulk_create(
        [
            _row(f, Claim.Kind.CLAIM, f.seat.principal_id, number, "")
            for f in fresh
            for number in [1 + last.get((f.subject.pk, f.subject.version), 0)]
        ],
        batch_size=1000,
    )


def _held_by(claim: Claim) -> Refusal:
    return Refusal(Code.CLAIMED, _("已由%(name)s认领") % {"name": claim.holder})


def _transfer_fault(found: Hands, to: Person, note: str) -> str:
    if not note.strip():
        return _("转办须写明事由")
    if to.pk in (found.act.by.pk, found.seat.principal_id):
        return _("不能转办给自己")
    if to.pk in (found.subject.filed_by_id, found.subject.filed_for_id):
        return _("不能转办给报送人")
    seats = rights.seats_of(to, found.act.day)
    wanted = (found.seat.role, found.seat.organisation_id)
    if any(seat.own and (seat.role, seat.organisation_id) == wanted for seat in seats):
        return ""
    return _("%(name)s不在同一岗位上") % {"name": to}


def _tell(person: Any, row: Claim, found: Hands, title: str) -> None:
    if person is None or not person.is_active or not person.email:
        return
    lines: list[str | Row] = [_("说明：%(note)s") % {"note": row.note}] if row.note else []
    lines.append(row_of(found.subject))
    notice = outbox.compose(
        person,
        kind=f"{row.machine}.claim",
        subject=_("【预算绩效】%(title)s") % {"title": title},
        lines=lines,
        key=str(row.pk),
        at=row.at,
        about=[found.subject],
    )
    outbox.leave([notice])
