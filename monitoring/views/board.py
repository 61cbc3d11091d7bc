"""The monitoring board 监控看板: projects by months in lights, with what each light rests on."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.rules.charts import Cell, Head, Heat, heat
from lifecycle.rules.parts import Tab
from lifecycle.sentences import told
from lifecycle.templatetags.marks import SHAPES
from lifecycle.views import exports, help_text, menu
from lifecycle.views.boards import Part, shares
from lifecycle.views.columns import AmountColumn, Column, LightColumn
from lifecycle.views.common import Request, hour_of
from lifecycle.views.project_filter import ALL, ProjectFilter
from lifecycle.views.tables import Table
from monitoring.models import LightResult
from monitoring.models.light import LIGHTS
from monitoring.queries import board as queries
from monitoring.queries.stops import stops_now
from monitoring.rules.limits import MONTHS

MARKED = ("red", "yellow")
"""Lights that lead on to what was judged; the others' rows lead there all the same."""
LONGEST_KEY = 18

menu.add("monitor", gettext_lazy("监控看板"))
help_text.about(
    "monitor",
    gettext_lazy("监控看板"),
    gettext_lazy("每行一个项目，每列一个月，灯的形状和颜色同义：■红、▲黄、●绿、◆蓝、○虚线灰。"),
    gettext_lazy(
        "灰色是不判灯，不是绿灯：没有执行数、预算为0、尚未报送或指标未到期，都不能说明项目正常。"
    ),
    gettext_lazy("筛选条件里的“依据”决定按哪一种灯筛选：目标灯、执行灯或两者合成的项目灯。"),
    gettext_lazy("汇总按项目最近一次判灯计数；部门整体不单列，它的灯是所属项目的合成。"),
)


class BoardFilter(ProjectFilter):
    """The board narrowed by unit, by a light of some kind, and by new or continuing."""

    stage = None
    state = None
    kind = None
    key = None
    amount_min = None
    amount_max = None
    counted = None
    light = django_filters.ChoiceFilter(
        label=gettext_lazy("灯"), method="by_light", choices=LIGHTS, empty_label=ALL
    )
    rule = django_filters.ChoiceFilter(
        label=gettext_lazy("依据"), method="as_they_are", choices=LightResult.Kind.choices,
        empty_label=gettext_lazy("项目（合成）"),
    )  # fmt: skip
    new = django_filters.ChoiceFilter(
        label=gettext_lazy("新增或延续"), method="by_age", empty_label=ALL,
        choices=[("new", gettext_lazy("新增")), ("old", gettext_lazy("延续"))],
    )  # fmt: skip

    def by_light(self, rows: Any, _name: str, light: str) -> Any:
        """Match the newest light of the kind that is asked for."""
        kind = self.form.cleaned_data.get("rule") or str(LightResult.Kind.PROJECT)
        return queries.lit_as(rows, kind=kind, light=light)

    def as_they_are(self, rows: Any, _name: str, _kind: str) -> Any:
        """Leave the rows: the kind is asked for with the light."""
        return rows

    def by_age(self, rows: Any, _name: str, age: str) -> Any:
        """Match new projects, or those that go on."""
        return rows.filter(is_new=age == "new")


class BoardTable(Table):
    """The projects of the board as a file, each with its newest lights."""

    name = Column(gettext_lazy("项目名称"), accessor="project__name")
    code = Column(gettext_lazy("项目代码"), accessor="project__code")
    unit = Column(gettext_lazy("单位"), accessor="project__organisation__name")
    goal = LightColumn(gettext_lazy("目标灯"), accessor="goal_light")
    execution = LightColumn(gettext_lazy("执行灯"), accessor="execution_light")
    light = LightColumn(gettext_lazy("项目灯"))
    light_sentence = Column(gettext_lazy("判灯依据"))
    budget = AmountColumn(gettext_lazy("全年预算数"), none=gettext_lazy("尚无执行数"))
    paid = AmountColumn(gettext_lazy("累计支出"), none=gettext_lazy("尚无执行数"))

    def value_light_sentence(self, value: Any) -> str:
        """Tell the sentence in the reader's language."""
        return told(value) if value else ""


@require_safe
def board(request: Request) -> HttpResponseBase:
    """Draw a page of the board, or send all that is filtered as a file."""
    hour = hour_of(request)
    rows = queries.board_rows(request.user, hour.day, hour.seats)
    narrowing = BoardFilter(request.GET, queryset=rows, request=request)
    found = narrowing.qs
    if kind := request.GET.get("export"):
        return _file(found, kind, hour.day)
    return _drawn(request, narrowing, found)


