"""The list of projects with its totals and files, and the tree of them by organisation."""

from functools import cache
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.views.columns import (
    A,
    AmountColumn,
    Column,
    PercentColumn,
    StateColumn,
    TagsColumn,
)
from lifecycle.views.common import Request, hour_of
from lifecycle.views.project_filter import ProjectFilter
from lifecycle.views.tables import Table, table_page

ADDED: dict[str, Any] = {}
"""Columns that apps above the ground floor bring, by what they have joined to the rows."""
UNITS_SHOWN = 100
"""Units drawn with their departments; of more, each department leads to its own."""
SUMMED = frozenset({"year", "department", "unit", "kind", "light"})
"""Filters by which sums are kept."""
UNSEEN = _("没有您可以查看的内容")
TAGS = (("is_new", _("新增")), ("is_key", _("重点")), ("is_secret", _("涉密")))


class ProjectTable(Table):
    """One project-year a row."""

    caption = _("年度项目")
    row_header = "name"
    first_order = "code"
    hidden = ("department", "year", "kind", "amount", "budget")
    totals = {
        "amount": Sum("amount"),
        "approved": Sum("approved"),
        "budget": Sum("budget"),
        "paid": Sum("paid"),
    }
    rates = {"rate": ("paid", "budget")}
    apart = True
    why_empty = _("没有符合条件的项目。")
    then_empty = _("请放宽筛选条件；如果一个项目也看不到，请核对您的岗位和任职日期。")

    name = Column(_("项目名称"), accessor="project__name", linkify=("project-year", [A("pk")]))
    code = Column(_("项目代码"), accessor="project__code", attrs={"td": {"class": "code"}})
    unit = Column(_("单位"), accessor="project__organisation__name", path_in=queries.unit_name_of)
    department = Column(_("主管部门"), accessor="project__organisation__department__name")
    year = Column(_("年度"))
    kind = Column(_("类别"), accessor="project__kind")
    fund = Column(_("资金性质"), accessor="project__fund")
    tags = TagsColumn(_("属性"), tags=TAGS)
    amount = AmountColumn(_("申报金额"))
    approved = AmountColumn(_("批复金额"), none=_("尚未批复"))
    budget = AmountColumn(_("全年预算数"), none=_("尚无执行数"))
    paid = AmountColumn(_("累计支出"), none=_("尚无执行数"))
    rate = PercentColumn(_("执行率"))
    target_state = StateColumn(_("绩效目标"), stage="lifecycle.target")

    class Meta(Table.Meta):
        sequence = ("name", "code", "unit", "...", "target_state")


def add_column(name: str, column: Any) -> None:
    """Let an app above show what it has joined to the project-years."""
    ADDED[name] = column
    project_table.cache_clear()


@cache
def project_table(*, whole: bool = True) -> type[Table]:
    """Return the table with the columns that every app has brought.

    Who does not see the `whole` of a project-year is not told that what is not shown is not there.
    """
    partly = {
        "amount": AmountColumn(_("申报金额"), none=UNSEEN),
        "approved": AmountColumn(_("批复金额"), none=UNSEEN),
        "target_state": StateColumn(_("绩效目标"), stage="lifecycle.target", none=UNSEEN),
    }
    return type("ProjectTable", (ProjectTable,), ADDED | ({} if whole else partly))


@require_safe
def project_list(request: Request) -> HttpResponseBase:
    """List the project-years this person sees, narrowed and sorted by the address."""
    return table_page(
        request,
        _seen(request),
        project_table(whole=queries.sees_all_beside(hour_of(request).seats)),
        filters=ProjectFilter,
        sums=_sums,
        template="lifecycle/project_list.html",
        title=_("项目"),
    )


@require_safe
def project_tree(request: Request) -> HttpResponse:
    """Sum the same project-years up by department and unit; each leads to its list."""
    narrowing = ProjectFilter(request.GET, queryset=_seen(request), request=request)
    rows = narrowing.qs
    sums = _summed(narrowing, queries.branches_for(hour_of(request).seats))
    nodes = queries.tree_of(rows if sums is None else sums)
    query = request.GET.copy()
    for name in ("department", "unit"):
        query.pop(name, None)
    shown = {
        "nodes": nodes,
        "folded": len(nodes) > 1 and sum(len(node.units) for node in nodes) > UNITS_SHOWN,
        "whole": queries.whole_of(nodes),
        "form": narrowing.form,
        "query": query.urlencode(),
    }
    return render(request, "lifecycle/project_tree.html", shown)


def _sums(narrowing: ProjectFilter) -> Any:
    return _summed(narrowing, queries.sums_for(hour_of(narrowing.request).seats))


def _summed(narrowing: ProjectFilter, sums: Any) -> Any:
    """Narrow some sums to what is filtered, or return None where none are kept of it.

    The filter has narrowed its rows before: only then its form has been read.
    """
    said = narrowing.form.cleaned_data.items()
    asked = {name: value for name, value in said if value not in ("", None)}
    if queries.sums_counted(asked.get("counted", "")):
        del asked["counted"]
    return None if sums is None or asked.keys() - SUMMED else narrowing.filter_queryset(sums)


def _seen(request: Request) -> Any:
    hour = hour_of(request)
    return queries.listed_for(request.user, hour.day, hour.seats)
