"""The page of a public batch."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.views.common import Request, Trouble, card_of, hour_of

PUBLICATION = "evaluations.publication"


@require_safe
def publication(request: Request, pk: int) -> HttpResponse:
    """Show a public batch with the frozen copies in it."""
    return publication_page(request, pk)


def publication_page(request: Request, pk: int, trouble: Trouble | None = None) -> HttpResponse:
    """Draw the page of a batch."""
    hour = hour_of(request)
    batch = queries.subject_for(request.user, PUBLICATION, pk, hour.day)
    placed = queries.placed_for(batch, hour.day)
    said = queries.threads_among(request.user, [batch], day=hour.day, seats=hour.seats)
    threads = tuple(said.get((batch.stage(), batch.pk), ()))
    shown = {
        "batch": batch,
        "card": card_of(
            placed, request.user, at=hour.at, seats=hour.seats, trouble=trouble, threads=threads
        ),
        "history": queries.history_of([batch]),
        "linked": queries.seen_among(request.user, batch.items.all(), hour.day),
    }
    return _drawn(request, "lifecycle/publication.html", shown, trouble)


def _drawn(
    request: Request, template: str, shown: dict[str, Any], trouble: Trouble | None
) -> HttpResponse:
    shown["trouble"] = trouble
    return render(request, template, shown, status=trouble.status if trouble else 200)
