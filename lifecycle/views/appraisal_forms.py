"""What unit, department, experts and agency write in an ex-ante appraisal."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lifecycle.actions.appraisal import judge_appraisal
from lifecycle.actions.panel import reply_to_report, submit_expert_score, write_report
from lifecycle.actions.self_assessment import save_parts
from lifecycle.forms import ConclusionForm, ReplyForm, ReportForm, ScoringForm, SelfForm
from lifecycle.models import Appraisal
from lifecycle.queries import AppraisalView
from lifecycle.rules.appraisal import Conclusion
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.views.appraisal_work import Desk, Writing, desk_of, elsewhere, write
from lifecycle.views.common import Request

METHODS = ["GET", "HEAD", "POST"]
OF_THE_UNIT = ("kind", "declared", "expires_on")


def _self_form(view: AppraisalView, **sent: Any) -> SelfForm:
    names = [each.material.name for each in view.materials]
    return SelfForm(weights=view.subject.weights, materials=names, **sent)


def _self_before(view: AppraisalView) -> dict[str, Any]:
    found = {name: getattr(view.subject, name) for name in OF_THE_UNIT}
    for each in view.scored:
        if each.own is not None:
            found[f"points-{each.dimension}"] = f"{each.own.points:f}"
            found[f"opinion-{each.dimension}"] = each.own.opinion
    return found


def _save(locked: Appraisal, form: SelfForm, by: Any, at: datetime) -> None:
    typed = form.cleaned_data
    changes = {n: typed[n] for n in OF_THE_UNIT if typed[n] != getattr(locked, n)}
    save_parts(
        locked,
        changes=changes,
        scores=form.scores(),
        uploads=form.uploads(),
        dropped=form.dropped(),
        by=by,
        at=at,
    )


SELF = Writing(
    "appraisal-self", "lifecycle/appraisal/self.html", _self_form, _self_before, _save,
    _("自评估已保存"), stay=True,
)  # fmt: skip


@require_http_methods(METHODS)
def self_assessment(request: Request, pk: int) -> HttpResponse:
    """Let the unit write its self-assessment."""
    return write(request, pk, SELF)


def _judge(locked: Appraisal, form: ConclusionForm, by: Any, at: datetime) -> None:
    typed = form.cleaned_data
    judge_appraisal(
        locked,
        conclusion=Conclusion(typed["conclusion"]),
        approved=typed["approved"],
        reason=typed["reason"],
        by=by,
        at=at,
    )


def _opinion_form(view: AppraisalView, **sent: Any) -> ConclusionForm:
    return ConclusionForm(declared=view.subject.declared, **sent)


def _opinion_before(view: AppraisalView) -> dict[str, Any]:
    said = view.department
    if said is None:
        return {}
    return {"conclusion": said.conclusion, "approved": said.approved, "reason": said.reason}


OPINION = Writing(
    "appraisal-opinion", "lifecycle/appraisal/opinion.html", _opinion_form, _opinion_before,
    _judge, _("部门结论已记录，请在下面办理报送或退回"),
)  # fmt: skip


@require_http_methods(METHODS)
def opinion(request: Request, pk: int) -> HttpResponse:
    """Let the department give its conclusion."""
    return write(request, pk, OPINION)


def _sheet_form(view: AppraisalView, **sent: Any) -> ScoringForm:
    return ScoringForm(weights=view.subject.weights, whole=True, **sent)


def _sign(locked: Appraisal, form: ScoringForm, by: Any, at: datetime) -> None:
    submit_expert_score(locked, points=form.points(), opinions=form.opinions(), by=by, at=at)


SHEET = Writing(
    "appraisal-sheet", "lifecycle/appraisal/sheet.html", _sheet_form, lambda _view: {}, _sign,
    _("评分表已签署"),
)  # fmt: skip


@require_http_methods(METHODS)
def sheet(request: Request, pk: int) -> HttpResponse:
    """Let an expert sign a sheet, blind to the others'."""
    desk = desk_of(request, pk, SHEET)
    if request.method != "POST" and _signed(desk):
        return elsewhere(desk)
    return write(request, pk, SHEET)


def _signed(desk: Desk) -> bool:
    return any(sheet is not None for each in desk.view.scored for sheet in each.sheets)


def _report_form(view: AppraisalView, **sent: Any) -> ReportForm:
    return ReportForm(dimensions=view.subject.dimensions, **sent)


def _report_before(view: AppraisalView) -> dict[str, Any]:
    last = view.subject.report()
    if last is None:
        return {}
    found = {name: getattr(last, name) for name in SECTIONS}
    for row in last.findings.all():
        found |= {f"grade-{row.dimension}": row.grade, f"text-{row.dimension}": row.text}
    return found


def _report(locked: Appraisal, form: ReportForm, by: Any, at: datetime) -> None:
    write_report(locked, sections=form.sections(), findings=form.findings(), by=by, at=at)


REPORT = Writing(
    "appraisal-report", "lifecycle/appraisal/report.html", _report_form, _report_before, _report,
    _("报告已保存为新的一版"),
)  # fmt: skip


@require_http_methods(METHODS)
def report(request: Request, pk: int) -> HttpResponse:
    """Let the agency write a version of its report."""
    return write(request, pk, REPORT)


def _reply_form(_view: AppraisalView, **sent: Any) -> ReplyForm:
    return ReplyForm(**sent)


def _reply(locked: Appraisal, form: ReplyForm, by: Any, at: datetime) -> None:
    typed = form.cleaned_data
    reply_to_report(locked, accepted=typed["accepted"], text=typed["text"], by=by, at=at)


REPLY = Writing(
    "appraisal-reply", "lifecycle/appraisal/reply.html", _reply_form, lambda _view: {}, _reply,
    _("反馈意见已提交"),
)  # fmt: skip


@require_http_methods(METHODS)
def reply(request: Request, pk: int) -> HttpResponse:
    """Let the unit answer the report."""
    return write(request, pk, REPLY)
