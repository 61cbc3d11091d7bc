"""Proposals to the library: made by department officers, ruled on and released by the division."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle.actions.library import propose_entry, release_library, rule_on_proposal
from lifecycle.fields import choices_of
from lifecycle.forms.library import LibraryRulingForm, ProposalForm, ReleaseForm, shown_entry
from lifecycle.models import LibraryIndicator
from lifecycle.queries.library import entry_for, library_names, newest_releases
from lifecycle.queries.library_proposals import (
    Proposed,
    judges_library,
    pending_of,
    proposal_for,
    proposals_for,
    proposes,
    sees_proposals,
)
from lifecycle.queries.library_whole import changes_of
from lifecycle.refusals import Forbidden, Refused
from lifecycle.rules.library_proposal import STANDING_LABELS, Standing
from lifecycle.views import help_text
from lifecycle.views.common import Request, hour_of
from lifecycle.views.library import explained

help_text.about(
    "library-proposals",
    gettext_lazy("指标库建议"),
    gettext_lazy(
        "部门绩效专员提出新增或修改指标的建议，由财政绩效科审核；本人提出的不能本人审核。"
    ),
    gettext_lazy("采纳的建议先列入待发布，由财政绩效科一并发布为下一版本。"),
    gettext_lazy("提出后原指标又有变化的，采纳的建议不再生效，请在最新版本上重新提出。"),
)
AFTERWARDS = gettext_lazy("由财政绩效科审核；采纳后列入下一版本，已经编制的目标不受影响。")
help_text.about("library-propose", gettext_lazy("建议新增指标"), AFTERWARDS)
help_text.about("library-change", gettext_lazy("建议修改指标"), AFTERWARDS)
help_text.about("library-proposal", gettext_lazy("审核指标库建议"), AFTERWARDS)
TONES = {
    Standing.WAITING: "waiting",
    Standing.REFUSED: "returned",
    Standing.ACCEPTED: "moving",
    Standing.RELEASED: "done",
    Standing.OVERTAKEN: "ended",
}
LIST = "library-proposals"


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, pk: int | None = None) -> HttpResponse:
    """Ask a department officer for a new entry, or for another wording of one that there is."""
    if not proposes(hour_of(request).seats):
        raise Http404
    base = entry_for(pk) if pk else None
    names = [base.release.name] if base else library_names()
    if request.method != "POST":
        first = shown_entry(base) | {"library": next(iter(names), "")}
        return _asked(request, base, ProposalForm(libraries=names, initial=first))
    form = ProposalForm(request.POST, libraries=names)
    if not form.is_valid():
        return _asked(request, base, form, status=400)
    try:
        made = propose_entry(
            form.cleaned_data["library"],
            values=form.values(),
            reason=form.cleaned_data["reason"],
            base=base,
            by=request.user,
        )
    except Refused as refused:
        return _asked(request, base, form, refused=refused)
    messages.success(request, _("建议已提交，由财政绩效科审核"))
    return redirect(made)


@require_safe
def proposals(request: Request) -> HttpResponse:
    """List the proposals that the reader sees; the division finds what waits for release."""
    return _listed(request)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: Request, pk: int) -> HttpResponse:
    """Show a proposal beside what it would change; a POST of the division rules on it."""
    seats = hour_of(request).seats
    found, judges = proposal_for(pk, seats), judges_library(seats)
    if request.method != "POST":
        new = found.proposal.base is None
        return _shown(request, found, LibraryRulingForm(new=new) if judges else None)
    if not judges:
        raise Http404
    form = LibraryRulingForm(request.POST, new=found.proposal.base is None)
    if not form.is_valid():
        return _shown(request, found, form, status=400)
    try:
        rule_on_proposal(found.proposal, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _shown(request, proposal_for(pk, seats), form, refused=refused)
    messages.success(request, _("审核意见已登记"))
    return redirect(LIST)


@require_POST
def release(request: Request) -> HttpResponse:
    """Let the division release what was accepted."""
    if not judges_library(hour_of(request).seats):
        raise Http404
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        made = release_library(by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _listed(request, refused=refused)
    messages.success(request, _("已发布：%(release)s") % {"release": made})
    return redirect("library")


def _status(refused: Refused | None, status: int) -> int:
    if refused is None:
        return status
    return 403 if isinstance(refused, Forbidden) else 409


def _asked(
    request: Request,
    base: LibraryIndicator | None,
    form: ProposalForm,
    *,
    status: int = 200,
    refused: Refused | None = None,
) -> HttpResponse:
    faults = refused.faults if refused else ()
    shown = {"base": base, "form": form, "faults": faults, "libraries": form.fields["library"]}
    code = _status(refused, status)
    return render(request, "lifecycle/library/propose.html", shown, status=code)


def _listed(request: Request, *, refused: Refused | None = None) -> HttpResponse:
    seats = hour_of(request).seats
    if not sees_proposals(seats):
        raise Http404
    rows = [(one, *_word(one)) for one in proposals_for(seats)]
    ready: list[Any] = []
    if judges_library(seats):
        ready = [(one, found) for one in newest_releases() if (found := pending_of(one))]
    shown = {
        "rows": rows,
        "ready": ready,
        "proposes": proposes(seats),
        "faults": refused.faults if refused else (),
    }
    code = _status(refused, 200)
    return render(request, "lifecycle/library/proposals.html", shown, status=code)


def _shown(
    request: Request,
    found: Proposed,
    form: Any,
    *,
    status: int = 200,
    refused: Refused | None = None,
) -> HttpResponse:
    base = found.proposal.base
    word, tone = _word(found)
    shown = {
        "found": found,
        "proposal": found.proposal,
        "ruling": getattr(found.proposal, "ruling", None),
        "adoption": getattr(found.proposal, "adoption", None),
        **explained(found.proposal),
        "word": word,
        "tone": tone,
        "differences": changes_of(base, found.proposal) if base else None,
        "form": form if found.standing is Standing.WAITING else None,
        "faults": refused.faults if refused else (),
    }
    code = _status(refused, status)
    return render(request, "lifecycle/library/proposal.html", shown, status=code)


def _word(found: Proposed) -> tuple[Any, str]:
    return dict(choices_of(STANDING_LABELS))[str(found.standing)], TONES[found.standing]
