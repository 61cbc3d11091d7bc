"""Drawing the bureau's sample 抽样 of a year, and the experts of an appraisal, on record."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping, rights, scope
from lifecycle.actions import admission, outsiders
from lifecycle.actions.admission import fault, require, signature
from lifecycle.machine import Act
from lifecycle.models import Appraisal, Draw, DrawnLot, Person
from lifecycle.models.rulepack import InForce, pack_of, remembering
from lifecycle.queries.draws import candidate, undrawn
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role
from lifecycle.rules import sampling as rules
from lifecycle.rules.sampling import GROUND_LABELS, Ground, Lot
from lifecycle.rules.shapes import plain
from lifecycle.transitions import fire_many

DRAW = gettext_lazy("抽取专家")
State = Appraisal.State


def draw_sample(
    year: int,
    *,
    seed: str,
    by: Any,
    marked: Sequence[int] = (),
    listed: Collection[int] | None = None,
    at: datetime | None = None,
) -> Draw:
    """Draw the sample of a year, write it down whole, and take `select` on whatever is in it.

    `listed` are the keys that the reader of the page saw. Raises Refused or Forbidden.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        act = bookkeeping.act(by, "", at)
        seat = _division(rights.seats_of(by, act.day))
        require(not (why := rules.seed_fault(seed)), why)
        seen = scope.visible_from(Appraisal, [seat], act.day)
        # Locked first and read afterwards: what another draw wrote meanwhile must be seen.
        waiting = seen.filter(year=year, state=State.DESK_REVIEW).order_by("pk")
        list(waiting.select_for_update(of=("self",)))
        rows = list(undrawn(seen, year))
        _same(rows, listed)
        _drawable(year, seed, rows)
        return _drawn(year, seed, rows, marked, act, seat)


def _drawn(
    year: int, seed: str, rows: list[Appraisal], marked: Sequence[int], act: Act, seat: Held
) -> Draw:
    rulebook = pack_of(year)
    numbers = rulebook.pack.appraisal.sample
    lots = rules.draw_sample([candidate(r, marked) for r in rows], numbers=numbers, seed=seed)
    draw = _begun(Draw.Kind.SAMPLE, seed, plain(numbers), rulebook, act, seat, year=year)
    by_code = {row.project_year.project.code: row for row in rows}
    DrawnLot.objects.bulk_create(
        _lot(
            draw, lot, appraisal=by_code[lot.code], amount=by_code[lot.code].declared,
            round_number=by_code[lot.code].round_number,
        )
        for lot in lots
    )  # fmt: skip
    _select(lots, {code: row.pk for code, row in by_code.items()}, seed, act)
    return draw


def _select(lots: Sequence[Lot], keys: dict[str, int], seed: str, act: Act) -> None:
    for ground in dict.fromkeys(lot.ground for lot in lots if lot.chosen):
        some = [keys[lot.code] for lot in lots if lot.ground is ground]
        note = _("%(ground)s（抽取种子%(seed)s）") % {"ground": GROUND_LABELS[ground], "seed": seed}
        rows = Appraisal.objects.filter(pk__in=some)
        found = fire_many(rows, "select", by=act.by, note=note, at=act.at)
        if found.refused:
            names = {row.pk: str(row) for row in rows.filter(pk__in=found.refused)}
            raise Refused(*(
                Refusal(why[0].code, f"{names[key]}：{why[0].sentence}")
                for key, why in found.refused.items()
            ))  # fmt: skip


def _division(held: Iterable[Held]) -> Held:
    for seat in held:
        if seat.role is Role.PERFORMANCE:
            return seat
    raise refuse(Refusal(Code.RIGHT, _("重点评估由财政绩效科抽取")))


def _same(rows: Sequence[Appraisal], listed: Collection[int] | None) -> None:
    if listed is None or set(listed) == {row.pk for row in rows}:
        return
    words = {"now": len(rows), "then": len(set(listed))}
    sentence = _("页面打开后待抽名单已有变化（原%(then)s项，现%(now)s项），请核对后重新抽取")
    raise Refused(Refusal(Code.STALE, sentence % words))


