"""The leader's page 市领导一页: one screen without a form, one sheet, from every app's panels."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.models import Appraisal
from lifecycle.rules.parts import Figure
from lifecycle.views.boards import (
    amount_figure,
    count_figure,
    objects_at,
    rate_figure,
    rows_at,
    year_of,
)
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of
from lifecycle.views.panels import drawn, panel
from lifecycle.views.project_filter import ALL, add_filter

PAGE = "leader"

add_filter(
    "counted",
    django_filters.ChoiceFilter(
        label=gettext_lazy("统计口径"),
        choices=queries.counted_choices,
        method=queries.counted_rows,
        empty_label=ALL,
    ),
)


@require_safe
def leader(request: Request) -> HttpResponse:
    """Show the city's year to whoever sees the whole city; to others there is no such page."""
    frame = frame_of(request)
    queries.city_for(request.user, frame.day, seats=frame.seats)
    year = year_of(request)
    panels = drawn(request, PAGE, year, frame.day)
    shown = {"year": year, "day": frame.day, "panels": panels}
    return render(request, "lifecycle/leader.html", shown)


@panel(
    PAGE,
    "totals",
    title=gettext_lazy("全市总量"),
    order=10,
    template="lifecycle/leader/totals.html",
)
def totals(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """Show what is in force, and what the key appraisals cut."""
    in_force, appraised = queries.totals(year)
    projects = rows_at(year, counted="appraised")
    rows = objects_at(request, year, Appraisal, instead=projects, path="concluded")
    return {"figures": [*_in_force(year, in_force), *_appraised(appraised, rows)]}


def _in_force(year: int, found: queries.Promised) -> list[Figure]:
    rows = rows_at(year, counted="promised")
    note = _("%(n)s家部门") % {"n": f"{found.departments:,}"}
    return [
        count_figure(_("批复项目"), found.projects, _("个"), note=note, href=rows),
        amount_figure(_("涉及资金"), found.amount, note=_("批复绩效目标的预算"), href=rows),
    ]


def _appraised(found: queries.Appraised, rows: str) -> list[Figure]:
    note = _("取消%(n)s个") % {"n": f"{found.cancelled:,}"}
    rate = _("核减额占申报额")
    return [
        count_figure(_("事前重点评估"), found.assessed, _("个"), note=note, href=rows),
        amount_figure(_("核减金额"), found.cut, note=_("申报减核定"), href=rows),
        rate_figure(_("核减率"), found.cut_rate, note=rate, href=rows),
    ]
