"""Taking a step: one page for every stage, POST alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifecycle import queries
from lifecycle.forms import StepForm
from lifecycle.refusals import Refused
from lifecycle.transitions import fire
from lifecycle.views.common import Request, Trouble
from lifecycle.views.project_page import project_year_page
from lifecycle.views.publications import publication_page

Again = Callable[[Request, Trouble], HttpResponse]
OWN = "own"
"""What a form carries on the page of its object, so that the step leads back there."""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page of one object: its address by name, and how it is drawn again."""

    address: str
    again: Again


PAGES: dict[str, OwnPage] = {}
"""By stage (`app.model`); what has none is shown on the page of its project-year."""


def show_on(stage: str, address: str, again: Again) -> None:
    """Say which page an object of a stage has of its own, beside that of its project-year."""
    PAGES[stage] = OwnPage(address, again)


@require_POST
def step(request: Request, stage: str, pk: int, name: str) -> HttpResponse:
    """Take one step on one object; refused, show the page again with the reasons and the words."""
    subject = queries.subject_for(request.user, stage, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _again(request, Trouble(subject, form))
    try:
        moved = fire(subject, name, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _again(request, Trouble(subject, form, refused))
    words = {"subject": subject, "state": moved.get_state_display()}
    messages.success(request, _("已办理：%(subject)s，现为“%(state)s”") % words)
    return redirect(f"{_back(request, subject)}#{subject.stage_name()}-{subject.pk}")


def _back(request: Request, subject: Any) -> str:
    own = PAGES.get(subject.stage()) if OWN in request.POST else None
    return reverse(own.address, args=[subject.pk]) if own else str(subject.get_absolute_url())


def _again(request: Request, trouble: Trouble) -> HttpResponse:
    project_year, own = (
        getattr(trouble.subject, "project_year", None),
        PAGES.get(trouble.subject.stage()),
    )
    if own and (project_year is None or OWN in request.POST):
        return own.again(request, trouble)
    if project_year:
        return project_year_page(request, project_year.pk, trouble)
    return publication_page(request, trouble.subject.pk, trouble)
