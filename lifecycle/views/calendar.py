"""The calendar 日历: a month as a list, a year at a glance, and the address for programs."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe

from lifecycle import clock, queries
from lifecycle.actions.subscribing import TooOften, open_feed
from lifecycle.forms import MonthForm
from lifecycle.queries import CalendarKind, CalendarReader
from lifecycle.views import ics
from lifecycle.views.common import Request, hour_of

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
"""How far a calendar program sees."""
RETRY_SECONDS = 3600
KINDS = {
    CalendarKind.OPENS: (_("窗口开放"), "moving"),
    CalendarKind.CLOSES: (_("窗口截止"), "returned"),
    CalendarKind.EXCEPTION: (_("例外"), "moving"),
    CalendarKind.DUE: (_("待办到期"), "waiting"),
    CalendarKind.PUBLISH: (_("公开期限"), "waiting"),
    CalendarKind.HOLIDAY: (_("放假"), "ended"),
    CalendarKind.WORKDAY: (_("调休上班"), "done"),
}


@require_safe
def calendar(request: Request) -> HttpResponse:
    """Show a month, or the year where the address names no month."""
    hour = hour_of(request)
    asked = request.GET if "year" in request.GET else {"year": hour.day.year,
                                                       "month": hour.day.month}  # fmt: skip
    stages = [(m.stage_name(), m._meta.verbose_name) for m in queries.machines_in_course()]
    form = MonthForm(asked, stages=stages)
    wanted = form.cleaned_data if form.is_valid() else {}
    reader = CalendarReader(request.user, hour.seats, hour.day)
    year, stage = wanted.get("year", hour.day.year), wanted.get("stage", "")
    shown: dict[str, Any] = {"form": form, "stage": stage, "today": hour.day}
    if wanted and wanted.get("month") is None:
        return render(request, "lifecycle/calendar_year.html", shown | _year(reader, year, stage))
    first = date(year, wanted.get("month") or hour.day.month, 1)
    return render(request, "lifecycle/calendar.html", shown | _month(reader, first, stage))


def _month(reader: CalendarReader, first: date, stage: str) -> dict[str, Any]:
    last = first.replace(day=monthrange(first.year, first.month)[1])
    entries = queries.entries_for(reader, first, last, stage=stage)
    lines = [(line, *KINDS[line.entry.kind]) for line in queries.lines_of(entries)]
    neighbours = [_or_none(first - timedelta(days=1)), _or_none(last + timedelta(days=1))]
    return {"first": first, "lines": lines, "before": neighbours[0], "after": neighbours[1]}


def _or_none(day: date) -> date | None:
    field: Any = MonthForm.base_fields["year"]
    return day if field.min_value <= day.year <= field.max_value else None


def _year(reader: CalendarReader, year: int, stage: str) -> dict[str, Any]:
    months = queries.year_of(reader, year, stage=stage)
    rows = [(one.first, [one.counts.get(str(kind), 0) for kind in KINDS]) for one in months]
    return {"year": year, "rows": rows, "heads": [label for label, _tone in KINDS.values()]}


@login_not_required
@conditional_page
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """Give a calendar program what its owner would see; without a session, by the secret alone."""
    at = clock.now()
    try:
        person = open_feed(token, now=timezone.now(), at=at)
    except TooOften:
        answer = HttpResponse(status=503)
        answer["Retry-After"] = str(RETRY_SECONDS)
        return answer
    if person is None:
        raise Http404
    day = clock.day_of(at)
    reader = CalendarReader(person, queries.seats_for(person, day), day)
    entries = queries.entries_for(reader, day - BACK, day + AHEAD)
    body = ics.written(entries, year=day.year - 1)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer["Cache-Control"] = "private, no-cache"
    return answer
