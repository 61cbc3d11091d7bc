"""Consulting 会商: asking a colleague of the bureau about an object under review."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle import queries
from lifecycle.actions import commenting
from lifecycle.forms import ConsultForm
from lifecycle.refusals import Refused
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of
from lifecycle.views.panels import panel
from lifecycle.views.review_page import PAGE


@panel(
    PAGE,
    "consultations",
    title=gettext_lazy("会商意见"),
    order=90,
    template="lifecycle/review/consultations.html",
)
def consultations(request: Request, subject: Any, day: date) -> Mapping[str, Any] | None:
    """Show who was asked about an object and what they said, to the bureau alone."""
    seats = frame_of(request).seats
    if not {seat.role for seat in seats} & set(queries.CONSULTED):
        return None
    found = queries.consultations_on(request.user, subject, day=day, seats=seats)
    return {"threads": found, "subject": subject, "may_consult": True}


@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: Request, stage: str, pk: int) -> HttpResponse:
    """Ask a colleague; the object stays with whoever judges it."""
    frame = frame_of(request)
    subject = queries.reviewed_for(request.user, stage, pk, held=frame.seats, day=frame.day)
    colleagues = queries.colleagues_of(request.user, subject, frame.day)
    form = ConsultForm(request.POST or None, colleagues=colleagues)
    refused: tuple[str, ...] = ()
    if form.is_valid():
        typed = form.cleaned_data
        whom = next(person for person in colleagues if person.pk == typed["whom"])
        try:
            commenting.consult(subject, whom=whom, text=typed["text"], by=request.user)
        except Refused as answer:
            refused = answer.faults
        else:
            messages.success(request, _("已请%(name)s会商，对方会收到通知") % {"name": whom})
            return redirect("review-object", stage, pk)
    shown = {"subject": subject, "form": form, "colleagues": colleagues, "refused": refused}
    wrong = bool(refused) or (form.is_bound and not form.is_valid())
    return render(request, "lifecycle/consult.html", shown, status=409 if wrong else 200)
