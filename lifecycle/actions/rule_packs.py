"""Rule packs 规则包: copied, changed as a new version, and put in force for a year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import require
from lifecycle.machine import Act
from lifecycle.models import (
    FiscalYear,
    Organisation,
    PackActivation,
    PackProposal,
    PackTrial,
    RulePack,
)
from lifecycle.queries.packs import merged, pack_body, pack_head
from lifecycle.queries.trials import in_force_of, last_trial
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role
from lifecycle.rules.pack import from_json
from lifecycle.rules.pack_misfits import copied

LONGEST_NAME = 40


def copy_pack(source: str, *, name: str, by: Any, at: datetime | None = None) -> RulePack:
    """Keep a copy of a pack under another name.

    Raises UnknownPack, Refused, or PackError with every fault.
    """
    body, note = pack_body(source), copied(source)
    return save_pack(name, body=body, note=note, by=by, at=at, **pack_head(source))


def change_pack(
    name: str,
    *,
    note: str,
    by: Any,
    changes: Mapping[str, Any] | None = None,
    tables: Mapping[str, Any] | None = None,
    seen: int | None = None,
    at: datetime | None = None,
) -> RulePack:
    """Keep a new version of a pack with some numbers changed, or with whole tables replaced.

    `changes` are laid over, tables by key and lists whole; `tables` leave nothing of the old ones.
    `seen` is the version that was on the page. Raises UnknownPack, Refused, or PackError with
    every fault; then nothing is kept.
    """
    with transaction.atomic():
        last = _last(name, _division(bookkeeping.act(by, note, at)))
        if seen is not None and seen != last:
            sentence = _("页面打开后已有新的版本v%(last)s，请在新版本上修改") % {"last": last}
            raise refuse(Refusal(Code.STALE, sentence))
        body = merged(pack_body(name), dict(changes or {})) | dict(tables or {})
        return save_pack(name, body=body, note=note, by=by, at=at, **pack_head(name))


def save_pack(
    name: str,
    *,
    body: Mapping[str, Any],
    note: str,
    by: Any,
    title: str = "",
    source: str = "",
    at: datetime | None = None,
) -> RulePack:
    """Keep a body as the next version under a name; the versions before it stay as they are.

    Raises Refused, or PackError with every fault.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, note, at)
        held = _division(act)
        require(0 < len(name.strip()) <= LONGEST_NAME, _("请填写规则包的名称，不超过40字"))
        last = _last(name, held)
        numbered = {**body, "name": name, "version": str(last + 1)}
        from_json(numbered)
        return RulePack.objects.create(
            name=name, version=last + 1, body=numbered, title=title, source=source, note=act.note,
            by=by, at=act.at,
        )  # fmt: skip


def _last(name: str, held: list[Held]) -> int:
    """Return the newest version under a name; two authors at once would give the same number."""
    # Rows that are never rewritten cannot be locked by the application: the bureau's row is.
    bureau = Organisation.objects.select_for_update(no_key=True, of=("self",))
    bureau.get(pk=held[0].organisation_id)
    versions = RulePack.objects.filter(name=name).values_list("version", flat=True)
    return max(versions, default=0)


def propose_pack(
    pack: RulePack, *, year: int, note: str, by: Any, at: datetime | None = None
) -> PackProposal:
    """Ask that a pack judge a year, once its flips were reckoned. Raises Refused."""
    with transaction.atomic():
        act = bookkeeping.act(by, note, at)
        _division(act)
        require(act.note, _("请说明为什么启用这个规则包"))
        against = in_force_of(year)
        require(against is None or against.pk != pack.pk, _("该年度已在使用这个规则包"))
        _tried_today(pack, year, against, act)
        return PackProposal.objects.create(
            pack=pack, year=year, against=against, note=act.note, by=by, at=act.at
        )


def activate_pack(
    proposal: PackProposal, *, seen: int | None, note: str, by: Any, at: datetime | None = None
) -> PackActivation:
    """Judge a year by the pack proposed from now on, and open the year if it is new.

    `seen` is the trial whose flips were on the page. What was judged keeps the pack it was judged
    by. Raises Refused, with nothing changed, where the proposer activates, or what was seen is not
    how things stand.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, note, at)
        _second(_division(act), proposal, act)
        require(act.note, _("请说明为什么启用这个规则包"))
        year = proposal.year
        held = FiscalYear.objects.select_for_update().filter(year=year).first()
        _standing(proposal, held)
        trial = _tried_today(proposal.pack, year, held.pack if held else None, act)
        if trial is not None and trial.pk != seen:
            raise refuse(Refusal(Code.STALE, _("试算结果已更新，请看过新的结果再启用")))
        FiscalYear.objects.update_or_create(year=year, defaults={"pack": proposal.pack})
        return PackActivation.objects.create(
            year_id=year, pack=proposal.pack, note=act.note, by=by, at=act.at, proposal=proposal
        )


def _standing(proposal: PackProposal, held: FiscalYear | None) -> None:
    newest = PackProposal.objects.filter(year=proposal.year).order_by("-pk").first()
    done = PackActivation.objects.filter(proposal=proposal).exists()
    if done or newest is None or newest.pk != proposal.pk:
        raise refuse(Refusal(Code.STALE, _("这份申请已办理或已被新的申请取代")))
    if (held.pack_id if held else None) != proposal.against_id:
        raise refuse(Refusal(Code.STALE, _("申请之后该年度已换用别的规则包，请重新试算和申请")))


def _tried_today(pack: RulePack, year: int, against: RulePack | None, act: Act) -> PackTrial | None:
    """Return the trial that shows the flips as they stand; a year not open has none."""
    if against is None:
        return None
    trial = last_trial(pack, year)
    if trial is None or trial.against_id != against.pk or trial.day != act.day:
        sentence = _("请先在今天对现行规则包试算%(year)s年度，看过变化再办理") % {"year": year}
        raise refuse(Refusal(Code.STALE, sentence))
    return trial


def _second(held: list[Held], proposal: PackProposal, act: Act) -> None:
    own = act.by.pk == proposal.by_id
    if own or all(seat.principal_id == proposal.by_id for seat in held):
        raise refuse(Refusal(Code.FOUR_EYES, _("申请人不能启用自己申请的规则包，须由另一人办理")))


def _division(act: Act) -> list[Held]:
    held = [s for s in rights.seats_of(act.by, act.day) if s.role is Role.PERFORMANCE]
    if not held:
        raise refuse(Refusal(Code.RIGHT, _("规则包由财政绩效科维护")))
    return held
