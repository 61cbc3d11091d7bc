"""Rule packs 规则包: copied, changed as a new version, and put in force for a year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.actions.admission import require
from lifecycle.machine import Act
from lifecycle.models import FiscalYear, PackActivation, RulePack
from lifecycle.queries.packs import merged, pack_body
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.roles import Role
from lifecycle.rules.pack import from_json

LONGEST_NAME = 40


def copy_pack(source: str, *, name: str, by: Any, at: datetime | None = None) -> RulePack:
    """Keep a copy of a pack under another name.

    Raises UnknownPack, Refused, or PackError with every fault.
    """
    return save_pack(name, body=pack_body(source), note=source, by=by, at=at)


def change_pack(
    name: str, *, changes: Mapping[str, Any], note: str, by: Any, at: datetime | None = None
) -> RulePack:
    """Keep a new version of a pack with some numbers changed, tables by key, lists whole.

    Raises UnknownPack, Refused, or PackError with every fault; then nothing is kept.
    """
    return save_pack(name, body=merged(pack_body(name), dict(changes)), note=note, by=by, at=at)


def save_pack(
    name: str, *, body: Mapping[str, Any], note: str, by: Any, at: datetime | None = None
) -> RulePack:
    """Keep a body as the next version under a name; the versions before it stay as they are.

    Raises Refused, or PackError with every fault.
    """
    with transaction.atomic():
        _division(bookkeeping.act(by, note, at))
        require(0 < len(name.strip()) <= LONGEST_NAME, _("请填写规则包的名称，不超过40字"))
        # One author at a time: two would give the same number.
        list(RulePack.objects.select_for_update().filter(name=name).values_list("pk"))
        last = RulePack.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
        numbered = {**body, "name": name, "version": str(last + 1)}
        from_json(numbered)
        return RulePack.objects.create(name=name, version=last + 1, body=numbered)


def activate_pack(
    pack: RulePack, *, year: int, note: str, by: Any, at: datetime | None = None
) -> PackActivation:
    """Judge a year by a pack from now on, and open the year if it is new.

    What was judged keeps the pack it was judged by. Raises Refused.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, note, at)
        _division(act)
        require(act.note, _("请说明为什么启用这个规则包"))
        held = FiscalYear.objects.select_for_update().filter(year=year).first()
        require(held is None or held.pack_id != pack.pk, _("该年度已在使用这个规则包"))
        FiscalYear.objects.update_or_create(year=year, defaults={"pack": pack})
        return PackActivation.objects.create(
            year_id=year, pack=pack, note=act.note, by=by, at=act.at
        )


def _division(act: Act) -> None:
    held = rights.seats_of(act.by, act.day)
    if not any(seat.role is Role.PERFORMANCE for seat in held):
        raise refuse(Refusal(Code.RIGHT, _("规则包由财政绩效科维护")))
