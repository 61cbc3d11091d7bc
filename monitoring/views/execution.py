"""Execution 预算执行: budget, payments and plan of every project one sees, with their files."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Sum
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.views import help_text, menu
from lifecycle.views.columns import (
    A,
    AmountColumn,
    Column,
    LightColumn,
    NumberColumn,
    PercentColumn,
)
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of
from lifecycle.views.project_filter import ALL, ProjectFilter
from lifecycle.views.tables import Table, table_page
from monitoring.models.light import LIGHTS
from monitoring.queries import execution as queries
from monitoring.views.stops import StopColumn

menu.add("execution", gettext_lazy("预算执行"))
help_text.about(
    "execution",
    gettext_lazy("预算执行"),
    gettext_lazy(
        "各项目截至最近入账月份的年初预算、调整后预算、累计支出和执行率，出自国库支付数据。"
    ),
    gettext_lazy(
        "应支出比例按用款计划；没有用款计划的，按序时进度（已过月数÷12）。差距是两者相差的百分点。"
    ),
    gettext_lazy(
        "导出的文件是筛选后的全部项目，金额精确到分。用款计划由单位在“用款计划”一栏打开填写。"
    ),
)


class ExecutionTable(Table):
    """One project-year a row, with the ledger of its last month booked."""

    caption = gettext_lazy("预算执行")
    row_header = "name"
    first_order = "code"
    hidden = ("code", "department", "initial", "fund")
    totals = {"budget": Sum("budget"), "paid": Sum("paid")}
    rates = {"rate": ("paid", "budget")}
    apart = True
    why_empty = gettext_lazy("没有符合条件的项目。")

    name = Column(
        gettext_lazy("项目名称"), accessor="project__name", linkify=("project-year", [A("pk")])
    )
    code = Column(gettext_lazy("项目代码"), accessor="project__code")
    unit = Column(gettext_lazy("单位"), accessor="project__organisation__name")
    department = Column(
        gettext_lazy("主管部门"), accessor="project__organisation__department__name"
    )
    fund = Column(gettext_lazy("资金性质"), accessor="project__fund")
    initial = AmountColumn(
        gettext_lazy("年初预算"), none=gettext_lazy("没有预算事项"), orderable=False
    )
    budget = AmountColumn(gettext_lazy("调整后预算"), none=gettext_lazy("尚无执行数"))
    paid = AmountColumn(gettext_lazy("累计支出"), none=gettext_lazy("尚无执行数"))
    rate = PercentColumn(gettext_lazy("执行率"))
    planned_rate = PercentColumn(gettext_lazy("应支出"))
    gap = NumberColumn(gettext_lazy("差距（百分点）"))
    light = LightColumn(
        gettext_lazy("执行灯"),
        accessor="execution_light",
        sentence="execution_sentence",
        unjudged=gettext_lazy("尚未判灯"),
    )
    stop = StopColumn()
    month = NumberColumn(gettext_lazy("截至月份"))
    document = Column(gettext_lazy("来源批次"), orderable=False)
    plan = Column(
        gettext_lazy("用款计划"), empty_values=(), orderable=False, exclude_from_export=True,
        linkify=("payment-plan", [A("pk")]),
    )  # fmt: skip

    def render_gap(self, value: Any) -> str:
        """Write the points between plan and payment with their sign."""
        return f"{value:+.2f}"

    def value_gap(self, value: Any) -> Any:
        """Give the points, two places."""
        return None if value is None else round(value, 2)

    def render_plan(self, value: int | None) -> str:
        """Say by which plan the project is to spend."""
        return _("第%(n)s版") % {"n": value} if value else _("序时进度")


class ExecutionFilter(ProjectFilter):
    """The list of projects narrowed by unit, fund and the light of execution."""

    stage = None
    state = None
    kind = None
    key = None
    amount_min = None
    amount_max = None
    counted = None
    light = django_filters.ChoiceFilter(
        label=gettext_lazy("执行灯"), field_name="execution_light", choices=LIGHTS, empty_label=ALL
    )


@require_safe
def execution(request: Request) -> HttpResponseBase:
    """List the execution of the project-years this person sees, narrowed by the address."""
    hour = hour_of(request)
    return table_page(
        request,
        queries.execution_for(request.user, hour.day, hour.seats),
        ExecutionTable,
        filters=ExecutionFilter,
        template="monitoring/execution.html",
        title=_("预算执行"),
        imports=queries.imports_execution(hour.seats),
        unloaded=_unloaded(request, hour.day),
    )


def _unloaded(request: Request, day: date) -> int:
    """Name the month that has ended and of which nothing is in the ledger yet, 0 for none."""
    asked, open_years = request.GET.get("year"), frame_of(request).years
    year = next((one for one in open_years if str(one) == asked), request.year)
    ended = day.month - 1 if year == day.year else 12 if year < day.year else 0
    return ended if ended and not queries.loaded(year, ended) else 0
