"""Proposals to the indicator library: made by departments, ruled on and released centrally."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import fault, require, signature
from lifecycle.actions.importing_library import (
    keep_release,
    keeper_of,
    library_in,
    locked_release,
    one_at_a_time,
    unreleased,
)
from lifecycle.machine import Act
from lifecycle.models import (
    LibraryAdoption,
    LibraryIndicator,
    LibraryProposal,
    LibraryRelease,
    LibraryRuling,
)
from lifecycle.queries.library import newest_of
from lifecycle.queries.library_proposals import pending_of
from lifecycle.queries.library_whole import entry_of, library_of
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role
from lifecycle.rules.library import Entry, Library
from lifecycle.rules.library_file import CODE, LibraryFaults
from lifecycle.rules.library_proposal import amended
from lifecycle.rules.library_sheet import library_table, proposal_faults
from lifecycle.sentences import told


def propose_entry(
    library: str,
    *,
    values: Mapping[str, Any],
    reason: str,
    by: Any,
    base: LibraryIndicator | None = None,
    at: datetime | None = None,
) -> LibraryProposal:
    """Propose a new entry, or another wording of `base`; the same once more changes nothing.

    `values` are the columns of an entry. Raises Refused or Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, reason, at)
        seat = _officer(act)
        require(act.note, _("请说明为什么提出"))
        one_at_a_time()
        made = LibraryProposal(
            library=library, base=base, place_id=seat.organisation_id,
            principal_id=seat.principal_id, reason=act.note, **values, **signature(act, seat),
        )  # fmt: skip
        found = _sent_already(made)
        if found is not None:
            return found
        _proposable(made)
        made.clean_fields(exclude=["by", "principal", "place", "base"])
        made.save()
        return made


def rule_on_proposal(
    proposal: LibraryProposal,
    *,
    accepted: bool,
    by: Any,
    code: str = "",
    note: str = "",
    at: datetime | None = None,
) -> LibraryRuling:
    """Accept a proposal into the next release, or refuse it with a reason; never one's own.

    A new entry gets its `code` here; the same ruling once more changes nothing.
    Raises Refused or Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, note, at)
        seat = keeper_of(act)
        _other_eyes(proposal, act, seat)
        last = locked_release(proposal.library)
        ruled = LibraryRuling.objects.filter(proposal=proposal).first()
        if ruled is not None and (ruled.by_id, ruled.accepted) == (by.pk, accepted):
            return ruled
        require(ruled is None, _("该建议已经审核"))
        if accepted:
            code = proposal.base.code if proposal.base else code.strip()
            _fits(proposal, code, last)
        else:
            require(act.note, _("请写明不采纳的理由"))
        return LibraryRuling.objects.create(
            proposal=proposal,
            accepted=accepted,
            code=code if accepted else "",
            note=act.note,
            **signature(act, seat),
        )


def release_library(
    name: str, *, by: Any, after: int | None = None, at: datetime | None = None
) -> LibraryRelease:
    """Make the next release of a list from the newest one and what was accepted since.

    It is written as a table and read again, so it is held to all that an imported file is.
    `after` is the version that its reader saw. Raises Refused or Forbidden.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, "", at)
        keeper_of(act)
        last = locked_release(name)
        if last is None:
            raise fault(_("没有这个指标库"))
        unreleased(last, after)
        pending = pending_of(last)
        require(pending, _("没有待发布的建议"))
        library, raw = _with(last, {one.code: one.entry for one in pending})
        mark = hashlib.sha256(raw).hexdigest()
        made = keep_release(name, last, library, mark, at=act.at, by=by)
        LibraryAdoption.objects.bulk_create(
            LibraryAdoption(proposal=one.proposal, release=made) for one in pending
        )
        return made


def _officer(act: Act) -> Held:
    held = rights.seats_of(act.by, act.day)
    found = next((seat for seat in held if seat.role is Role.DEPARTMENT_OFFICER), None)
    if found is None:
        raise refuse(Refusal(Code.RIGHT, _("指标库建议由部门绩效专员提出")))
    return found


def _sent_already(made: LibraryProposal) -> LibraryProposal | None:
    rows = LibraryProposal.objects.filter(
        by=made.by, library=made.library, base=made.base, reason=made.reason, ruling=None
    )
    wanted = entry_of(made, "")
    return next((row for row in rows if entry_of(row, "") == wanted), None)


def _proposable(made: LibraryProposal) -> None:
    last = newest_of(made.library)
    require(last is not None, _("没有这个指标库"))
    if found := proposal_faults(entry_of(made, "")):
        raise _refused(sentence for _field, sentence in found)
    if made.base is None:
        return
    newest = LibraryIndicator.objects.filter(release=last, code=made.base.code).first()
    same = newest is not None and entry_of(newest, "") == entry_of(made.base, "")
    if made.base.release.name != made.library or not same:
        raise refuse(Refusal(Code.STALE, _("该指标在新版本中已有变化，请在最新版本上提出建议")))
    changed = entry_of(made, "") != entry_of(made.base, "")
    require(changed, _("与现在的内容相同，没有需要审核的改动"))


def _other_eyes(proposal: LibraryProposal, act: Act, seat: Held) -> None:
    if {act.by.pk, seat.principal_id} & {proposal.by_id, proposal.principal_id}:
        raise refuse(Refusal(Code.FOUR_EYES, _("本人提出的建议须由他人审核")))


def _fits(proposal: LibraryProposal, code: str, last: LibraryRelease | None) -> None:
    if last is None:
        raise fault(_("没有这个指标库"))
    require(CODE.fullmatch(code), _("编码应为字母、数字、点和横线，不超过30个"))
    pending = {one.code: one.entry for one in pending_of(last)}
    require(code not in pending, _("编码%(code)s已有一条采纳的建议待发布") % {"code": code})
    newest = LibraryIndicator.objects.filter(release=last, code=code).first()
    if proposal.base is None:
        require(newest is None, _("编码%(code)s已在指标库中") % {"code": code})
    elif newest is None or entry_of(newest, code) != entry_of(proposal.base, code):
        raise refuse(Refusal(Code.STALE, _("原指标已有变化，不能采纳；请部门在最新版本上重新提出")))
    _with(last, {**pending, code: entry_of(proposal, code)})


def _with(last: LibraryRelease, entries: Mapping[str, Entry]) -> tuple[Library, bytes]:
    raw = library_table(amended(library_of(last), entries)).encode()
    try:
        return library_in(raw), raw
    except LibraryFaults as found:
        raise _refused(each.sentence for each in found.faults) from None


def _refused(sentences: Iterable[str]) -> Refused:
    found = dict.fromkeys(told(sentence) for sentence in sentences)
    return Refused(*(Refusal(Code.CONTENT, sentence) for sentence in found))
