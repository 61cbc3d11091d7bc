"""Evaluation's part of the leader's page: grades by count and by money."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations import queries
from evaluations.models.grading import GRADES
from evaluations.rules.grades import Grade
from lifecycle.views.boards import Part, rows_at, shares
from lifecycle.views.common import Request
from lifecycle.views.panels import panel
from lifecycle.views.project_filter import ALL, add_filter

TONES = {
    Grade.EXCELLENT: "green",
    Grade.GOOD: "blue",
    Grade.FAIR: "yellow",
    Grade.POOR: "red",
}


add_filter(
    "grade",
    django_filters.ChoiceFilter(
        label=gettext_lazy("自评等级"), choices=GRADES, method=queries.with_grade, empty_label=ALL
    ),
)


@panel(
    "leader",
    "grades",
    title=gettext_lazy("自评等级"),
    order=45,
    template="evaluations/leader/grades.html",
)
def grades(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """Hold the grades of confirmed self-evaluations against each other."""
    found = queries.grade_shares(year)
    if not any(one.count for one in found):
        return {"chart": None}
    parts = [
        Part(
            one.label,
            TONES[Grade(one.grade)],
            one.count,
            one.amount,
            rows_at(year, grade=one.grade),
        )
        for one in found
    ]
    period = _("%(year)s年度") % {"year": year}
    drawn = shares(_("已确认的项目自评等级"), parts, period=period, as_of=day)
    return drawn | {"names": _("等级")}
