"""The page of one warning, silence or order: the same card as on its project's page, and more."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from lifecycle import queries
from lifecycle.queries.contents import content_of
from lifecycle.views.common import Card, Request, Trouble, card_of, hour_of
from lifecycle.views.context import remembered


def object_page(
    request: Request, subject: Any, template: str, trouble: Trouble | None = None, **shown: Any
) -> HttpResponse:
    """Draw an object with its steps, deeds, comments and history, and what its page adds."""
    status = trouble.status if trouble else 200
    with remembered(request):
        found = {
            "subject": subject,
            "card": _card(request, subject, shown.pop("beside", ()), trouble),
            "trouble": trouble,
            **shown,
        }
        if "history" not in found:
            found["history"] = queries.history_of([subject])
        return render(request, template, found, status=status)


def _card(request: Request, subject: Any, beside: tuple[str, ...], trouble: Trouble | None) -> Card:
    hour, user = hour_of(request), request.user
    said = queries.threads_among(user, [subject], day=hour.day, seats=hour.seats)
    drawn = card_of(
        queries.placed_for(subject, hour.day),
        user,
        at=hour.at,
        seats=hour.seats,
        trouble=trouble,
        content=content_of(subject, more=beside),
        threads=tuple(said.get((subject.stage(), subject.pk), ())),
    )
    return replace(drawn, own=True)
