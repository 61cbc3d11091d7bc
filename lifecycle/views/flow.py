"""The pages of the stages 环节运行: where everything stands, for how long, and who is late."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.rules.charts import Head, Series, stacked
from lifecycle.rules.diagram import Arc, diagram, fitting
from lifecycle.rules.parts import Figure
from lifecycle.views.boards import count_figure, lists_objects, objects_at, rows_at, year_of
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of


@require_safe
def overview(request: Request) -> HttpResponse:
    """Show every stage with how much is on its way, late, and done."""
    frame = frame_of(request)
    day, year = frame.day, year_of(request)
    flows = queries.overview_for(request.user, year, day, seats=frame.seats)
    rows = [(flow, _page(flow, year)) for flow in flows]
    shown = {"year": year, "rows": rows, "chart": _overview(year, flows, day.isoformat())}
    return render(request, "lifecycle/flow_overview.html", shown)


@require_safe
def flow(request: Request, stage: str) -> HttpResponse:
    """Show how one stage runs: its diagram with counts, the waits, and who is late."""
    model = queries.stage_for(stage)
    frame = frame_of(request)
    year = year_of(request)
    found = queries.flow_for(request.user, model, year, frame.at, seats=frame.seats)
    in_state = {
        one.state: objects_at(request, year, model, state=one.state) for one in found.states
    }
    shown = {
        "year": year,
        "day": frame.day,
        "flow": found,
        "listed": lists_objects(request, year, model),
        "figures": _figures(found, objects_at(request, year, model)),
        "states": [(one, in_state[one.state]) for one in found.states],
        "narrow": [(one, in_state[one.state]) for one in found.bottlenecks],
        "late": [(one, rows_at(year, stage=stage, unit=one.key)) for one in found.late],
        "drawn": _drawn(found, in_state),
        "steps": _steps(found),
    }
    return render(request, "lifecycle/flow.html", shown)


def _page(found: queries.Flow, year: int) -> str:
    return f"{reverse('process-stage', args=[found.model.stage_name()])}?year={year}"


def _overview(year: int, flows: list[queries.Flow], as_of: str) -> Any:
    series = [
        Series(_("在期限内"), "lead"),
        Series(_("已逾期"), "red"),
        Series(_("已办结"), "soft"),
    ]
    given = [(one.label, (one.moving - one.overdue, one.overdue, one.finished)) for one in flows]
    head = Head(_("各环节办理情况"), _("%(year)s年度") % {"year": year}, as_of, _("项"))
    return stacked(head, series, given, names=_("环节"))


def _figures(found: queries.Flow, every: str) -> list[Figure]:
    numbers = (
        (_("全部"), found.count, every),
        (_("办理中"), found.moving, "#states"),
        (_("已逾期"), found.overdue, "#late"),
        (_("已办结"), found.finished, "#states"),
    )
    return [count_figure(name, count, _("项"), href=href) for name, count, href in numbers]


def _drawn(found: queries.Flow, in_state: Mapping[str, str]) -> dict[str, Any]:
    """Draw the stage from its declared steps, with the count in each state."""
    arcs = [Arc(e.source, e.target, str(e.about.label)) for e in found.model.edges()]
    counts = [_counted(one) for one in found.states]
    wide = fitting([*(one.label for one in found.states), *counts])
    placed = diagram([one.state for one in found.states], arcs, wide=wide)
    boxes = zip(placed.boxes, found.states, counts, strict=True)
    return {
        "sheet": placed,
        "boxes": [(box, one, said, in_state[one.state]) for box, one, said in boxes],
    }


def _counted(state: queries.Standing) -> str:
    words = _("%(n)s项") % {"n": f"{state.count:,}"}
    late = _("逾期%(n)s项") % {"n": f"{state.overdue:,}"}
    return f"{words} · {late}" if state.overdue else words


def _steps(found: queries.Flow) -> list[tuple[str, str, str, str]]:
    words = {one.state: one.label for one in found.states}
    return [
        (
            words[edge.source],
            str(edge.about.label),
            words[edge.target],
            _("、").join(str(role.label) for role in edge.about.by),
        )
        for edge in found.model.edges()
    ]
