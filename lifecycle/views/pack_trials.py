"""Trials 试算 and proposals 启用申请 of rule packs: what would change, and who puts it in force."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle import queries
from lifecycle.actions.pack_trials import ask_trial
from lifecycle.actions.rule_packs import activate_pack, propose_pack
from lifecycle.filters import Filter
from lifecycle.forms.packs import ActivationForm, ProposalForm, TryForm
from lifecycle.models import PackTrial, TrialRow
from lifecycle.queries import rule_packs, trials
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.rules.parts import Figure, Job
from lifecycle.sentences import told
from lifecycle.templatetags.marks import SHAPES
from lifecycle.views import help_text
from lifecycle.views.columns import A, AmountColumn, Column, NumberColumn
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of
from lifecycle.views.packs import pack_page
from lifecycle.views.tables import Table, table_page

ALL = gettext_lazy("全部")
TRIAL_ABOUT = (
    gettext_lazy(
        "试算用同样的事实分别按现行规则包和所选规则包判定，列出不同之处，不写入任何判定。"
    ),
    gettext_lazy("按月试算时，行是现行的灯，列是试算的灯；点击数字查看其后的项目。"),
)
help_text.about("trial", gettext_lazy("试算"), *TRIAL_ABOUT)

KINDS = {
    "execution": gettext_lazy("执行灯"),
    "goal": gettext_lazy("目标灯"),
    "project": gettext_lazy("项目灯"),
    "block": gettext_lazy("须改正"),
    "warn": gettext_lazy("请核实"),
    "info": gettext_lazy("提示"),
    "": gettext_lazy("没有"),
}
"""Words for kinds of light and levels of findings."""


def in_words(value: str) -> Any:
    """Tell a light, a level, a stage or a kind by its code; anything else is told as it is."""
    if value in SHAPES:
        return SHAPES[value][1]
    if value in KINDS:
        return KINDS[value]
    if "." in value and value.replace(".", "").isalpha():
        return queries.stage_named(value)._meta.verbose_name
    return value


class WordColumn(Column):
    """A code told in words."""

    empty_values = ()

    def render(self, value: Any) -> Any:
        """Write the word."""
        return in_words(str(value or ""))

    def value(self, value: Any, **_more: Any) -> str:
        """Give the word."""
        return str(in_words(str(value or "")))


class SentenceColumn(Column):
    """What a rule said, in the reader's language."""

    def render(self, value: Any) -> str:
        """Tell it."""
        return told(value)


class RowTable(Table):
    """One thing that another pack judges otherwise."""

    caption = gettext_lazy("试算结果")
    row_header = "project"
    first_order = "project"
    why_empty = gettext_lazy("没有不同之处。")
    then_empty = gettext_lazy("如有筛选条件，请放宽后再看。")

    project = Column(
        gettext_lazy("项目"), accessor="project_year__project__name",
        linkify=("project-year", [A("project_year_id")]),
    )  # fmt: skip
    unit = Column(gettext_lazy("单位"), accessor="project_year__project__organisation__name")
    kind = Column(gettext_lazy("类别"), accessor="get_kind_display", order_by=("kind",))
    subject = WordColumn(gettext_lazy("对象"))
    month = NumberColumn(gettext_lazy("月份"))
    before = WordColumn(gettext_lazy("现行"))
    after = WordColumn(gettext_lazy("试算"))
    amount = AmountColumn(gettext_lazy("全年预算数"), none=gettext_lazy("尚无执行数"))
    sentence = SentenceColumn(gettext_lazy("说明"))


class RowFilter(Filter):
    """Narrows the rows of a trial by kind and by what became of what."""

    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("类别"), empty_label=ALL, choices=TrialRow.Kind.choices
    )
    subject = django_filters.ChoiceFilter(label=gettext_lazy("对象"), empty_label=ALL)
    before = django_filters.ChoiceFilter(label=gettext_lazy("现行"), empty_label=ALL)
    after = django_filters.ChoiceFilter(label=gettext_lazy("试算"), empty_label=ALL)
    turned = django_filters.ChoiceFilter(
        label=gettext_lazy("是否不同"), empty_label=ALL, method="by_turned",
        choices=[("yes", gettext_lazy("只看不同的"))],
    )  # fmt: skip

    def __init__(self, data: Any, *, queryset: Any, request: Any) -> None:
        """Offer what the trial holds, in words."""
        super().__init__(data, queryset=queryset, request=request)
        held = list(queryset.order_by().values_list("subject", "before", "after").distinct())
        for at, name in enumerate(("subject", "before", "after")):
            codes = sorted({row[at] for row in held if row[at]})
            field: Any = self.form.fields[name]
            field.choices = [("", ALL), *((code, in_words(code)) for code in codes)]

    def by_turned(self, rows: Any, _name: str, _value: str) -> Any:
        """Leave out what stays."""
        return rows.filter(~Q(before=F("after")))


