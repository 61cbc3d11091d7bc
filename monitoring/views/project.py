"""What monitoring brings to the pages of the ground floor: lights, reports, warnings, orders."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from lifecycle import queries
from lifecycle.views.columns import LightColumn
from lifecycle.views.project_filter import ALL, add_filter
from lifecycle.views.projects import add_column
from lifecycle.views.stage_tabs import ProjectPage, Shown, stage_tab
from monitoring.models import LightResult
from monitoring.models.light import LIGHTS
from monitoring.queries.forecast import foreseen
from monitoring.views.halts import halted

WORST_FIRST = "red yellow blue green grey"


@queries.add("light")
def with_light(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Join the newest light of each project-year, its sentence, and its rank, the worst first."""
    found = LightResult.objects.filter(
        project_year=OuterRef("pk"), year=OuterRef("year"), kind=LightResult.Kind.PROJECT
    )
    newest = found.order_by("-month", "-revision")
    known = {*rows.query.annotations, *(field.name for field in rows.model._meta.fields)}
    if "light" not in known:
        rows = rows.annotate(light=Subquery(newest.values("light")[:1]))
    joined: QuerySet[Any] = rows.annotate(
        light_sentence=Subquery(newest.values("sentence")[:1]),
        light_rank=StrIndex(Value(WORST_FIRST), F("light")),
    )
    return joined


add_column(
    "light",
    LightColumn(
        _("红黄灯"), sentence="light_sentence", order_by=("light_rank",), unjudged=_("尚未判灯")
    ),
)
add_filter(
    "light",
    django_filters.ChoiceFilter(
        label=_("红黄灯"), field_name="light", choices=LIGHTS, empty_label=ALL
    ),
)


def _foreseen(page: ProjectPage) -> Mapping[str, Any]:
    return {"foreseen": foreseen(page.project_year), **halted(page)}


HALTED = "monitoring/tabs/halted.html"
"""The template of a tab that says what stops the project, where something does."""


stage_tab(
    "monitoring",
    title=_("绩效监控"),
    order=40,
    stages=(Shown("report"),),
    why=_("还没有监控填报。"),
    then=_("目标批复后，每月填报窗口开放时下发到单位。"),
    extra=_foreseen,
    template="monitoring/tabs/report.html",
)
stage_tab(
    "warnings",
    title=_("预警"),
    order=50,
    stages=(Shown("warning", more=("escalations",)), Shown("pause"), Shown("halt")),
    why=_("没有预警。"),
    then=_("项目被判红灯或连续黄灯时，系统自动发出预警。"),
    extra=halted,
    template=HALTED,
)
stage_tab(
    "rectification",
    title=_("整改"),
    order=60,
    stages=(Shown("rectification"),),
    why=_("没有整改通知。"),
    then=_("监控、自评、评价或审计发现的问题，会在这里形成整改通知。"),
    extra=halted,
    template=HALTED,
)
