"""Finance's ruling on an ex-ante appraisal, its cut computed as the amount is typed."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lifecycle.actions.appraisal import conclude_appraisal
from lifecycle.forms import RulingForm
from lifecycle.models import Appraisal
from lifecycle.models.rulepack import remembering
from lifecycle.queries import AppraisalView
from lifecycle.rules import appraisal as rules
from lifecycle.rules.appraisal import DIMENSION_LABELS, Conclusion, Dimension
from lifecycle.rules.parts import Figure, Remark, Severity
from lifecycle.views.appraisal_work import Writing, desk_of, drawn, write
from lifecycle.views.boards import amount_figure, rate_figure
from lifecycle.views.common import Request

FIGURES = "figures"
"""The button that computes without ruling."""


def _form(view: AppraisalView, **sent: Any) -> RulingForm:
    subject = view.subject
    return RulingForm(
        declared=subject.declared,
        dimensions=subject.dimensions,
        poor=subject.poor(),
        suggested=subject.suggested(),
        **sent,
    )


def _before(view: AppraisalView) -> dict[str, Any]:
    said = view.subject.ruling()
    if said is not None:
        return {
            "conclusion": said.conclusion,
            "approved": said.approved,
            "reason": said.reason,
            "conditions": said.conditions,
            "poor": sorted(said.poor_dimensions),
        }
    suggested = view.subject.suggested()
    return {"conclusion": str(suggested)} if suggested else {}


def _conclude(locked: Appraisal, form: RulingForm, by: Any, at: datetime) -> None:
    typed = form.cleaned_data
    conclude_appraisal(
        locked,
        conclusion=Conclusion(typed["conclusion"]),
        approved=typed["approved"],
        reason=typed["reason"],
        conditions=typed["conditions"],
        poor=[Dimension(name) for name in typed["poor"]],
        by=by,
        at=at,
    )


RULING = Writing(
    "appraisal-ruling", "lifecycle/appraisal/ruling.html", _form, _before, _conclude,
    gettext_lazy("结论已核定，请在下面办理"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def ruling(request: Request, pk: int) -> HttpResponse:
    """Let finance rule; the button beside it only computes, for whoever has no script."""
    if request.method == "POST" and request.POST.get("act") == FIGURES:
        with remembering():
            desk = desk_of(request, pk, RULING)
            form = _form(desk.view, initial={**request.POST.dict(), "poor": _poor(request.POST)})
            return drawn(desk, form, figures=_figures(desk.view, request.POST),
                         remarks=_remarks(desk.view, request.POST))  # fmt: skip
    return write(request, pk, RULING)


@require_safe
def ruling_figures(request: Request, pk: int) -> HttpResponse:
    """Compute the cut and the veto of what is typed so far: a part of the page."""
    with remembering():
        view = desk_of(request, pk, RULING).view
        shown = {"figures": _figures(view, request.GET), "remarks": _remarks(view, request.GET)}
        return render(request, "lifecycle/appraisal/figures.html", shown)


def _figures(view: AppraisalView, typed: Any) -> list[Figure]:
    declared, approved = view.subject.declared, _approved(view, typed)
    found = [amount_figure(_("申报金额"), declared)]
    if approved is None or not 0 <= approved <= declared:
        return found
    cut = rules.cut(declared, approved=approved)
    return [
        *found,
        amount_figure(_("核定金额"), approved),
        amount_figure(_("核减金额"), cut),
        rate_figure(_("核减率"), rules.cut_rate(declared, cut_total=cut)),
    ]


def _remarks(view: AppraisalView, typed: Any) -> list[Remark]:
    subject, said = view.subject, _said(typed)
    poor = subject.poor() | {Dimension(name) for name in _poor(typed)}
    found = []
    if rules.vetoed(poor):
        names = "、".join(_(DIMENSION_LABELS[d]) for d in subject.dimensions if d in poor)
        words = _("评为差的维度：%(names)s") % {"names": names}
        found.append(Remark(Severity.BLOCK, _(rules.veto_fault(subject.dimensions)), why=words))
    approved = _approved(view, typed)
    if said and approved is not None:
        fault = rules.approved_fault(subject.declared, approved=approved, conclusion=said)
        found += [Remark(Severity.WARN, _(fault))] if fault else []
    return found


def _said(typed: Any) -> Conclusion | None:
    said = typed.get("conclusion", "")
    return Conclusion(said) if said in set(Conclusion) else None


def _poor(typed: Any) -> list[str]:
    return [name for name in typed.getlist("poor") if name in set(Dimension)]


def _approved(view: AppraisalView, typed: Any) -> Decimal | None:
    text = typed.get("approved", "").replace(",", "").strip()
    if not text:
        said = _said(typed)
        return _form(view).meant(said) if said else None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
