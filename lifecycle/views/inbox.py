"""The inbox 待办: what waits, was done, came back, is watched and was told, one tab each."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.forms import InboxFilter
from lifecycle.queries import ANYTHING, Narrowing, Page
from lifecycle.rules.parts import Tab
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of, remembered
from lifecycle.views.home_panels import owed
from lifecycle.views.inbox_table import InboxTable
from lifecycle.views.listing import Listing
from lifecycle.views.tables import columns_of, headings, number, size

WAITING, DONE, RETURNED, WATCHED, TOLD = "todo", "done", "returned", "watched", "told"
WEEK = timedelta(days=7)
NOT_IN = {
    WAITING: ("line", "watch"),
    RETURNED: ("line", "claim", "watch"),
    DONE: ("pick", "claim", "age"),
    WATCHED: ("pick", "line", "claim"),
}
"""Columns that a tab has no use for."""


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show one tab of the inbox, narrowed by the address."""
    tab = request.GET.get("tab", WAITING)
    tab = tab if tab in (DONE, RETURNED, WATCHED, TOLD) else WAITING
    form = form_of(request, request.GET)
    wanted = form.wanted()
    page = _page(request, tab, wanted)
    shown: dict[str, Any] = {"tab": tab, "tabs": _tabs(request, tab, page)}
    if tab == TOLD:
        shown |= {"notices": page.entries, "pages": _numbered(page)}
    else:
        frame = frame_of(request)
        shown["owed"] = owed(frame.seats, frame.day) if tab == WAITING else None
        shown["listing"] = _listing(request, page, tab, form)
    if tab == WAITING:
        frame = frame_of(request)
        shown["asked"] = queries.asked_of(request.user, day=frame.day, seats=frame.seats)
    shown["query"] = request.GET.urlencode()
    return render(request, "lifecycle/inbox.html", shown)


def form_of(request: Request, asked: Any) -> InboxFilter:
    """Read the filter from an address, with the choices that this reader has."""
    frame = frame_of(request)
    stages = [(m.stage(), m._meta.verbose_name) for m in queries.machines_in_course()]
    units = queries.department_names(request.user, frame.day, frame.seats)
    return InboxFilter(asked, stage=stages, unit=units)


def narrowing(wanted: dict[str, Any], day: date) -> Narrowing:
    """Turn the cleaned values of the filter into what the worklist is asked for."""
    ends = {"late": day - timedelta(days=1), "week": day + WEEK}
    return Narrowing(
        stage=wanted.get("stage", ""),
        unit=wanted.get("unit"),
        due_by=ends.get(wanted.get("due", "")),
        text=wanted.get("q", ""),
        claimed=wanted.get("claimed", ""),
    )


def _page(request: Request, tab: str, wanted: dict[str, Any]) -> Page:
    frame = frame_of(request)
    asked = request.GET.get("page", ""), request.GET.get("per", "")
    here = {"page": number(asked[0]), "size": size(asked[1])}
    wished = narrowing(wanted, frame.day)
    read: Callable[..., Page] = partial(TABS[tab], request.user, wished, **here)
    if tab in (WAITING, RETURNED):
        read = partial(read, sort=wanted.get("order") or "due")
    if tab == WAITING and wished == ANYTHING:
        read = partial(read, total=sum(frame.counts.values()))  # the menu has counted them
    with remembered(request):
        found = read(at=frame.at, held=frame.seats)
        if found.entries or not found.total or found.number == 1:
            return found
        last = -(-found.total // found.size)
        return read(at=frame.at, held=frame.seats, page=last)


TABS: dict[str, Any] = {
    WAITING: queries.waiting_for,
    DONE: queries.done_by,
    RETURNED: queries.returned_to,
    WATCHED: queries.watched_by,
    TOLD: queries.told_to,
}


def _tabs(request: Request, here: str, page: Page) -> list[Tab]:
    labels = {
        WAITING: _("待办"),
        RETURNED: _("被退回"),
        DONE: _("已办"),
        WATCHED: _("关注"),
        TOLD: _("抄送"),
    }
    counts: dict[str, int] = {WAITING: sum(frame_of(request).counts.values()), here: page.total}
    return [
        Tab(
            label,
            f"{reverse('inbox')}?tab={name}",
            name == here,
            counts.get(name),
            name == here and page.capped,
        )
        for name, label in labels.items()
    ]


def _numbered(page: Page) -> Any:
    pages = Paginator(range(page.total), page.size)
    return pages.get_page(page.number)


def _listing(request: Request, page: Page, tab: str, form: InboxFilter) -> Listing:
    asked = columns_of(InboxTable, request.GET.getlist("columns"))
    chosen = [name for name in asked if name not in NOT_IN[tab]]
    hidden = [name for name in InboxTable.base_columns if name not in chosen]
    drawn = InboxTable(list(page.entries), exclude=hidden, order_by=(), request=None)
    drawn.request = request
    if "watch" in chosen:
        drawn.watched = queries.watches(request.user, [entry.subject for entry in page.entries])
    heads = headings(InboxTable, drawn, chosen, {}, "")
    offered = tuple(head for head in heads if head.name not in NOT_IN[tab])
    return Listing(drawn, _numbered(page), form, page.total, offered, request.GET, page.size,
                   page.capped)  # fmt: skip
