"""A project's payment plan 用款计划: shown to whoever sees the project, written by its unit."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.queries import project_year_for
from lifecycle.queries.money import money_of
from lifecycle.refusals import Refused, refuse
from lifecycle.rules.charts import Head, Line, Lines, lines
from lifecycle.views import help_text
from lifecycle.views.common import Request, Trouble, hour_of
from monitoring.actions.plan import plan_payments
from monitoring.forms.plan import PlanForm
from monitoring.queries.plan import Plan, plan_bar, plans_of
from monitoring.rules.limits import MONTHS
from monitoring.rules.payment_plan import even

WAN = Decimal(10_000)
help_text.about(
    "payment-plan",
    gettext_lazy("用款计划"),
    gettext_lazy("写明各月底自年初起累计应支出多少，执行灯按它判断；没有计划的，按序时进度判断。"),
    gettext_lazy("计划由项目单位填写，每次保存是新的一版，旧版保留；监控填报审核期间不能修改。"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def payment_plan(request: Request, pk: int) -> HttpResponse:
    """Show the plan of a project-year, and let its unit write a new one."""
    hour = hour_of(request)
    found = project_year_for(request.user, pk, hour.day, hour.seats)
    plans = plans_of(found)
    if request.method != "POST":
        return _drawn(request, found, plans, PlanForm(initial=_typed(plans), budget=found.budget))
    form = PlanForm(request.POST, budget=found.budget)
    if not form.is_valid():
        return _drawn(request, found, plans, form, status=400)
    try:
        number = plan_payments(
            found, form.amounts(), by=request.user, seen=form.cleaned_data["seen"],
            budget=found.budget,
        )  # fmt: skip
    except Refused as refused:
        return _refused(request, found, form, refused)
    messages.success(request, _("已保存：用款计划第%(n)s版") % {"n": number})
    return redirect("payment-plan", pk=pk)


def _refused(request: Request, found: Any, form: PlanForm, refused: Refused) -> HttpResponse:
    plans, trouble = plans_of(found), Trouble(found, form, refused)
    posted = request.POST.copy()
    posted["seen"] = str(plans[0].revision if plans else 0)
    again = PlanForm(posted, budget=found.budget)
    return _drawn(request, found, plans, again, refused=refused, status=trouble.status)


def _typed(plans: Sequence[Plan]) -> dict[str, Any]:
    if not plans:
        return {"seen": 0}
    months = {f"m{month}": amount for month, amount in plans[0].amounts.items()}
    return {"seen": plans[0].revision, **months}


def _drawn(
    request: Request,
    found: Any,
    plans: Sequence[Plan],
    form: PlanForm,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    barred = plan_bar(found, hour_of(request).seats)
    shown = {
        "project_year": found,
        "plans": plans,
        "form": None if barred else form,
        "refused": refused or (refuse(barred) if barred and request.method == "POST" else None),
        "barred": barred,
        "chart": _chart(found, plans),
        "months": range(1, MONTHS + 1),
        "rows": [(plan, [plan.amounts.get(n) for n in range(1, MONTHS + 1)]) for plan in plans],
    }
    return render(request, "monitoring/payment_plan.html", shown, status=status)


def _chart(found: Any, plans: Sequence[Plan]) -> Lines | None:
    money = money_of(found)
    amounts = plans[0].amounts if plans else even(found.budget) if found.budget else {}
    if not amounts:
        return None
    label = _("用款计划") if plans else _("序时进度")
    return lines(
        Head(
            _("用款计划和累计支出"),
            _("%(year)s年1月至12月") % {"year": found.year},
            money.as_of.isoformat() if money.as_of else "",
            _("万元"),
        ),
        [_("%(month)s月") % {"month": n} for n in range(1, MONTHS + 1)],
        [
            Line(label, [_wan(amounts.get(n)) for n in range(1, MONTHS + 1)], "soft", dashed=True),
            Line(_("累计支出"), [_wan(month.paid) for month in money.months]),
        ],
        names=_("月份"),
    )


def _wan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount / WAN