def _drawable(year: int, seed: str, rows: Sequence[Appraisal]) -> None:
    before = Draw.objects.filter(kind=Draw.Kind.SAMPLE, year=year)
    if before.filter(seed=seed).exists():
        raise fault(_("种子%(seed)s本年度已经用过，请换一个") % {"seed": seed})
    if rows:
        return
    last = before.first()
    if last is None:
        raise fault(_("没有处于财政审核的事前绩效评估，无可抽取"))
    words = {"day": f"{last.at:%Y-%m-%d}", "seed": last.seed}
    raise fault(_("已于%(day)s抽取（种子%(seed)s），没有新的待抽项目，不能重复抽取") % words)


def _begun(
    kind: str,
    seed: str,
    numbers: dict[str, Any],
    rulebook: InForce,
    act: Act,
    seat: Held,
    **about: Any,
) -> Draw:
    made = Draw(kind=kind, seed=seed, numbers=numbers, pack=rulebook.version,
                **signature(act, seat), **about)  # fmt: skip
    made.full_clean(validate_constraints=False)
    made.save()
    return made


def _lot(draw: Draw, lot: Lot, **about: Any) -> DrawnLot:
    return DrawnLot(
        draw=draw, code=lot.code, chosen=lot.chosen, ground=lot.ground, lot=lot.lot, **about
    )


def experts_on(appraisal: Appraisal, act: Act) -> list[tuple[Person, str]]:
    """List the experts of the library, each with why they cannot be assigned, or ""."""
    seats = {"seats__role": Role.EXPERT, "seats__starts_on__lte": act.day}
    people = Person.objects.filter(is_active=True, **seats).exclude(
        seats__role=Role.EXPERT, seats__ends_on__lt=act.day
    )
    return [
        (person, outsiders.conflict(appraisal, person, Role.EXPERT, act))
        for person in people.distinct().order_by("username")
    ]


def draw_experts(
    appraisal: Appraisal, *, wanted: int, seed: str, by: Any, at: datetime | None = None
) -> Draw:
    """Draw experts from the library by lot and assign them; who must stand aside is out by name.

    Raises Refused or Forbidden.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        locked, act = admission.admit(
            appraisal, DRAW, by=by, roles=(Role.PERFORMANCE,), states=[State.KEY_SELECTED], at=at
        )
        require(not (why := rules.seed_fault(seed)), why)
        require(wanted > 0, _("请填写抽取人数"))
        used = Draw.objects.filter(kind=Draw.Kind.EXPERTS, about=locked, seed=seed)
        require(not used.exists(), _("种子%(seed)s已经用过，请换一个") % {"seed": seed})
        library = experts_on(locked, act)
        free = {person.username: person for person, why in library if not why}
        words = {"n": len(free), "wanted": wanted}
        enough = _("专家库中可抽取的专家只有%(n)s名，不足%(wanted)s名")
        require(len(free) >= wanted, enough % words)
        return _experts(locked, library, wanted, seed, act)


def _experts(
    appraisal: Appraisal, library: list[tuple[Person, str]], wanted: int, seed: str, act: Act
) -> Draw:
    seat = _division(rights.seats_of(act.by, act.day))
    free = {person.username: person for person, why in library if not why}
    rulebook = pack_of(appraisal.year)
    draw = _begun(Draw.Kind.EXPERTS, seed, {"wanted": wanted}, rulebook, act, seat,
                  year=appraisal.year, about=appraisal)  # fmt: skip
    lots = rules.draw_lots(list(free), seed=seed, wanted=wanted)
    barred = [
        DrawnLot(draw=draw, code=person.username, person=person, chosen=False,
                 ground=Ground.BARRED, reason=why)
        for person, why in library if why
    ]  # fmt: skip
    chosen = [_lot(draw, lot, person=free[lot.code]) for lot in lots]
    DrawnLot.objects.bulk_create([*chosen, *barred])
    for lot in lots:
        if lot.chosen:
            outsiders.assign_outsider(appraisal, free[lot.code], Role.EXPERT, by=act.by, at=act.at)
    return draw
