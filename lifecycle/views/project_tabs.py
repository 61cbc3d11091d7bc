"""The ground floor's own tabs of a project-year: overview, targets, budget, appraisal, history."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import queries
from lifecycle.forms import AnswerForm, FileForm, OpeningForm, WithdrawalForm
from lifecycle.queries.money import Money, money_of
from lifecycle.rules.charts import Head, Line, Lines, lines
from lifecycle.views.common import Request
from lifecycle.views.panels import panel
from lifecycle.views.stage_tabs import PAGE, ProjectPage, Shown, stage_tab

OVERVIEW, COMMENTS, FILES = "overview", "comments", "files"
WAN = Decimal(10_000)


@panel(
    PAGE,
    OVERVIEW,
    title=gettext_lazy("概况"),
    order=10,
    template="lifecycle/tabs/overview.html",
)
def overview(_request: Request, page: ProjectPage, _day: date) -> Mapping[str, Any]:
    """Say where every stage stands, who is next, and what stands in the way."""
    return {
        "stages": page.course,
        "unseen": page.unseen,
        "holds": queries.holds_on(page.project_year),
        "years": queries.other_years(
            page.project_year, page.request.user, page.hour.day, page.hour.seats
        ),
    }


stage_tab(
    "targets",
    title=gettext_lazy("绩效目标"),
    order=20,
    stages=(Shown("target", more=("reviews",)),),
    why=gettext_lazy("还没有编制绩效目标。"),
    then=gettext_lazy("目标由单位经办随预算编制填报，送审后逐级审核。"),
)
stage_tab(
    "amendments",
    title=gettext_lazy("目标调整"),
    order=25,
    stages=(Shown("amendment"),),
    why=gettext_lazy("没有调整过绩效目标。"),
    then=gettext_lazy("目标批复后，因政策、预算或不可抗力变化须调整的，由单位提出申请。"),
)


def _opening(page: ProjectPage) -> Mapping[str, Any]:
    # Whoever may open an appraisal finds the form where there is none yet.
    opens = queries.may_open(page.project_year, page.hour.seats)
    return {"opening": OpeningForm() if opens else None, "project_year": page.project_year}


stage_tab(
    "appraisal",
    title=gettext_lazy("事前评估"),
    order=70,
    stages=(Shown("appraisal", more=("rulings", "replies")),),
    why=gettext_lazy("没有作事前绩效评估。"),
    then=gettext_lazy("新增的重大项目和政策，申报预算前须先评估；达不到起点金额的不须评估。"),
    extra=_opening,
    template="lifecycle/tabs/appraisal.html",
)


@panel(
    PAGE,
    "budget",
    title=gettext_lazy("预算与执行"),
    order=30,
    template="lifecycle/tabs/budget.html",
)
def budget(_request: Request, page: ProjectPage, _day: date) -> Mapping[str, Any]:
    """Show the ledger of budget events, and payments against an even pace."""
    money = money_of(page.project_year)
    known = [month for month in money.months if month.source]
    drawn = plan_and_paid(money, page.project_year.year) if known else None
    return {"money": money, "known": known, "chart": drawn}


def plan_and_paid(money: Money, year: int) -> Lines:
    """Draw what was paid month by month beside an even pace, in 万元."""
    return lines(
        Head(
            _("累计支出与序时进度"),
            _("%(year)s年1月至12月") % {"year": year},
            money.as_of.isoformat() if money.as_of else "",
            _("万元"),
        ),
        [_("%(month)s月") % {"month": month.month} for month in money.months],
        [
            Line(_("序时进度"), [_wan(m.planned) for m in money.months], "soft", dashed=True),
            Line(_("累计支出"), [_wan(m.paid) for m in money.months]),
        ],
        names=_("月份"),
    )


def _wan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount / WAN


@panel(
    PAGE,
    "history",
    title=gettext_lazy("流转记录"),
    order=140,
    template="lifecycle/tabs/history.html",
)
def history(request: Request, page: ProjectPage, _day: date) -> Mapping[str, Any]:
    """List who did what when, in which seat, and what it changed; by stage where asked."""
    stage = request.GET.get("stage", "")
    asked = stage if any(found.name == stage for found in page.course) else ""
    told = queries.chronicle_for(page.course, page=request.GET.get("page", "1"), stage=asked)
    begun = [found for found in page.course if found.objects]
    return {"told": told, "stages": begun, "asked": asked}


@panel(
    PAGE,
    FILES,
    title=gettext_lazy("附件"),
    order=120,
    template="lifecycle/tabs/files.html",
)
def files(_request: Request, page: ProjectPage, _day: date) -> Mapping[str, Any]:
    """List the files beside every object, with a form to add one and to withdraw one."""
    hour = page.hour
    found = queries.files_among(page.request.user, page.subjects, day=hour.day, seats=hour.seats)
    choices = file_choices(page)
    typed = page.typed.form if page.typed else None
    form = typed if isinstance(typed, FileForm) else FileForm(objects=choices)
    names = dict(choices)
    return {
        "files": [(file, names[f"{file.machine}:{file.object_id}"]) for file in found],
        "form": form,
        "withdrawal": typed if isinstance(typed, WithdrawalForm) else None,
        "choices": choices,
        "home": page.project_year.pk,
    }


def file_choices(page: ProjectPage) -> list[tuple[str, str]]:
    """Offer every object of the page to keep a file beside, by stage, which one, and state."""
    return [
        (
            f"{one.subject.stage()}:{one.subject.pk}",
            " · ".join(filter(None, (stage.label, one.subject.which, one.state))),
        )
        for stage in page.course
        for one in stage.objects
    ]


@panel(
    PAGE,
    COMMENTS,
    title=gettext_lazy("批注"),
    order=130,
    template="lifecycle/tabs/comments.html",
)
def comments(_request: Request, page: ProjectPage, _day: date) -> Mapping[str, Any]:
    """List every thread that the reader may read, stage by stage, the open ones first."""
    hour = page.hour
    said = queries.threads_among(page.request.user, page.subjects, day=hour.day, seats=hour.seats)
    groups = [
        (stage, placed, _with_places(placed.subject, said[key]))
        for stage in page.course
        for placed in stage.objects
        if (key := (placed.subject.stage(), placed.subject.pk)) in said
    ]
    return {"groups": groups, "answering": _answering(page)}


def _with_places(subject: Any, threads: list[queries.Thread]) -> list[tuple[Any, str]]:
    by_open = sorted(threads, key=lambda thread: not thread.open)
    return [(each, queries.place_named(subject, each.opening.comment.anchor)) for each in by_open]


def _answering(page: ProjectPage) -> Mapping[str, Any]:
    # The words of an answer that was refused, kept where they were typed.
    form = page.typed.form if page.typed else None
    if not isinstance(form, AnswerForm):
        return {}
    match = page.request.resolver_match
    return {"comment": match.kwargs["pk"] if match else 0, "text": form.data.get("text", "")}
