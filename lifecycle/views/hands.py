"""Taking in hand: claim, release, take over, transfer, watch, and the conflict statement."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle import queries
from lifecycle.actions import claiming, outsiders, watching
from lifecycle.forms import TransferForm
from lifecycle.refusals import Refused
from lifecycle.views.common import Request
from lifecycle.views.picks import picks_of

TOLD = 5
"""So many refusals are written out; of the others the number."""


@require_POST
def claim(request: Request) -> HttpResponse:
    """Claim one object, or all that were picked; say of each other one why not."""
    claimed, refused = 0, []
    picked = picks_of(request)
    if not picked:
        messages.warning(request, _("请先选择事项。"))
    for stage, some in picked.items():
        rows = queries.subjects_for(request.user, stage, some)
        found = claiming.claim_many(rows, by=request.user)
        claimed += len(found.moved)
        names = queries.named_among(rows, found.refused)
        refused += [
            _("%(subject)s：%(why)s") % {"subject": names[key], "why": why[0].sentence}
            for key, why in found.refused.items()
        ]
    return _told(request, _("已认领%(n)s项") % {"n": claimed} if claimed else "", refused)


@require_POST
def release(request: Request) -> HttpResponse:
    """Give back what one has claimed."""
    return _one(request, claiming.release, _("已放弃认领：%(subject)s"))


@require_POST
def take_over(request: Request) -> HttpResponse:
    """Take from another what they have claimed."""
    return _one(request, claiming.take_over, _("已接手：%(subject)s"))


def _one(request: Request, act: Callable[..., Any], words: str) -> HttpResponse:
    found = picks_of(request)
    if not found:  # its button always names one
        raise Http404
    (stage, some), *_rest = found.items()
    subject = queries.subject_for(request.user, stage, next(iter(some)))
    try:
        act(subject, by=request.user)
    except Refused as refused:
        return _told(
            request, "", [_("%(subject)s：%(why)s") % {"subject": subject, "why": refused}]
        )
    return _told(request, words % {"subject": subject}, [])


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: Request, stage: str, pk: int) -> HttpResponse:
    """Hand an object to another holder of the same seat, with the reason."""
    subject = queries.subject_for(request.user, stage, pk)
    takers = queries.takers_for(request.user, subject)
    form = TransferForm(request.POST or None, takers=takers)
    refused: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        to = next(person for person in takers if person.pk == form.cleaned_data["to"])
        try:
            claiming.transfer(subject, to=to, note=form.cleaned_data["note"], by=request.user)
        except Refused as answer:
            refused = answer.faults
        else:
            messages.success(request, _("已转办给%(name)s：%(subject)s") % {
                "name": to, "subject": subject,
            })  # fmt: skip
            return redirect("inbox")
    shown = {"subject": subject, "form": form, "takers": takers, "refused": refused}
    wrong = bool(refused) or (form.is_bound and not form.is_valid())
    return render(request, "lifecycle/transfer.html", shown, status=409 if wrong else 200)


@require_POST
def watch(request: Request) -> HttpResponse:
    """Watch an object or a project-year, or watch it no longer (`off`)."""
    stage, _mark, key = request.POST.get("one", "").partition(":")
    pk = key.partition(":")[0]
    if not pk.isdecimal():
        raise Http404
    if request.GET.get("off") or request.POST.get("off"):
        watching.unwatch(request.user, stage, int(pk))
        return _told(request, _("已取消关注"), [])
    watching.watch(request.user, stage, int(pk))
    return _told(request, _("已关注，可在“关注”标签页看到"), [])


@require_POST
def declare(request: Request, pk: int) -> HttpResponse:
    """Sign the conflict statement of an assignment of one's own."""
    assignment = queries.assignment_for(request.user, pk)
    outsiders.declare_no_conflict(assignment, by=request.user)
    return _told(request, _("已签署回避声明"), [])


def _told(request: Request, done: str, refused: list[str]) -> HttpResponse:
    if done:
        messages.success(request, done)
    for sentence in refused[:TOLD]:
        messages.error(request, sentence)
    if more := len(refused[TOLD:]):
        messages.error(request, _("另有%(n)s项未能办理") % {"n": more})
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe else "inbox")
