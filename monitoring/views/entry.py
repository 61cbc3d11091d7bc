"""Monthly entry 监控填报: every report of one's unit in one grid, saved row by row or whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models.rulepack import remembering
from lifecycle.queries.money import planned_payments
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.rules.parts import Tab
from lifecycle.views import help_text, kept, kept_words, menu
from lifecycle.views.boards import year_of
from lifecycle.views.common import Request, hour_of
from lifecycle.views.context import frame_of
from lifecycle.views.picks import written
from lifecycle.views.tables import number
from monitoring.actions import enter_report
from monitoring.forms.entry import BELOW, MISSING, EntryFilter
from monitoring.models import Report
from monitoring.queries import entry as queries
from monitoring.views.entry_grid import Block, block, judge
from monitoring.views.sheets import READINGS

SIZE = 10
"""Reports on a page; with their indicators some hundred lines."""
ALL = "all"
BAD, STALE, BARRED, FINE = 400, 409, 403, 200

menu.add("monthly-entry", gettext_lazy("月度填报"))
kept_words.GRIDS["monthly-entry"] = READINGS
help_text.about(
    "monthly-entry",
    gettext_lazy("月度填报"),
    gettext_lazy(
        "本单位当月各项目的监控填报排在一张表里：填累计完成值，系统算出本期数、应完成数和灯色。"
    ),
    gettext_lazy("0是已填的数；没有数据的，请写明原因。比率指标填分子和分母，完成值由系统计算。"),
    gettext_lazy(
        "可以保存一个项目，也可以全部保存；有错误的单元格一次全部标出，其余已填内容保留。"
    ),
    gettext_lazy("可以从电子表格复制一块区域，粘贴到任一单元格，数据按行列填入；按回车到下一行。"),
    gettext_lazy("“预览灯色”只计算不保存。填完后点“本月批量送审”，先看清单再确认。"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: Request) -> HttpResponse:
    """Show the grid of a month, and save what was typed in it."""
    hour = hour_of(request)
    rows = queries.reports_of(hour.seats, year_of(request), hour.day)
    months = queries.entry_months(rows)
    form = EntryFilter(request.GET)
    if blocks := _refilled(request, rows):
        return _drawn(request, rows, months, blocks)
    month = _month(months, form.wanted().get("month"))
    rows = rows.filter(month=month)
    if request.method == "POST":
        return _posted(request, rows, months)
    pages = Paginator(_narrowed(rows, form), SIZE)
    if not any(form.wanted().get(name) for name in ("q", "only")):
        pages.count = next((one.reports for one in months if one.month == month), 0)
    page = pages.get_page(number(request.GET.get("page", "")))
    blocks = [block(report) for report in page.object_list]
    return _drawn(request, rows, months, blocks, form=form, page=page)


def _month(months: Sequence[queries.EntryMonth], asked: int | None) -> int:
    """Choose the month asked for, else the newest that has something to fill in."""
    known = [one.month for one in months]
    if asked in known:
        return asked
    still = [one.month for one in months if one.open]
    return max(still or known, default=0)


def _narrowed(rows: Any, form: EntryFilter) -> Any:
    wanted = form.wanted()
    if text := wanted.get("q"):
        rows = rows.filter(project_year__project__name__icontains=text)
    narrow = {MISSING: queries.missing_only, BELOW: queries.below_plan}.get(wanted.get("only", ""))
    return queries.for_grid(narrow(rows) if narrow else rows)


def _refilled(request: Request, rows: Any) -> list[Block]:
    """Fill the grid with what was typed before the session ended, where all of it finds its box."""
    typed = kept.refill(request) if request.method != "POST" else None
    if typed is None:
        return []
    keys = _keys(typed)
    blocks = [block(one, typed) for one in queries.for_grid(rows.filter(pk__in=keys))]
    if len(blocks) < len(keys) or not all(one.own for one in blocks):
        return []
    kept.refilled(request)
    return blocks


def _keys(posted: QueryDict) -> list[int]:
    return [int(key) for key in posted.getlist("report")[: SIZE * 2] if _is_key(key)]


def _posted(request: Request, rows: Any, months: Any) -> HttpResponse:
    keys = _keys(request.POST)
    reports = list(queries.for_grid(rows.filter(pk__in=keys)))
    save = request.POST.get("save", "")
    blocks = [block(report, request.POST) for report in reports]
    chosen = [one for one in blocks if one.own and save in (ALL, str(one.report.pk))]
    with remembering():
        for one in chosen:
            _save(request, one)
    saved = [one for one in chosen if not _troubled(one)]
    if saved:
        messages.success(request, _("已保存%(n)s个项目的填报") % {"n": len(saved)})
    if save and len(saved) == len([one for one in blocks if one.own]):
        return redirect(request.get_full_path())
    fresh = {one.pk: one for one in queries.for_grid(rows.filter(pk__in=keys))}
    shown = [block(fresh[one.report.pk]) if one in saved else _again(one, fresh, request)
             for one in blocks if one.report.pk in fresh]  # fmt: skip
    return _drawn(request, rows, months, shown, status=_status(chosen))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(2**63))


def _save(request: Request, one: Block) -> None:
    """Save one report; what keeps it from being saved stays on its block."""
    if not one.valid:
        return
    entries, texts = one.given()
    version = one.own.cleaned_data["version"]
    try:
        enter_report(one.report, entries, by=request.user, version=version, **texts)
    except Refused as refused:
        one.refused = refused
    except ValidationError as fault:
        one.faults = tuple(fault.messages)


def _troubled(one: Block) -> bool:
    return bool(one.refused or one.faults or not one.valid)


def _again(one: Block, fresh: Mapping[int, Report], request: Request) -> Block:
    """Show what was typed once more, over what stands now: who saw the difference may go on."""
    report = fresh[one.report.pk]
    posted = request.POST.copy()
    if one.refused and Code.STALE in one.refused.codes:
        posted[f"r{report.pk}-version"] = str(report.version)
    again = block(report, posted if one.own else None)
    again.refused, again.faults = one.refused, one.faults
    return again


def _status(chosen: Sequence[Block]) -> int:
    refused = [one.refused for one in chosen if one.refused]
    if any(isinstance(one, Forbidden) for one in refused):
        return BARRED
    if any(Code.STALE in one.codes for one in refused):
        return STALE
    return BAD if any(_troubled(one) for one in chosen) else FINE


def _drawn(
    request: Request,
    rows: Any,
    months: Sequence[queries.EntryMonth],
    blocks: Sequence[Block],
    *,
    form: EntryFilter | None = None,
    page: Any = None,
    status: int = FINE,
) -> HttpResponse:
    day, year = hour_of(request).day, year_of(request)
    reports = [one.report for one in blocks]
    month = reports[0].month if reports else _month(months, None)
    before = queries.read_before(reports)
    planned = planned_payments([r.project_year_id for r in reports], month=month, on=day)
    with remembering(frame_of(request).packs):
        for one in blocks:
            judge(one, before, planned.get(one.report.project_year_id))
    ready = dict(queries.to_file(rows))
    shown = {
        "year": year,
        "month": month,
        "tabs": _tabs(months, month, year),
        "blocks": blocks,
        "writable": any(one.own for one in blocks),
        "filter": form,
        "page": page,
        "closed": queries.shut_out(reports, year, day) if reports else None,
        "ready": len(ready),
        "picks": written({Report.stage(): ready}),
        "step": f"{Report.stage()}:submit",
        "loose": [fault for one in blocks for fault in one.loose()],
        "wrong": [field for one in blocks for field in one.wrong()],
        "previewed": "preview" in request.POST,
    }
    return render(request, "monitoring/entry.html", shown, status=status)


def _tabs(months: Sequence[queries.EntryMonth], month: int, year: int) -> list[Tab]:
    return [
        Tab(
            _("%(n)s月") % {"n": one.month},
            f"?year={year}&month={one.month}",
            one.month == month,
            one.open or None,
        )
        for one in months
    ]
