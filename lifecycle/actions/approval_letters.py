"""Issuing and withdrawing approval letters 批复: signed rows that stay as they were written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping, outbox, rights
from lifecycle.actions.admission import fault, require, signature
from lifecycle.letters import Row
from lifecycle.machine import Act
from lifecycle.models import (
    ApprovalLetter,
    ApprovalLetterItem,
    ApprovalLetterWithdrawal,
    Organisation,
)
from lifecycle.models.approval_letter import standing_letters
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.queries.approval_letters import ISSUER, Draft, drafts_of, published_in
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import DEPARTMENT_ROLES, Level
from lifecycle.rules import approval_letter as rules
from lifecycle.sentences import told


@dataclass(frozen=True, slots=True)
class Issued:
    """The letter of a department, and whether it was issued just now or stood already."""

    letter: ApprovalLetter
    new: bool


def issue_letters(
    departments: Sequence[Organisation],
    *,
    year: int,
    by: Any,
    seen: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> list[Issued]:
    """Issue a letter to each department, all or none; whose letter says all already keeps it.

    `seen` are the marks of the drafts that the reader of the preview saw, by department. Raises
    Refused or Forbidden.
    """
    with transaction.atomic(), remembering():
        act = bookkeeping.act(by, "", at)
        seat = _issuer(by, act)
        places = sorted(departments, key=lambda place: place.code)
        for place in places:
            _below(seat, place)
        _one_at_a_time(seat)
        found = [_issued(draft, act, seat, seen) for draft in drafts_of(places, year)]
        fresh = [issued.letter for issued in found if issued.new]
        _tell(fresh, "issued", gettext_lazy("【预算绩效】绩效目标批复：%(n)s 份"), act)
    return found


def _issuer(by: Any, act: Act) -> Held:
    for seat in rights.seats_of(by, act.day):
        if seat.role is ISSUER:
            return seat
    raise refuse(Refusal(Code.RIGHT, _("绩效目标由财政预算科批复")))


def _below(seat: Held, place: Organisation) -> None:
    if place.at(Level.BUREAU) != seat.organisation_id or place.level != Level.DEPARTMENT:
        raise refuse(Refusal(Code.RIGHT, _("“%(name)s”不是本级主管部门") % {"name": place}))


def _one_at_a_time(seat: Held) -> None:
    # Numbers follow each other without a gap: whoever issues waits here for whoever issues.
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",))
    rows.get(pk=seat.organisation_id)


def _issued(draft: Draft, act: Act, seat: Held, seen: Mapping[int, str] | None) -> Issued:
    year = draft.content["year"]
    if not draft.targets:
        last = standing_letters().filter(department=draft.department, year=year).first()
        words = {"name": draft.department, "year": year}
        if last is None:
            raise fault(_("“%(name)s”%(year)s年度没有已批复的绩效目标") % words)
        return Issued(last, new=False)
    _whole(draft)
    if seen is not None and seen.get(draft.department.pk) != draft.mark:
        sentence = _("页面打开后“%(name)s”已批复的目标有变化，请重新预览")
        raise Refused(Refusal(Code.STALE, sentence % {"name": draft.department}))
    return Issued(_written(draft, act, seat), new=True)


def _whole(draft: Draft) -> None:
    if draft.lacking:
        words = {"names": _("、").join(draft.lacking)}
        raise fault(_("没有批复时的内容快照，不能写入批复：%(names)s") % words)


def _written(draft: Draft, act: Act, seat: Held) -> ApprovalLetter:
    year = draft.content["year"]
    rulebook = pack_of(year)
    serials = ApprovalLetter.objects.filter(number_year=act.day.year)
    serial = (serials.aggregate(last=Max("serial"))["last"] or 0) + 1
    letter = ApprovalLetter(
        department=draft.department,
        year=year,
        supplements=draft.supplements,
        number_year=act.day.year,
        serial=serial,
        number=rules.number_of(settings.LETTER_MARK, year=act.day.year, serial=serial),
        issued_on=act.day,
        out_by=rules.out_by(act.day, days=rulebook.pack.publication.days),
        content=draft.content,
        pack=rulebook.version,
        **_signed(act, seat),
    )
    letter.sha256 = letter.sealed()
    letter.full_clean(validate_constraints=False)
    letter.save()
    ApprovalLetterItem.objects.bulk_create(
        ApprovalLetterItem(letter=letter, target=target) for target in draft.targets
    )
    return letter


def _signed(act: Act, seat: Held) -> dict[str, Any]:
    # What is kept is Chinese, whatever language its writer reads.
    with translation.override(settings.LANGUAGE_CODE):
        return signature(act, seat)


def withdraw_letter(
    letter: ApprovalLetter, *, reason: str, by: Any, at: datetime | None = None
) -> ApprovalLetterWithdrawal:
    """Let a letter count no more, before anything of it is public; it stays on record.

    Raises Refused or Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, reason, at)
        seat = _issuer(by, act)
        _below(seat, letter.department)
        _one_at_a_time(seat)
        require(act.note, _("请写明撤回事由"))
        if said := _withdrawal_fault(letter):
            raise fault(said)
        made = ApprovalLetterWithdrawal(letter=letter, reason=act.note, **_signed(act, seat))
        made.full_clean(validate_constraints=False)
        made.save(force_insert=True)
        _tell([letter], "withdrawn", gettext_lazy("【预算绩效】绩效目标批复撤回：%(n)s 份"), act)
    return made


def _withdrawal_fault(letter: ApprovalLetter) -> str:
    standing = standing_letters().filter(department=letter.department, year=letter.year)
    keys = list(standing.values_list("pk", flat=True))
    return told(
        rules.withdrawal_fault(
            withdrawn=letter.pk not in keys,
            newest=letter.pk == max(keys, default=0),
            published=published_in(letter),
        )
    )


def _tell(letters: Sequence[ApprovalLetter], what: str, title: Any, act: Act) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        outbox.tell_seats(
            DEPARTMENT_ROLES,
            letters,
            kind=f"lifecycle.approval_letter.{what}",
            title=str(title),
            row=_row,
            key=",".join(str(letter.pk) for letter in letters),
            act=act,
        )


def _row(letter: ApprovalLetter) -> Row:
    href = f"{settings.SITE_URL}{letter.get_absolute_url()}"
    return Row(str(letter), href, facts=letter.number, due_on=letter.out_by)
