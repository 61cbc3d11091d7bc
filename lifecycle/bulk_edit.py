"""Changing the content of many objects at once: the same door as `edit`, asked of a set."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, checks, moves, rights
from lifecycle.bulk import Moved
from lifecycle.machine import Act
from lifecycle.models import Subject
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role


def edit_many(  # noqa: PLR0913 - the one door names all that a set can be asked
    queryset: models.QuerySet[Any],
    *,
    by: Any,
    columns: Sequence[str],
    write: Callable[[list[Any]], None],
    editors: Callable[[Any], Collection[Role]] = attrgetter("EDITORS"),
    reads: Sequence[str] | None = None,
    whole: bool = False,
    at: datetime | None = None,
) -> Moved:
    """Let `write` set the named columns and child rows of every object that may be edited.

    One line of the log each; an object that may not be edited is left out with its reasons.
    `editors` names the roles that may edit a row, if not those of its stage; `reads` what to
    fetch with the rows, if not all their facts and parts. A `whole` is written only if every row
    may be edited: else raises Refused or Forbidden.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        act, result = bookkeeping.act(by, "", at), Moved()
        rows = _locked(queryset, reads)
        kept = _admitted(rows, editors, result, act)
        if whole and result.refused:
            raise _refusal(rows, result)
        if kept or whole:  # only `write` can tell that of a whole some rows were not found
            write([subject for subject, _seat in kept])
            _write(queryset.model, kept, columns, act)
        result.moved = [subject.pk for subject, _seat in kept]
    return result


def _locked(queryset: models.QuerySet[Any], reads: Sequence[str] | None) -> list[Any]:
    model: type[Subject] = queryset.model
    rows = queryset.order_by("pk").select_for_update(of=("self",)).select_related("organisation")
    return list(rows.prefetch_related(*((*model.FACTS, *model.PARTS) if reads is None else reads)))


def _admitted(
    rows: Sequence[Any], editors: Callable[[Any], Collection[Role]], result: Moved, act: Act
) -> list[tuple[Any, Held]]:
    held = rights.seats_of(act.by, act.day)
    kept = []
    for subject in rows:
        subject.acting_on = act.day
        seat = rights.seat_for(held, editors(subject), subject, act.day)
        refusals = checks.editable(subject, seat)
        if refusals or seat is None:
            result.refused[subject.pk] = tuple(refusals)
        else:
            kept.append((subject, seat))
    return kept


def _refusal(rows: Sequence[Any], result: Moved) -> Refused:
    key, (refusal,) = next(iter(result.refused.items()))
    if refusal.code is Code.RIGHT:  # whoever has no seat there does not learn its name either
        return refuse(refusal)
    row = next(row for row in rows if row.pk == key)
    words = {"row": row, "sentence": refusal.sentence}
    return refuse(Refusal(refusal.code, _("%(row)s：%(sentence)s") % words))


def _write(
    model: type[Subject], kept: Sequence[tuple[Any, Held]], columns: Sequence[str], act: Act
) -> None:
    by_year: dict[int, list[tuple[Any, Held]]] = {}
    for subject, seat in kept:
        by_year.setdefault(subject.year, []).append((subject, seat))
    for year, some in by_year.items():
        subjects = [subject for subject, _seat in some]
        change = moves.Change("edit", None, pack_of(year).version)
        change.each = {name: [getattr(s, name) for s in subjects] for name in columns}
        change.each["content_hash"] = bookkeeping.seal(subjects)
        movers = [moves.Mover(s.pk, s.version, str(s.state), seat) for s, seat in some]
        moves.write(model, movers, change, act)


def extend_many(
    queryset: models.QuerySet[Any],
    until: date,
    *,
    act: Act,
    roles: Sequence[Role] = (Role.PERFORMANCE,),
    also: Sequence[str] = (),
) -> list[int]:
    """Write a later due date to every row that has an earlier one or none, a line of the log each.

    For rows in states that may be edited; `also` names other columns that hold the same last day.
    Returns their keys; raises Forbidden to anybody who holds none of the roles.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        early = queryset.filter(Q(due_on=None) | Q(due_on__lt=until))
        rows = _locked(early, ())
        held = rights.seats_of(act.by, act.day)
        by_year: dict[int, list[moves.Mover]] = {}
        for row in rows:
            by_year.setdefault(row.year, []).append(_extender(row, held, roles, act))
        for year, movers in by_year.items():
            change = moves.Change(
                "extend", None, pack_of(year).version, same=dict.fromkeys(("due_on", *also), until)
            )
            moves.write(queryset.model, movers, change, act)
    return [row.pk for row in rows]


def _extender(row: Any, held: list[Held], roles: Sequence[Role], act: Act) -> moves.Mover:
    seat = rights.seat_for(held, roles, row, act.day)
    if seat is None:
        names = _("、").join(str(role.label) for role in roles)
        raise refuse(Refusal(Code.RIGHT, _("延长期限由%(roles)s办理") % {"roles": names}))
    return moves.Mover(row.pk, row.version, str(row.state), seat)
