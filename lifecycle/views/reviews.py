"""The lists of a reviewer 审核: what waits, what was judged, what was in hand; and claiming."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lifecycle import queries
from lifecycle.actions import claiming
from lifecycle.forms import ReviewFilter
from lifecycle.queries import Narrowing, Reader, Wanted
from lifecycle.refusals import Refused
from lifecycle.rules.parts import Tab
from lifecycle.templatetags import marks
from lifecycle.views import exports, help_text
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of
from lifecycle.views.review_table import Done, Judged, Queue
from lifecycle.views.tables import columns_of, in_order, listed, number, size

LISTS: dict[str, tuple[Any, Any, Any]] = {
    "review": (gettext_lazy("待审核"), Queue, queries.reviews_for),
    "review-judged": (gettext_lazy("已审核"), Judged, queries.judged_for),
    "review-handled": (gettext_lazy("曾经办"), Done, queries.handled_for),
}
"""The tabs by the names of their addresses: label, table, rows."""
CLAIMED = (
    ("free", gettext_lazy("无人认领")),
    ("mine", gettext_lazy("我已认领")),
    ("others", gettext_lazy("他人已认领")),
)
WAN = Decimal(10_000)
BULK = "bulk"
MOST_SAID = 5
"""Refusals of a form of many rows that are told one by one."""

help_text.about(
    "review",
    gettext_lazy("审核"),
    gettext_lazy("列出等您审核的全部事项，期限近的在前。同一岗位有多人时，先认领可避免重复办理。"),
    gettext_lazy("勾选多行可以一起认领或批量办理。“已审核”“曾经办”是您过去的办理，仍可打开查看。"),
)


@require_safe
def review_list(request: Request, tab: str) -> HttpResponseBase:
    """Show one list, or give it as a file."""
    reader = reader_of(request)
    label, table, rows = LISTS[tab]
    form = _filter(request, reader)
    wanted = _wanted(form, reach=_reach(request))
    pool: Any = in_order(rows(reader, wanted), table, request.GET.get("sort", ""))
    chosen = columns_of(table, request.GET.getlist("columns"))
    if kind := request.GET.get("export"):
        asked = table([], exclude=[n for n in table.base_columns if n not in chosen], order_by=())
        return exports.file(pool, asked, kind=kind, name=f"{label}-{reader.day}")
    listing = listed(request, pool, table, chosen, _Narrowing(form))
    whole = tab == "review" and replace(wanted, reach=0) == Wanted()
    tabs = _tabs(tab, listing.found if whole else queries.reviews_count(reader))
    shown = {"listing": listing, "title": _("审核"), "tabs": tabs}
    shown |= {"queue": tab == "review", "bulk": _bulk()}
    return render(request, "lifecycle/reviews.html", shown)


class _Narrowing:
    """What a list asks of a filter; the rows are narrowed already."""

    def __init__(self, form: ReviewFilter) -> None:
        self.form = form


def reader_of(request: Request) -> Reader:
    """Return who reads, with the seats and the day that the frame asked for."""
    frame = frame_of(request)
    vars(request).setdefault("reckon_due", queries.reckoner(frame.day, frame.days))
    return Reader(request.user, frame.day, frame.seats)


def _filter(request: Request, reader: Reader) -> ReviewFilter:
    stages = [(m.stage(), m._meta.verbose_name) for m in queries.machines_in_course()]
    return ReviewFilter(
        request.GET,
        stage=stages,
        unit=queries.department_names(request.user, reader.day, reader.held),
        light=[(colour, word) for colour, (_shape, word) in marks.SHAPES.items()],
        claimed=CLAIMED,
    )


def _wanted(form: ReviewFilter, *, reach: int) -> Wanted:
    said = form.wanted()
    narrowing = Narrowing(
        stage=said.get("stage") or "",
        unit=said.get("unit"),
        text=said.get("text") or "",
        claimed=said.get("claimed") or "",
    )
    least, most = said.get("least"), said.get("most")
    return Wanted(
        narrowing,
        least=None if least is None else least * WAN,
        most=None if most is None else most * WAN,
        light=said.get("light") or "",
        reach=reach,
    )


def _reach(request: Request) -> int:
    return (number(request.GET.get("page", "")) + 1) * size(request.GET.get("per", ""))


def _tabs(here: str, waiting: int) -> list[Tab]:
    return [
        Tab(str(label), reverse(name), name == here, waiting if name == "review" else None)
        for name, (label, _table, _rows) in LISTS.items()
    ]


def _bulk() -> str:
    try:
        return reverse(BULK)
    except NoReverseMatch:
        return ""


@require_safe
def review_next(request: Request) -> HttpResponse:
    """Lead on to what is to be judged after an object."""
    stage, _mark, key = request.GET.get("after", "").rpartition(":")
    after = (stage, int(key)) if key.isascii() and key.isdecimal() else None
    return onward(request, after)


def onward(request: Request, after: tuple[str, int] | None) -> HttpResponse:
    """Redirect to the next object of the queue, or to the queue when there is none."""
    found = queries.next_review(reader_of(request), after)
    if found is None:
        messages.info(request, _("没有其他等您审核的事项了。"))
        return redirect("review")
    return redirect("review-object", *found)


@require_POST
def review_claim(request: Request) -> HttpResponse:
    """Claim what is picked, take it over or give it back, and return to where it was asked."""
    reader = reader_of(request)
    picked = request.POST.getlist("pick")
    rows = queries.picked_for(request.user, picked, held=reader.held, day=reader.day)
    found = {"take_over": _take_over, "release": _release}.get(request.POST.get("act", ""), _claim)
    done = [n for some in rows for n in found(request, some)]
    if done:
        messages.success(request, _("已办理%(n)s项") % {"n": len(done)})
    elif not picked:
        messages.warning(request, _("请先选择事项。"))
    return redirect(_back(request))


def _claim(request: Request, rows: Any) -> list[int]:
    found = claiming.claim_many(rows, by=request.user)
    for refusals in list(found.refused.values())[:MOST_SAID]:
        messages.error(request, _("；").join(refusal.sentence for refusal in refusals))
    return found.moved


def _take_over(request: Request, rows: Any) -> list[int]:
    return _each(request, rows, claiming.take_over)


def _release(request: Request, rows: Any) -> list[int]:
    return _each(request, rows, claiming.release)


def _each(request: Request, rows: Any, act: Any) -> list[int]:
    done = []
    for subject in rows[:MOST_SAID]:
        try:
            act(subject, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            done.append(subject.pk)
    return done


def _back(request: Request) -> str:
    stage, _mark, key = request.POST.get("back", "").rpartition(":")
    known = {model.stage() for model in queries.machines()}
    if stage in known and key.isascii() and key.isdecimal():
        return reverse("review-object", args=[stage, int(key)])
    return reverse("review")
