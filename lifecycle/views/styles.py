"""The living style page 样式页: every component in all its variants, drawn by the real tags."""

from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.filters import Filter, TextFilter
from lifecycle.views import style_charts, style_examples
from lifecycle.views.columns import AmountColumn, Column, PickColumn, StateColumn
from lifecycle.views.common import Request
from lifecycle.views.tables import Table, columns_of, in_order, listed


class ExampleTable(Table):
    """The project list as an example of a table."""

    caption = gettext_lazy("年度项目")
    row_header = "name"
    totals = {"amount": Sum("amount")}
    hidden = ("fund",)
    first_order = "code"

    pick = PickColumn()
    code = Column(gettext_lazy("项目代码"), accessor="project__code")
    name = Column(gettext_lazy("项目名称"), accessor="project__name")
    unit_name = Column(gettext_lazy("单位"), accessor="project__organisation__name")
    fund = Column(gettext_lazy("资金性质"), accessor="project__fund")
    amount = AmountColumn(gettext_lazy("预算金额"), none=gettext_lazy("未报目标"))
    state = StateColumn(gettext_lazy("绩效目标"), accessor="target_state", stage="lifecycle.target")


class ExampleFilter(Filter):
    """Its filter."""

    text = TextFilter(
        label=gettext_lazy("项目名称"), field_name="project__name", lookup_expr="icontains"
    )


@require_safe
def styles(request: Request) -> HttpResponse:
    """Show every component to auditors and administrators; others find nothing."""
    if not (queries.audits(request.user) or queries.administers(request.user)):
        raise Http404
    shown = style_examples.words() | style_examples.filled_forms()
    shown["charts"] = style_charts.drawn_charts()
    return render(request, "lifecycle/styles.html", shown | {"listing": _listing(request)})


def _listing(request: Request) -> Any:
    rows = queries.project_years_for(request.user)
    narrowing = ExampleFilter(request.GET, queryset=rows, request=request)
    wanted = in_order(narrowing.qs, ExampleTable, request.GET.get("sort", ""))
    chosen = columns_of(ExampleTable, request.GET.getlist("columns"))
    return listed(request, wanted, ExampleTable, chosen, narrowing)
