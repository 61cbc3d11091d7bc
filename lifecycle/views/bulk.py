"""A step on many objects: choose it, see what it would do, confirm, and read what it did."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from lifecycle import queries
from lifecycle.actions import many
from lifecycle.forms import BulkForm
from lifecycle.machine import Edge
from lifecycle.refusals import Refusal, Refused
from lifecycle.transitions import told_by
from lifecycle.views import inbox
from lifecycle.views.common import TOKEN_BYTES, Request
from lifecycle.views.context import frame_of
from lifecycle.views.picks import MOST, Picks, Row, parsed, pick, picks_of, seen, written

SHOWN = 100
"""Rows that are written out; of the others the number."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One step that some of the picked objects stand before."""

    stage: str
    label: str
    name: str
    step: str
    sources: tuple[str, ...]
    target: str
    note: bool
    count: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a result, and how many more there are."""

    rows: list[Row]
    total: int

    @property
    def more(self) -> int:
        """How many are not written out."""
        return self.total - len(self.rows)


@require_POST
def bulk(request: Request) -> HttpResponse:
    """Show the steps of what was picked; with a step its preview; confirmed, what it did."""
    picks = _everything(request) if request.POST.get("everything") else picks_of(request)
    stage, _mark, name = request.POST.get("step", "").partition(":")
    if not stage:
        return _choose(request, picks)
    if stage not in picks:
        raise Http404
    some = seen(request.user, stage, picks[stage])
    if request.POST.get("confirm"):
        return _confirmed(request, stage, name, some)
    return _preview(request, stage, name, some)


def _everything(request: Request) -> Picks:
    """Read again, with all pages of it, the list from which the reader came."""
    asked = QueryDict(request.POST.get("query", ""))
    wanted = inbox.narrowing(inbox.form_of(request, asked).wanted(), frame_of(request).day)
    page = queries.waiting_for(request.user, wanted, size=MOST, held=frame_of(request).seats)
    return parsed(pick(entry.subject) for entry in page.entries)


def _choose(request: Request, picks: Picks) -> HttpResponse:
    offers = [one for stage, some in picks.items() for one in _offers(request, stage, some)]
    count = sum(len(some) for some in picks.values())
    shown = {"offers": offers, "picks": written(picks), "count": count}
    return render(request, "lifecycle/bulk_choice.html", shown)


def _offers(request: Request, stage: str, some: Iterable[int]) -> list[Offer]:
    rows = queries.subjects_for(request.user, stage, some)
    states = [str(state) for state in rows.values_list("state", flat=True)]
    roles = {seat.role for seat in frame_of(request).seats}
    steps: dict[str, list[Edge]] = {}
    for edge in rows.model.edges():
        if edge.source in states and roles & set(edge.about.by):
            steps.setdefault(edge.name, []).append(edge)
    return [_offer(rows.model, edges, states) for edges in steps.values()]


def _offer(model: Any, edges: list[Edge], states: list[str]) -> Offer:
    said, name = edges[0].about, edges[0].name
    return Offer(
        stage=model.stage(),
        label=str(model._meta.verbose_name),
        name=str(said.label),
        step=f"{model.stage()}:{name}",
        sources=tuple(str(model.State(edge.source).label) for edge in edges),
        target=str(model.State(edges[0].target).label),
        note=said.note,
        count=sum(state in {edge.source for edge in edges} for state in states),
    )


def _preview(
    request: Request, stage: str, name: str, some: dict[int, int], form: BulkForm | None = None
) -> HttpResponse:
    rows = queries.subjects_for(request.user, stage, some)
    offer = _step(rows.model, name)
    fresh = {key for key, version in rows.values_list("pk", "version") if some[key] == version}
    stale = {key: many.moved_on() for key in some if key not in fresh}
    found = many.foresee(rows.filter(pk__in=fresh), name, by=request.user)
    key = secrets.token_urlsafe(TOKEN_BYTES)
    shown = {
        "offer": offer,
        "told": told_by(_edges(rows.model, name)[0].about),
        "picks": written({stage: {pk: some[pk] for pk in found.moved}}),
        "form": form or BulkForm(owes_note=offer.note, key=key),
        **_named(rows, found.moved, {**found.refused, **stale}),
    }
    return render(request, "lifecycle/bulk_preview.html", shown, status=400 if form else 200)


def _confirmed(request: Request, stage: str, name: str, some: dict[int, int]) -> HttpResponse:
    rows = queries.subjects_for(request.user, stage, some)
    offer = _step(rows.model, name)
    form = BulkForm(request.POST, owes_note=offer.note)
    if not form.is_valid():
        return _preview(request, stage, name, some, form)
    given = {"versions": some, "by": request.user, **form.cleaned_data}
    try:
        taken = many.take(rows, name, **given)
    except Refused as refused:
        taken = many.Taken([], dict.fromkeys(some, refused.refusals))
    shown = {"offer": offer, "again": taken.again, **_named(rows, taken.moved, taken.refused)}
    status = 200 if taken.moved else 409
    return render(request, "lifecycle/bulk_result.html", shown, status=status)


def _edges(model: Any, name: str) -> list[Edge]:
    found = [edge for edge in model.edges() if edge.name == name]
    if not found:
        raise Http404
    return found


def _step(model: Any, name: str) -> Offer:
    return _offer(model, _edges(model, name), [])


def _named(
    rows: Any, moved: list[int], refused: Mapping[int, tuple[Refusal, ...]]
) -> dict[str, Any]:
    """Name the objects of a result; one that is seen no more keeps its reason alone."""
    shown = [*moved[:SHOWN], *list(refused)[:SHOWN]]
    model = rows.model
    found = queries.named_among(rows, shown)
    unseen = model._meta.verbose_name
    return {
        "moved": Rows([Row(found.get(key, unseen)) for key in moved[:SHOWN]], len(moved)),
        "refused": Rows(
            [
                Row(found.get(key, unseen), tuple(each.sentence for each in refused[key]))
                for key in list(refused)[:SHOWN]
            ],
            len(refused),
        ),
    }