@require_POST
def try_pack(request: Request, pk: int) -> HttpResponse:
    """Ask what a pack would change; the worker answers."""
    found = rule_packs.kept_for(pk)
    form = TryForm(request.POST, years=sorted(frame_of(request).years))
    if not form.is_valid():
        return pack_page(request, found, tried=form, status=400)
    typed = form.cleaned_data
    try:
        made = ask_trial(found, year=typed["year"], month=typed["month"], by=request.user)
    except Forbidden:
        raise
    except Refused as refused:
        return _typed_again(request, refused, found, tried=form)
    return redirect("trial", made.pk)


@require_safe
def trial(request: Request, pk: int) -> HttpResponseBase:
    """Show what a trial found: counts, old lights against new ones, and the rows behind."""
    found = trials.trial_for(hour_of(request).seats, pk)
    shown: dict[str, Any] = {"trial": found}
    if found.state != PackTrial.State.DONE:
        failed = found.state == PackTrial.State.FAILED
        shown["job"] = Job(_("试算"), 0, None, found.fault, failed=failed)
        return render(request, "lifecycle/packs/waiting.html", shown)
    shown["figures"] = figures_of(found)
    shown["matrices"] = matrices(found) if found.month else []
    shown["seconds"] = f"{(found.milliseconds or 0) / 1000:.1f}"
    return table_page(
        request, trials.rows_of(found), RowTable, filters=RowFilter,
        template="lifecycle/packs/trial.html", title=_("试算"), **shown,
    )  # fmt: skip


def figures_of(found: PackTrial) -> list[Figure]:
    """Say how much of each kind flips, each a link to its rows."""
    words = dict(TrialRow.Kind.choices)
    base = reverse("trial", args=[found.pk])
    return [
        Figure(str(words[kind]), f"{count:,}", _("处不同"), "", f"{base}?kind={kind}&turned=yes")
        for kind, count in trials.counts_of(found).items()
    ]


def matrices(found: PackTrial) -> list[dict[str, Any]]:
    """Hold old lights against new ones, each cell with the address of its rows."""
    base = reverse("trial", args=[found.pk])
    return [
        {
            "title": in_words(one.kind),
            "turned": one.turned,
            "lights": one.lights,
            "rows": [
                (old, [(cell, f"{base}?subject={one.kind}&before={cell.before}&after={cell.after}")
                       for cell in cells])
                for old, cells in one.rows
            ],
        }
        for one in trials.matrices_of(found)
    ]  # fmt: skip


@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Propose that a pack judge a year."""
    found = rule_packs.kept_for(pk)
    years = sorted(frame_of(request).years)
    ahead = [*years, max(years) + 1] if years else [hour_of(request).day.year]
    form = ProposalForm(request.POST, years=ahead)
    if not form.is_valid():
        return pack_page(request, found, proposed=form, status=400)
    try:
        made = propose_pack(found, by=request.user, **form.cleaned_data)
    except Forbidden:
        raise
    except Refused as refused:
        return _typed_again(request, refused, found, proposed=form)
    messages.success(request, _("已申请，须由绩效科另一人启用"))
    return redirect("pack-activate", made.pk)


def _typed_again(request: Request, refused: Refused, found: Any, **forms: Any) -> HttpResponse:
    (form,) = forms.values()
    for sentence in refused.faults:
        form.add_error(None, sentence)
    stale = Code.STALE in refused.codes
    return pack_page(request, found, status=409 if stale else 400, **forms)


@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: Request, pk: int) -> HttpResponse:
    """Show a proposal with its flips; a POST of a second person puts the pack in force."""
    found = trials.proposal_for(pk)
    if request.method != "POST":
        return _proposal(request, found)
    form = ActivationForm(request.POST)
    if not form.is_valid():
        return _proposal(request, found, form=form, status=400)
    try:
        activate_pack(found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        for sentence in refused.faults:
            form.add_error(None, sentence)
        status = 403 if isinstance(refused, Forbidden) else 400
        return _proposal(
            request, found, form=form, status=409 if Code.STALE in refused.codes else status
        )
    messages.success(
        request, _("%(year)s年度已启用%(pack)s") % {"year": found.year, "pack": found.pack}
    )
    return redirect("pack", found.pack_id)


def _proposal(
    request: Request, found: Any, *, form: ActivationForm | None = None, status: int = 200
) -> HttpResponse:
    hour = hour_of(request)
    tried = trials.last_trial(found.pack_id, found.year) if found.against_id else None
    seen = {"seen": tried.pk if tried else None}
    asked = form or ActivationForm(initial=seen)
    if form is not None and form.is_bound:
        asked.data = {**form.data, "note": form.data.get("note", ""), **seen}
    shown = {
        "proposal": found,
        "done": getattr(found, "activation", None),
        "trial": tried,
        "figures": figures_of(tried) if tried and queries.sees_city(hour.seats) else [],
        "form": asked if trials.changes_packs(hour.seats) else None,
        "own": found.by_id == request.user.pk,
    }
    return render(request, "lifecycle/packs/proposal.html", shown, status=status)
