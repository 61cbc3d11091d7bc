"""The page of one warning 预警: what it was judged from, what became of it, who was told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_safe

from lifecycle.queries import history_of
from lifecycle.rules.charts import Head, Line, lines
from lifecycle.rules.parts import Tab
from lifecycle.views import help_text
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.context import remembered
from lifecycle.views.steps import show_on
from monitoring.models import LightResult, Warning  # noqa: A004 - 预警 is a warning
from monitoring.queries import alerts as queries
from monitoring.queries.standing import standing_of
from monitoring.rules.silences import GROUND_LABELS
from monitoring.views.object_page import object_page

RECORD = "record"
SCALES = (gettext_noop("进度比"), gettext_noop("执行率"))
"""What execution is measured by, as the rules name it (`Scale.name`)."""

help_text.about(
    "alert",
    gettext_lazy("一次预警"),
    gettext_lazy("判灯用的数字和公式、每次判灯的结果、办理经过和通知情况都在这一页。"),
)


@require_safe
def alert(request: Request, pk: int) -> HttpResponse:
    """Show a warning to whoever may see it: what to do and why, or what became of it."""
    return alert_page(request, pk)


def alert_page(request: Request, pk: int, trouble: Trouble | None = None) -> HttpResponse:
    """Draw the page of a warning, with what was refused where something was."""
    hour = hour_of(request)
    with remembered(request):
        warning = queries.alert_for(hour.seats, pk, hour.day)
        lights = queries.lights_behind(warning)
        record = trouble is None and request.GET.get("tab") == RECORD
        shown: dict[str, Any] = {"tabs": _tabs(warning, record=record), "order": warning.order_made}
        if record:
            return render(request, "monitoring/alert_record.html", shown | _record(warning, lights))
        return object_page(
            request,
            warning,
            "monitoring/alert.html",
            trouble,
            beside=("escalations",),
            history=(),
            **shown,
            **_numbers(warning, lights, hour.day),
        )


def _tabs(warning: Warning, *, record: bool) -> list[Tab]:
    url = reverse("alert", args=[warning.pk])
    return [
        Tab(_("办理和依据"), url, not record),
        Tab(_("记录"), f"{url}?tab={RECORD}", record),
    ]


def _record(warning: Warning, lights: Sequence[LightResult]) -> dict[str, Any]:
    return {
        "subject": warning,
        "observed": [one for one in lights if one.kind == LightResult.Kind.PROJECT],
        "told": queries.told_of(warning),
        "history": history_of([warning]),
    }


def _numbers(warning: Warning, lights: Sequence[LightResult], day: date) -> dict[str, Any]:
    stand = standing_of([warning], on=day, lights=lights)[warning.pk]
    return {
        "stand": stand,
        "grounds": [GROUND_LABELS[ground] for ground in sorted(stand.told)],
        "newest": _newest(lights),
        "chart": _against(warning, lights),
    }


def _newest(lights: Sequence[LightResult]) -> list[LightResult]:
    """Keep of the newest month each kind as it was last judged."""
    found: dict[str, LightResult] = {}
    for one in lights:
        if one.month == lights[0].month:
            found.setdefault(one.kind, one)
    return [found[kind] for kind in LightResult.Kind.values if kind in found]


def _against(warning: Warning, lights: Sequence[LightResult]) -> Any:
    points = queries.against_limits(warning.year, lights)
    if not points:
        return None
    as_of = max(one.as_of for one in lights).isoformat()
    period = _("%(year)s年1至%(month)s月") % {"year": warning.year, "month": points[-1].month}
    given = [
        Line(_("黄灯上限"), [point.green_from for point in points], "yellow", dashed=True),
        Line(_(points[-1].scale), [point.value for point in points]),
    ]
    if all(point.red_below is not None for point in points):
        red = [point.red_below for point in points]
        given.insert(0, Line(_("红灯上限"), red, "red", dashed=True))
    labels = [_("%(n)s月") % {"n": point.month} for point in points]
    return lines(Head(_("预算执行与判灯界限"), period, as_of, "%"), labels, given, names=_("月份"))


show_on(
    Warning.stage(),
    "alert",
    lambda request, trouble: alert_page(request, trouble.subject.pk, trouble),
)
