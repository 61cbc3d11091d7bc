"""The pages on which an ex-ante appraisal is written: each a form, one action, and back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lifecycle import queries
from lifecycle.actions.once import Carried, once
from lifecycle.forms import CarriedForm, ScoringForm, SelfForm
from lifecycle.models import Appraisal
from lifecycle.models.rulepack import remembering
from lifecycle.queries import AppraisalView
from lifecycle.refusals import Code, Refused
from lifecycle.views.appraisal_page import holds, missing_of, work_named, writes
from lifecycle.views.common import TOKEN_BYTES, Request, Trouble, hour_of

FormOf = Callable[..., Any]
Act = Callable[[Appraisal, Any, Any, datetime], Any]


@dataclass(frozen=True, slots=True)
class Writing:
    """One page: its address, its template, how its form is made, and what it does.

    `initial` reads what was written before; `act` takes the locked appraisal, the form, who
    writes and when.
    """

    name: str
    template: str
    form: FormOf
    initial: Callable[[AppraisalView], dict[str, Any]]
    act: Act
    done: str | Promise
    stay: bool = False
    """Whether the reader goes on writing after saving."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An appraisal before whoever writes on it."""

    request: Request
    writing: Writing
    view: AppraisalView

    @property
    def subject(self) -> Appraisal:
        """The appraisal."""
        return self.view.subject

    def carried(self) -> dict[str, Any]:
        """Return what a form carries when it is drawn now."""
        return {
            "version": self.subject.version,
            "content_hash": self.subject.content_hash,
            "key": secrets.token_urlsafe(TOKEN_BYTES),
        }


def write(request: Request, pk: int, writing: Writing) -> HttpResponse:
    """Show the form, or do what was typed; 404 to whoever never writes here."""
    with remembering():
        desk = desk_of(request, pk, writing)
        if request.method == "POST":
            return _written(desk)
        if not writes(request, desk.subject, writing.name):
            return elsewhere(desk)
        initial = writing.initial(desk.view) | desk.carried()
        return drawn(desk, writing.form(desk.view, initial=initial))


def desk_of(request: Request, pk: int, writing: Writing) -> Desk:
    """Read the appraisal for whoever writes on it. Raises Http404 to everybody else."""
    hour = hour_of(request)
    subject = queries.appraisal_for(request.user, pk, hour.day)
    if not holds(request, subject, work_named(writing.name)):
        raise Http404
    return Desk(request, writing, queries.seen_of(subject, request.user, hour.seats, hour.day))


def elsewhere(desk: Desk) -> HttpResponse:
    """Lead back to the appraisal, and say why nothing is written now."""
    state: Any = desk.subject
    words = {"state": state.get_state_display()}
    messages.info(desk.request, _("现为“%(state)s”，此处不能填写") % words)
    return redirect("appraisal", desk.subject.pk)


def _written(desk: Desk) -> HttpResponse:
    request, writing = desk.request, desk.writing
    form = writing.form(desk.view, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return drawn(desk, form, status=400)
    typed = form.cleaned_data
    carried = Carried(typed["version"], typed["content_hash"], typed["key"])

    def act(locked: Appraisal, at: datetime) -> None:
        writing.act(locked, form, request.user, at)

    try:
        once(desk.subject, writing.name, act, carried=carried, by=request.user)
    except Refused as refused:
        return _refused(desk, refused)
    messages.success(request, str(writing.done))
    return redirect(writing.name if writing.stay else "appraisal", desk.subject.pk)


def _refused(desk: Desk, refused: Refused) -> HttpResponse:
    # What was typed stays; what is shown now, and a new token, replace what was posted.
    fresh = desk_of(desk.request, desk.subject.pk, desk.writing)
    posted = desk.request.POST.copy()
    if Code.STALE in refused.codes:
        posted.update({name: str(value) for name, value in _renewed(fresh, posted).items()})
    form = desk.writing.form(fresh.view, data=posted, files=desk.request.FILES)
    trouble = Trouble(fresh.subject, form, refused)
    return drawn(fresh, form, status=trouble.status, trouble=trouble)


def _renewed(desk: Desk, posted: Any) -> dict[str, Any]:
    carried = desk.carried()
    for name in carried:
        posted.setlist(name, [])
    return carried


def drawn(
    desk: Desk,
    form: CarriedForm,
    *,
    status: int = 200,
    trouble: Trouble | None = None,
    **more: Any,
) -> HttpResponse:
    """Draw the page with a form."""
    shown = {
        "form": form,
        "view": desk.view,
        "subject": desk.subject,
        "title": work_named(desk.writing.name).label,
        "trouble": trouble,
        "missing": missing_of(desk.view),
        "rows": rows_of(desk.view, form),
        "materials": materials_of(desk.view, form),
        **more,
    }
    return render(desk.request, desk.writing.template, shown, status=status)


def rows_of(view: AppraisalView, form: Any) -> list[tuple[Any, ...]]:
    """Put the two fields of each dimension beside what is known of it."""
    if not isinstance(form, ScoringForm):
        return []
    return [
        (each, points, opinion)
        for each, (_name, points, opinion) in zip(view.scored, form.rows(), strict=True)
    ]


def materials_of(view: AppraisalView, form: Any) -> list[tuple[Any, ...]]:
    """Put the two fields of each material beside what answers it."""
    if not isinstance(form, SelfForm):
        return []
    fields = zip(view.materials, form.material_fields(), strict=True)
    return [(each, file, drop) for each, (file, drop) in fields]
