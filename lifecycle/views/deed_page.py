"""The page of a deed 其他办理: its form, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle import queries
from lifecycle.refusals import Refused
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.deeds import DEEDS, PROJECT_YEAR, Deed


@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: Request, stage: str, pk: int, name: str) -> HttpResponse:
    """Show the form of a deed and do it; whoever it does not fall to gets 404."""
    found = DEEDS.get((stage, name))
    if found is None:
        raise Http404
    hour = hour_of(request)
    subject = _subject(request, found, pk)
    if not found.held(subject, hour.seats, hour.day):
        raise Http404
    form = found.form(request.POST or None)
    if found.fit is not None:
        found.fit(form, subject)
    if request.method != "POST":
        return _drawn(request, found, subject, Trouble(subject, form), 200)
    return _done(request, found, subject, form)


def _done(request: Request, found: Deed, subject: Any, form: Any) -> HttpResponse:
    if not form.is_valid():
        return _drawn(request, found, subject, Trouble(subject, form), 400)
    try:
        where = found.act(subject, by=request.user, **form.cleaned_data)
    except Refused as refused:
        trouble = Trouble(subject, form, refused)
        return _drawn(request, found, subject, trouble, trouble.status)
    messages.success(request, _("已办理：%(deed)s") % {"deed": found.label})
    return redirect(where or _back(found, subject))


def _subject(request: Request, found: Deed, pk: int) -> Any:
    hour = hour_of(request)
    if found.stage == PROJECT_YEAR:
        return queries.project_year_for(request.user, pk, hour.day, hour.seats)
    return queries.subject_for(request.user, found.stage, pk, hour.day)


def _back(found: Deed, subject: Any) -> str:
    if found.stage == PROJECT_YEAR:
        return f"{reverse('project-year', args=[subject.pk])}?tab={found.tab}#tab"
    return f"{subject.get_absolute_url()}#{subject.stage_name()}-{subject.pk}"


def _drawn(
    request: Request, found: Deed, subject: Any, trouble: Trouble, status: int
) -> HttpResponse:
    late = found.late(subject, hour_of(request).day)
    refused = trouble.refused.faults if trouble.refused else ()
    shown = {
        "deed": found,
        "subject": subject,
        "form": trouble.form,
        "late": late,
        "faults": refused or ((late,) if late else ()),
        "back": _back(found, subject),
    }
    return render(request, "lifecycle/deed.html", shown, status=status)
