"""Completeness 报送情况: which unit filed which month in time, late or not; and reminding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lifecycle.models import Organisation
from lifecycle.models.rulepack import remembering
from lifecycle.queries import Filed, departments_for
from lifecycle.refusals import Forbidden, Refused
from lifecycle.rules.charts import Head, Series, stacked
from lifecycle.views import help_text, menu
from lifecycle.views.boards import year_of
from lifecycle.views.common import Request, hour_of
from lifecycle.views.tables import number
from monitoring.actions.asking import remind_unit
from monitoring.forms.completeness import RemindForm, UnitFilter
from monitoring.models import Reminder
from monitoring.queries import completeness as queries
from monitoring.queries.home import months_ended

SIZE = 30
"""Units on a page."""

menu.add("completeness", gettext_lazy("报送情况"))
help_text.about(
    "completeness",
    gettext_lazy("报送情况"),
    gettext_lazy("各单位各月监控填报按期报送、逾期报送、逾期未报和未到期的份数；被退回后重报的，按第一次报送计。"),
    gettext_lazy("催报会给单位经办和负责人发通知，列出全部逾期未报的填报；每个单位每天一次，谁催都算，有记录。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: what it filed month by month, its last reminder, and whether it may be asked."""

    unit: Organisation
    cells: tuple[tuple[int, Filed | None], ...]
    reminder: Reminder | None
    may_ask: bool
    today: bool

    @property
    def missing(self) -> int:
        """Reports that are overdue."""
        return sum(cell.missing for _month, cell in self.cells if cell)


@require_safe
def completeness(request: Request) -> HttpResponse:
    """Show a page of units with the months of a year."""
    hour, year = hour_of(request), year_of(request)
    with remembering():
        months = months_ended(year, hour.day)
        reports = queries.seen_reports(hour.seats, year, hour.day)
        form = _filter(request)
        units = _narrowed(queries.units_with(reports), reports, form, hour.day)
        page = Paginator(units, SIZE).get_page(number(request.GET.get("page", "")))
        lines = _lines(request, list(page.object_list), reports, months)
        shown = {
            "year": year,
            "form": form,
            "months": months,
            "page": page,
            "lines": lines,
            "asks": any(line.may_ask for line in lines),
            "chart": _chart(queries.by_month(reports, hour.day), year, str(hour.day)),
        }
        return render(request, "monitoring/completeness.html", shown)


@require_POST
def remind(request: Request) -> HttpResponse:
    """Ask one unit for what it owes."""
    hour, year = hour_of(request), year_of(request)
    form = RemindForm(request.POST)
    reports = queries.seen_reports(hour.seats, year, hour.day)
    unit = queries.units_with(reports).filter(pk=form.cleaned_data["unit"]).first() \
        if form.is_valid() else None  # fmt: skip
    if unit is None:
        raise Http404
    try:
        made = remind_unit(unit, year, by=request.user, at=hour.at)
    except Forbidden:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, f"{unit}：{refused}")
        return redirect(_back(request))
    words = {"unit": unit, "n": made.reports}
    messages.success(request, _("已催报%(unit)s：%(n)s份逾期未报") % words)
    return redirect(_back(request))


def _back(request: Request) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe and asked.startswith("/") else "completeness"


def _filter(request: Request) -> UnitFilter:
    hour = hour_of(request)
    above = departments_for(request.user, hour.day, hour.seats)
    return UnitFilter(request.GET, department=list(above.values_list("pk", "name")))


def _narrowed(units: Any, reports: Any, form: UnitFilter, day: Any) -> Any:
    wanted = form.wanted()
    if text := wanted.get("q"):
        units = units.filter(name__icontains=text)
    if place := wanted.get("department"):
        units = units.filter(Q(pk=place) | Q(department=place))
    return queries.owing(units, reports, day) if wanted.get("only") else units


def _lines(
    request: Request, units: Sequence[Organisation], reports: Any, months: Sequence[int]
) -> list[UnitLine]:
    hour, year = hour_of(request), year_of(request)
    keys = [unit.pk for unit in units]
    cells = queries.cells_of(reports, keys, year, hour.day)
    reminded = queries.last_reminders(keys, year)
    return [
        UnitLine(
            unit,
            tuple((month, cells.get((unit.pk, month))) for month in months),
            last := reminded.get(unit.pk),
            queries.may_remind(unit, hour.seats),
            last is not None and last.on == hour.day,
        )
        for unit in units
    ]


def _chart(found: Sequence[queries.MonthFiled], year: int, day: str) -> Any:
    if not found:
        return None
    series = [Series(_("已报"), "green"), Series(_("逾期未报"), "red"), Series(_("未到期"), "pale")]
    given = [(_("%(n)s月") % {"n": one.month}, [one.filed, one.missing, one.open]) for one in found]
    head = Head(_("各月监控填报"), _("%(year)s年度") % {"year": year}, day, _("份"))
    return stacked(head, series, given, names=_("月份"))
