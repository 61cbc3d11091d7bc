"""Taking a step: one page for every stage, POST alone."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
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
PAGES: dict[str, Again] = {}
"""The page of a stage (`app.model`) whose objects hang on no project-year."""


def show_on(stage: str, page: Again) -> None:
    """Say which page shows why a step on an object of a stage was not taken."""
    PAGES[stage] = page


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
    return redirect(f"{subject.get_absolute_url()}#{subject.stage_name()}-{subject.pk}")


def _again(request: Request, trouble: Trouble) -> HttpResponse:
    if project_year := getattr(trouble.subject, "project_year", None):
        return project_year_page(request, project_year.pk, trouble)
    if own := PAGES.get(trouble.subject.stage()):
        return own(request, trouble)
    return publication_page(request, trouble.subject.pk, trouble)