def _file(rows: Any, kind: str, day: Any) -> HttpResponseBase:
    for light in (LightResult.Kind.GOAL, LightResult.Kind.EXECUTION):
        rows = queries.with_light(rows, str(light))
    name = f"{_('监控看板')}-{day}"
    return exports.file(rows.order_by("pk"), BoardTable([]), kind=kind, name=name)


def _drawn(request: Request, narrowing: BoardFilter, rows: Any) -> HttpResponseBase:
    asked = request.GET
    year = _year(request, narrowing)
    page = queries.page_of(rows, after=_key(asked, "after"), before=_key(asked, "before"))
    lamps = queries.lamps_of([row.pk for row in page.rows], year)
    shown = asked.get("show", "")
    kind = shown if shown in queries.KINDS else str(LightResult.Kind.PROJECT)
    counted, stops = queries.counted_by_light(rows), stops_now()
    context = {
        "year": year,
        "form": narrowing.form,
        "page": page,
        "count": sum(share.count for share in counted.values()),
        "tabs": _tabs(request, kind),
        "heat": _heat(page.rows, lamps, kind, year, str(hour_of(request).day)),
        "lines": [(*_line(row, lamps), stops.get(row.pk)) for row in page.rows],
        **_shares(request, counted, year),
    }
    return render(request, "monitoring/board.html", context)


def _year(request: Request, narrowing: BoardFilter) -> int:
    return int(narrowing.form.cleaned_data.get("year") or request.year)


def _key(asked: Any, name: str) -> int:
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else 0


def _tabs(request: Request, kind: str) -> list[Tab]:
    query = request.GET.copy()
    found = []
    for value, label in LightResult.Kind.choices[::-1]:
        query["show"] = value
        found.append(Tab(str(label), f"?{query.urlencode()}", value == kind))
    return found


def _heat(rows: Sequence[Any], lamps: queries.Lamps, kind: str, year: int, day: str) -> Heat | None:
    if not rows:
        return None
    months = range(1, MONTHS + 1)
    head = Head(
        _("各月%(kind)s灯（每列一个月）") % {"kind": LightResult.Kind(kind).label},
        _("%(year)s年1月至12月") % {"year": year},
        day,
        "",
    )
    given = [
        (row.project.name, [_cell(row.pk, n, lamps.get((row.pk, kind, n))) for n in months])
        for row in rows
    ]
    return heat(head, [str(n) for n in months], given, names=_("项目"))


def _cell(key: int, month: int, lamp: queries.Lamp | None) -> Cell | None:
    if lamp is None:
        return None
    href = _place(key) if lamp.light in MARKED else ""
    said = _("%(n)s月：%(said)s") % {"n": month, "said": told(lamp.sentence)}
    return Cell(lamp.light, str(SHAPES[lamp.light][1]), href, said)


def _place(key: int) -> str:
    return f"{reverse('project-year', args=[key])}?tab=monitoring"


def _line(row: Any, lamps: queries.Lamps) -> tuple[Any, str, dict[str, queries.Lamp], int]:
    """Return a project with its address, and its newest lights by kind and their month."""
    last = max((month for key, _kind, month in lamps if key == row.pk), default=0)
    found = ((kind, lamps.get((row.pk, kind, last))) for kind in queries.KINDS)
    return row, _place(row.pk), {kind: lamp for kind, lamp in found if lamp}, last


def _shares(request: Request, counted: Any, year: int) -> dict[str, Any]:
    if not any(share.count for share in counted.values()):
        return {"chart": None}
    query = request.GET.copy()
    for name in ("after", "before", "rule"):
        query.pop(name, None)
    parts = []
    for light, share in counted.items():
        query["light"] = light
        href = f"?{query.urlencode()}"
        parts.append(Part(SHAPES[light][1], light, share.count, share.amount, href, light))
    unknown = sum(share.unknown for share in counted.values())
    note = _("%(n)s个项目没有预算数，未计入金额") % {"n": unknown} if unknown else ""
    drawn = shares(
        _("项目灯分布（最近一次判灯）"), parts, period=_("%(year)s年度") % {"year": year},
        as_of=hour_of(request).day,
    )  # fmt: skip
    return {**drawn, "names": _("灯"), "note": note}
