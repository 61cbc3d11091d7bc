"""The list of projects, the page of a project-year, and that of a public batch."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecycle import clock, queries
from lifecycle.forms import ProjectFilter
from lifecycle.views.common import Request, Row, Trouble, card_of

ROWS = 50
PUBLICATION = "evaluations.publication"


@require_safe
def project_list(request: Request) -> HttpResponse:
    """List the project-years this person sees, narrowed and sorted by the address."""
    day = clock.today()
    form = ProjectFilter(
        request.GET,
        year=[(year, year) for year in queries.years()],
        department=[(d.pk, d.name) for d in queries.departments_for(request.user, day)],
        state=queries.target_states(),
        sort=[(name, name) for name in queries.SORTS],
    )
    rows = queries.narrowed(queries.project_years_for(request.user, day), form.wanted())
    pages = Paginator(rows, ROWS)
    found = {
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "states": dict(queries.target_states()),
        "sort": form.cleaned_data.get("sort") or "code",
    }
    return render(request, "lifecycle/project_list.html", found)


@require_safe
def project_year(request: Request, pk: int) -> HttpResponse:
    """Show a project-year: its stages as a timeline, each with its steps, and the history."""
    return project_year_page(request, pk)


def project_year_page(request: Request, pk: int, trouble: Trouble | None = None) -> HttpResponse:
    """Draw the page, with the trouble of a step that was not taken where there is one."""
    at = clock.now()
    day = clock.day_of(at)
    found = queries.project_year_for(request.user, pk, day)
    timeline = queries.timeline_for(found, request.user, day)
    seats = queries.seats_for(request.user, day)
    rows = [
        Row(stage, tuple(
            card_of(placed, request.user, at=at, seats=seats, trouble=trouble)
            for placed in stage.objects
        ))
        for stage in timeline
    ]  # fmt: skip
    shown = {
        "project_year": found,
        "timeline": timeline,
        "rows": rows,
        "history": queries.history_for(timeline),
    }
    return _drawn(request, "lifecycle/project_year.html", shown, trouble)


@require_safe
def publication(request: Request, pk: int) -> HttpResponse:
    """Show a public batch with the frozen copies in it."""
    return publication_page(request, pk)


def publication_page(request: Request, pk: int, trouble: Trouble | None = None) -> HttpResponse:
    """Draw the page of a batch."""
    at = clock.now()
    day = clock.day_of(at)
    batch = queries.subject_for(request.user, PUBLICATION, pk, day)
    seats = queries.seats_for(request.user, day)
    placed = queries.placed_for(batch, day)
    shown = {
        "batch": batch,
        "card": card_of(placed, request.user, at=at, seats=seats, trouble=trouble),
        "history": queries.history_of([batch]),
        "linked": queries.seen_among(request.user, batch.items.all(), day),
    }
    return _drawn(request, "lifecycle/publication.html", shown, trouble)


def _drawn(
    request: Request, template: str, shown: dict[str, Any], trouble: Trouble | None
) -> HttpResponse:
    shown["trouble"] = trouble
    return render(request, template, shown, status=trouble.status if trouble else 200)
