"""The page of one ex-ante appraisal 事前绩效评估: what it holds, what is lacking, what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lifecycle import queries, rights
from lifecycle.actions.appraisal import open_appraisal
from lifecycle.forms import OpeningForm
from lifecycle.models import Appraisal
from lifecycle.models.rulepack import remembering
from lifecycle.queries import AppraisalView
from lifecycle.queries.contents import content_of
from lifecycle.queries.draws import draws_about
from lifecycle.refusals import Refused
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.rules import appraisal as rules
from lifecycle.rules.materials import Kind
from lifecycle.rules.parts import Figure, Remark, Severity
from lifecycle.views import help_text
from lifecycle.views.boards import amount_figure, rate_figure
from lifecycle.views.common import Card, Request, card_of, hour_of
from lifecycle.views.panels import panel

State = Appraisal.State

help_text.about(
    "appraisal",
    gettext_lazy("事前绩效评估"),
    gettext_lazy("单位自评估、主管部门结论、专家评分、机构报告、单位反馈和财政结论都在这一页。"),
    gettext_lazy("专家评分期间，任何人看不到他人的评分；全部签署后才公开，分歧大的维度会标出。"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """Something that is written on a page of its own: by whom, in which states."""

    name: str
    label: str | Promise
    roles: tuple[Role, ...]
    states: tuple[str, ...]


WORKS = (
    Work("appraisal-self", gettext_lazy("填写自评估"), UNIT_ROLES, Appraisal.EDITABLE),
    Work("appraisal-opinion", gettext_lazy("给出部门结论"), DEPARTMENT_ROLES,
         (State.DEPT_REVIEW,)),
    Work("appraisal-panel", gettext_lazy("指派机构和专家"), (Role.PERFORMANCE,),
         (State.KEY_SELECTED, State.EXPERT_SCORING)),
    Work("appraisal-sheet", gettext_lazy("填写评分表"), (Role.EXPERT,),
         (State.EXPERT_SCORING,)),
    Work("appraisal-report", gettext_lazy("编写评估报告"), (Role.AGENCY,),
         (State.REPORT_DRAFT,)),
    Work("appraisal-reply", gettext_lazy("反馈意见"), UNIT_ROLES, (State.CONSULTING,)),
    Work("appraisal-ruling", gettext_lazy("核定结论"), (Role.PERFORMANCE,),
         (State.CONCLUDED,)),
)  # fmt: skip
"""What is written in the course of an appraisal, in its order."""


@require_safe
def appraisal(request: Request, pk: int) -> HttpResponse:
    """Show an appraisal to whoever may see it, with what they can do."""
    hour = hour_of(request)
    with remembering():
        subject = queries.appraisal_for(request.user, pk, hour.day)
        view = queries.seen_of(subject, request.user, hour.seats, hour.day)
        shown = {
            "view": view,
            "subject": subject,
            "card": _card(request, subject),
            "works": works_of(request, subject),
            "figures": figures_of(view),
            "missing": missing_of(view) if writes(request, subject, "appraisal-self") else [],
            "draws": draws_about(subject) if view.inside else (),
        }
        return render(request, "lifecycle/appraisal/page.html", shown)


def _card(request: Request, subject: Appraisal) -> Card:
    hour, user = hour_of(request), request.user
    said = queries.threads_among(user, [subject], day=hour.day, seats=hour.seats)
    return card_of(
        queries.placed_for(subject, hour.day),
        user,
        at=hour.at,
        seats=hour.seats,
        content=content_of(subject),
        threads=tuple(said.get((subject.stage(), subject.pk), ())),
    )


def works_of(request: Request, subject: Appraisal) -> list[tuple[str, Any]]:
    """List what the reader can write now, with its address."""
    found = [work for work in WORKS if writes(request, subject, work.name)]
    return [(reverse(work.name, args=[subject.pk]), work.label) for work in found]


def writes(request: Request, subject: Appraisal, name: str) -> bool:
    """Tell whether the reader's seat writes this now."""
    work = work_named(name)
    return str(getattr(subject, "state", "")) in work.states and holds(request, subject, work)


def holds(request: Request, subject: Appraisal, work: Work) -> bool:
    """Tell whether the reader has a seat that writes this at all."""
    hour = hour_of(request)
    return rights.seat_for(hour.seats, work.roles, subject, hour.day) is not None


def work_named(name: str) -> Work:
    """Return what is written under an address."""
    return next(work for work in WORKS if work.name == name)


def missing_of(view: AppraisalView) -> list[Remark]:
    """Say what the unit's part still lacks, each with the place where it is mended."""
    url = reverse("appraisal-self", args=[view.subject.pk])
    points = [
        Remark(
            Severity.BLOCK,
            _("%(dimension)s尚未评分或未写理由") % {"dimension": _(each.label)},
            href=f"{url}#id_points-{each.dimension}",
        )
        for each in view.unscored
    ]
    numbers = {each.material.name: n for n, each in enumerate(view.materials)}
    files = [
        Remark(
            Severity.BLOCK,
            _("缺少材料：%(names)s") % {"names": _(each.material.name)},
            href=f"{url}#id_file-{numbers[each.material.name]}",
        )
        for each in view.lacking
    ]
    subject = view.subject
    others = [subject.eligibility_fault(), subject.threshold_fault()]
    first = [Remark(Severity.BLOCK, said, href=f"{url}#id_declared") for said in others if said]
    return [*first, *points, *files]


def figures_of(view: AppraisalView) -> Sequence[Figure]:
    """Give the amounts and points of an appraisal as far as the reader may know them."""
    subject = view.subject
    found = [amount_figure(_("申报金额"), subject.declared)]
    found.append(Figure(_("自评估得分"), f"{view.own_total:f}", _("分")))
    if view.total is not None:
        found.append(Figure(_("专家均分"), f"{view.total:f}", _("分"), view.suggested))
    if subject.approved is not None:
        cut = rules.cut(subject.declared, approved=subject.approved)
        found.append(amount_figure(_("核定金额"), subject.approved))
        found.append(amount_figure(_("核减金额"), cut))
        found.append(rate_figure(_("核减率"), rules.cut_rate(subject.declared, cut_total=cut)))
    return found


@require_POST
def open_one(request: Request, pk: int) -> HttpResponse:
    """Open the appraisal of a project-year; refused, show the form again with what was typed."""
    hour = hour_of(request)
    place = queries.project_year_for(request.user, pk, hour.day, hour.seats)
    if not queries.may_open(place, hour.seats):
        raise Http404
    form = OpeningForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = open_appraisal(
                place,
                kind=Kind(typed["kind"]),
                declared=typed["declared"],
                expires_on=typed["expires_on"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已发起事前绩效评估"))
            return redirect("appraisal", made.pk)
    shown = {"form": form, "project_year": place}
    return render(request, "lifecycle/appraisal/opening.html", shown, status=400)


@panel(
    "review", "appraisal", title=gettext_lazy("事前绩效评估"), order=5,
    template="lifecycle/appraisal/review.html",
)  # fmt: skip
def at_review(request: Request, about: Any, day: date) -> Mapping[str, Any] | None:
    """Lead a reviewer of an appraisal to what is written on pages of its own."""
    if not isinstance(about, Appraisal):
        return None
    about.acting_on = day
    return {"subject": about, "works": works_of(request, about)}
