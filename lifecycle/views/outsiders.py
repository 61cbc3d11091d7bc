"""Who judges an appraisal: assigning and drawing outsiders, and the interests they declare."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle import bookkeeping, queries
from lifecycle.actions import interests as declaring
from lifecycle.actions.outsiders import assign_outsider, release_outsider
from lifecycle.actions.sampling import draw_experts, experts_on
from lifecycle.forms import AssignForm, EndForm, ExpertsForm, InterestForm
from lifecycle.models import Appraisal
from lifecycle.models.rulepack import remembering
from lifecycle.queries.draws import (
    assigned_on,
    divides,
    draws_about,
    interest_for,
    interest_places,
    interests_for,
    outsiders_in,
)
from lifecycle.refusals import Refused
from lifecycle.roles import Role
from lifecycle.views import help_text
from lifecycle.views.appraisal_page import holds, work_named
from lifecycle.views.common import Request, card_of, hour_of

PANEL = "appraisal-panel"
help_text.about(
    PANEL,
    gettext_lazy("指派机构和专家"),
    gettext_lazy(
        "与被评估单位同属一个单位、申报过利害关系、参与过编报的，系统不予指派并说明原因。"
    ),
    gettext_lazy("专家按种子随机抽取，专家库、抽中和回避的名单连同种子记录在案。"),
)


@require_safe
def panel(request: Request, pk: int) -> HttpResponse:
    """Show who is assigned, and the library with whoever must stand aside."""
    return _page(request, _found(request, pk))


@require_POST
def assign(request: Request, pk: int) -> HttpResponse:
    """Assign somebody by name."""
    subject = _found(request, pk)
    role = Role.AGENCY if request.POST.get("role") == Role.AGENCY else Role.EXPERT
    people = outsiders_in(role, hour_of(request).day)
    form = AssignForm(request.POST, people=people, auto_id=f"id_{role}_%s")

    def act(typed: dict[str, Any]) -> str:
        assign_outsider(subject, typed["person"], role, by=request.user)
        return _("已指派：%(name)s") % {"name": typed["person"]}

    return _taken(request, subject, form, act, str(role))


@require_POST
def draw(request: Request, pk: int) -> HttpResponse:
    """Draw experts by lot."""
    subject = _found(request, pk)
    form = ExpertsForm(request.POST, auto_id="id_draw_%s")

    def act(typed: dict[str, Any]) -> str:
        draw_experts(subject, by=request.user, **typed)
        return _("已抽取%(n)s名专家并记录在案") % {"n": typed["wanted"]}

    return _taken(request, subject, form, act, "draw")


@require_POST
def release(request: Request, pk: int, assignment: int) -> HttpResponse:
    """End somebody's assignment."""
    subject = _found(request, pk)
    found = assigned_on(subject, assignment)
    try:
        release_outsider(subject, found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已解除指派"))
    return redirect(PANEL, pk)


def _found(request: Request, pk: int) -> Appraisal:
    subject = queries.appraisal_for(request.user, pk, hour_of(request).day)
    if not holds(request, subject, work_named(PANEL)):
        raise Http404
    return subject


def _taken(
    request: Request, subject: Appraisal, form: Any, act: Callable[[dict[str, Any]], str], name: str
) -> HttpResponse:
    if form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
            return redirect(PANEL, subject.pk)
        except Refused as refused:
            for sentence in refused.faults:
                form.add_error(None, sentence)
    return _page(request, _found(request, subject.pk), wrong=form, name=name)


def _page(
    request: Request, subject: Appraisal, *, wrong: Any = None, name: str = ""
) -> HttpResponse:
    hour = hour_of(request)
    forms: dict[str, Any] = {
        str(role): AssignForm(
            people=outsiders_in(role, hour.day),
            initial={"role": role},
            auto_id=f"id_{role}_%s",
        )
        for role in (Role.AGENCY, Role.EXPERT)
    }
    with remembering():
        forms["draw"] = ExpertsForm(
            initial={"wanted": subject.pack.appraisal.min_experts}, auto_id="id_draw_%s"
        )
        placed = queries.placed_for(subject, hour.day)
        shown = {
            "subject": subject,
            "view": queries.seen_of(subject, request.user, hour.seats, hour.day),
            "library": experts_on(subject, bookkeeping.act(request.user, "", hour.at)),
            "draws": draws_about(subject),
            "forms": forms | ({name: wrong} if wrong is not None else {}),
            "wrong": wrong,
            "card": card_of(placed, request.user, at=hour.at, seats=hour.seats),
        }
        status = 200 if wrong is None else 400
        return render(request, "lifecycle/appraisal/panel.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: Request) -> HttpResponse:
    """Show the interests that stand; an agency or an expert declares one of their own."""
    hour = hour_of(request)
    rows = interests_for(request.user, hour.seats)
    declares = any(seat.role in (Role.AGENCY, Role.EXPERT) and seat.own for seat in hour.seats)
    form = InterestForm(
        request.POST if request.method == "POST" else None, places=interest_places()
    )
    if request.method == "POST" and not declares:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            declaring.declare_interest(request.user, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已申报，今后不会指派您评估该单位的事项"))
            return redirect("interests")
    shown = {
        "rows": rows,
        "form": form if declares else None,
        "divides": divides(hour.seats),
    }
    return render(
        request, "lifecycle/appraisal/interests.html", shown, status=400 if form.errors else 200
    )


@require_POST
def end_interest(request: Request, pk: int) -> HttpResponse:
    """Let the division write that an interest binds no more."""
    found = interest_for(request.user, hour_of(request).seats, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明解除事由"))
        return redirect("interests")
    try:
        declaring.end_interest(found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已解除"))
    return redirect("interests")
