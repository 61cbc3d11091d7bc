"""The list of ex-ante appraisals 事前绩效评估: all of them, and those drawn for finance's own."""

from typing import Any

import django_filters
from django.db.models import Case, F, QuerySet, Sum, When
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.filters import Filter, TextFilter
from lifecycle.models import Appraisal
from lifecycle.queries.draws import divides, sees_draws
from lifecycle.rules.parts import Tab
from lifecycle.views.columns import (
    A,
    AmountColumn,
    Column,
    DueColumn,
    PercentColumn,
    StateColumn,
)
from lifecycle.views.common import Request, hour_of
from lifecycle.views.tables import Table, table_page

KEY = "key"
CONCLUDED = "concluded"


class AppraisalTable(Table):
    """One appraisal a row."""

    caption = gettext_lazy("事前绩效评估")
    row_header = "name"
    first_order = "-declared"
    totals = {
        "declared": Sum("declared"),
        "approved": Sum("approved"),
        "cut": Sum("cut"),
        "ruled": Sum("ruled"),
    }
    rates = {"rate": ("cut", "ruled")}
    why_empty = gettext_lazy("没有事前绩效评估。")
    then_empty = gettext_lazy(
        "新增的重大项目和政策，由单位在项目页面发起；抽中的由财政组织专家评估。"
    )

    name = Column(
        gettext_lazy("项目名称"), accessor="project_year__project__name",
        linkify=("appraisal", [A("pk")]),
    )  # fmt: skip
    unit = Column(gettext_lazy("单位"), accessor="organisation__name")
    kind = Column(gettext_lazy("评估类别"), accessor="kind")
    state = StateColumn(gettext_lazy("状态"), stage="lifecycle.appraisal")
    declared = AmountColumn(gettext_lazy("申报金额"))
    approved = AmountColumn(gettext_lazy("核定金额"), none=gettext_lazy("尚未核定"))
    cut = AmountColumn(gettext_lazy("核减金额"), none=gettext_lazy("尚未核定"))
    rate = PercentColumn(gettext_lazy("核减率"))
    due_on = DueColumn(gettext_lazy("应办结"))

    def render_kind(self, record: Any) -> str:
        """Name the kind in words."""
        return str(record.get_kind_display())


class AppraisalFilter(Filter):
    """What the list may be narrowed by."""

    text = TextFilter(
        label=gettext_lazy("项目"), field_name="project_year__project__name",
        lookup_expr="icontains",
    )  # fmt: skip
    path = django_filters.ChoiceFilter(
        label=gettext_lazy("范围"),
        choices=[
            (KEY, gettext_lazy("财政重点评估")),
            (CONCLUDED, gettext_lazy("财政重点评估，已有结论")),
        ],
        method="narrow_path",
    )
    state = django_filters.ChoiceFilter(label=gettext_lazy("状态"), choices=Appraisal.State.choices)
    conclusion = django_filters.ChoiceFilter(
        label=gettext_lazy("评估结论"),
        choices=lambda: Appraisal._meta.get_field("conclusion").choices,
    )

    def narrow_path(self, rows: Any, _name: str, path: str) -> Any:
        """Keep what finance has drawn, or what came of it."""
        return queries.concluded(rows) if path == CONCLUDED else rows.filter(key_path=True)


@require_safe
def appraisal_list(request: Request) -> HttpResponseBase:
    """List the appraisals this person sees: of the departments, or those finance has drawn."""
    hour = hour_of(request)
    key = request.GET.get("path") in (KEY, CONCLUDED)
    rows = queries.appraisals_for(request.user, request.year, day=hour.day, seats=hour.seats)
    return table_page(
        request,
        _counted(rows),
        AppraisalTable,
        filters=AppraisalFilter,
        template="lifecycle/appraisal/list.html",
        title=_("事前绩效评估"),
        tabs=_tabs(key=key),
        divides=divides(hour.seats),
        records=sees_draws(hour.seats),
    )


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    # What has not been ruled on has no cut, and its declared amount is no part of the rate.
    cut = F("declared") - F("approved")
    ruled = Case(When(approved__isnull=False, then=F("declared")))
    found: QuerySet[Any] = rows.annotate(cut=cut, ruled=ruled, rate=cut * 100 / ruled)
    return found


def _tabs(*, key: bool) -> list[Tab]:
    url = reverse("appraisals")
    return [
        Tab(_("部门自评估"), url, not key),
        Tab(_("财政重点评估"), f"{url}?path={KEY}", key),
    ]
