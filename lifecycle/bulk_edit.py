"""Changing the content of many objects at once: the same door as `edit`, asked of a set."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, moves, rights
from lifecycle.bulk import Moved
from lifecycle.machine import Act
from lifecycle.models import Subject
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.refusals import Code, Refusal
from lifecycle.rights import Held


def edit_many(
    queryset: models.QuerySet[Any],
    *,
    by: Any,
    columns: Sequence[str],
    write: Callable[[list[Any]], None],
    at: datetime | None = None,
) -> Moved:
    """Let `write` set the named columns and child rows of every object that may be edited.

    One line of the log each; an object that may not be edited is left out with its reasons.
    """
    model: type[Subject] = queryset.model
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        act, result = bookkeeping.act(by, "", at), Moved()
        held = rights.seats_of(by, act.day)
        kept = [(s, seat) for s in _locked(queryset) if (seat := _admit(s, held, act, result))]
        subjects = [subject for subject, _seat in kept]
        if subjects:
            write(subjects)
            _write(model, kept, columns, act)
        result.moved = [subject.pk for subject in subjects]
    return result


def _locked(queryset: models.QuerySet[Any]) -> list[Any]:
    model: type[Subject] = queryset.model
    rows = queryset.order_by("pk").select_for_update(of=("self",)).select_related("organisation")
    return list(rows.prefetch_related(*model.FACTS, *model.PARTS))


def _admit(subject: Subject, held: list[Held], act: Act, result: Moved) -> Held | None:
    subject.acting_on = act.day
    seat = rights.seat_for(held, subject.EDITORS, subject, act.day)
    here = subject.State(getattr(subject, "state", ""))
    if seat is None:
        refusal = Refusal(Code.RIGHT, _("您不在可以修改此事项的岗位上"))
    elif here not in subject.EDITABLE:
        refusal = Refusal(Code.STATE, _("现为“%(state)s”，不能修改") % {"state": here.label})
    else:
        return seat
    result.refused[subject.pk] = (refusal,)
    return None


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
