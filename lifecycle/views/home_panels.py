"""The parts of the homes that the ground floor knows: what waits, what came back, how far it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle import queries, slots
from lifecycle.queries import SHOWN, AtHome
from lifecycle.queries.amendment_requests import standing_requests
from lifecycle.rights import Held
from lifecycle.rules.charts import Head, Series, stacked
from lifecycle.rules.parts import Tone
from lifecycle.views.common import Request
from lifecycle.views.panels import panel

PAGE = "home.%s"
"""The name of a home among the pages that panels are registered for."""
FIRST, LAST = 10, 90
ROWS = "lifecycle/home/rows.html"
AMENDMENTS = "lifecycle/home/amendments.html"
TONES: dict[Tone, Any] = {
    Tone.MOVING: _("办理中"),
    Tone.WAITING: _("待审核"),
    Tone.RETURNED: _("被退回"),
    Tone.DONE: _("已办结"),
    Tone.ENDED: _("已终止"),
}
COLOURS = {
    Tone.MOVING: "blue",
    Tone.WAITING: "yellow",
    Tone.RETURNED: "red",
    Tone.DONE: "green",
    Tone.ENDED: "grey",
}
SHARED = ("desk", "performance", "budget")
"""Homes whose work waits for several people, one of whom takes it in hand."""
Shown = Mapping[str, Any]


@panel("home.unit", "todo", title=_("现在要办"), order=FIRST, template=ROWS)
@panel("home.head", "todo", title=_("待审批"), order=FIRST, template=ROWS)
@panel("home.desk", "todo", title=_("待审核队列"), order=FIRST, template=ROWS)
@panel("home.budget", "todo", title=_("待批复"), order=FIRST, template=ROWS)
@panel("home.performance", "todo", title=_("待审核队列"), order=FIRST, template=ROWS)
def todo(_request: Request, about: AtHome, day: date) -> Shown:
    """Show what waits, returned first, then due soonest."""
    rows = queries.urgent_for(about.user, about.seats, day)
    return {"rows": rows, "waiting": about.waiting, "empty": "todo", "claims": about.name in SHARED}


@panel("home.head", "late", title=_("逾期事项"), order=30, template=ROWS)
def late(_request: Request, about: AtHome, day: date) -> Shown:
    """Show what is past its day, whoever owes it."""
    return {"rows": queries.late_for(about.seats, day), "empty": "late"}


OWED: Any = _("请报送目标调整")


@panel("home.unit", "amendments", title=OWED, order=15, template=AMENDMENTS)
@panel("home.head", "amendments", title=OWED, order=15, template=AMENDMENTS)
@panel("home.desk", "amendments", title=OWED, order=15, template=AMENDMENTS)
def amendments(_request: Request, about: AtHome, day: date) -> Shown | None:
    """Show the amendments that were asked for and not filed."""
    return owed(about.seats, day)


def owed(seats: Sequence[Held], day: date) -> Shown | None:
    """Give the first requests to amend that stand, and how many more; None where there are none."""
    rows = list(standing_requests(seats, day))
    return {"rows": rows[:SHOWN], "more": len(rows[SHOWN:])} if rows else None


@panel(
    "home.unit", "comments", title=_("最近的退回意见"), order=50,
    template="lifecycle/home/comments.html",
)  # fmt: skip
def comments(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the words with which work was sent back."""
    return {"rows": queries.sent_back_for(about.seats, day)}


@panel(
    "home.performance",
    "funnel",
    title=_("全年各环节进度"),
    order=FIRST + 1,
    template="lifecycle/home/funnel.html",
)
@panel(
    "home.budget", "funnel", title=_("全年各环节进度"), order=FIRST + 1,
    template="lifecycle/home/funnel.html",
)  # fmt: skip
def funnel(_request: Request, about: AtHome, day: date) -> Shown:
    """Show how far every stage of the year is."""
    stages = queries.progress_of(about.seats, about.year)
    period = gettext("%(year)s年度") % {"year": about.year}
    head = Head(gettext("各环节进度"), period, f"{day}", gettext("件"))
    given = [(one.label, [one.tones.get(tone, 0) for tone in TONES]) for one in stages if one.total]
    series = [Series(str(word), COLOURS[tone]) for tone, word in TONES.items()]
    chart = stacked(head, series, given, names=gettext("环节")) if given else None
    return {"stages": stages, "chart": chart, "year": about.year}


@panel(
    "home.performance",
    "rules",
    title=_("现行规则版本"),
    order=40,
    template="lifecycle/home/rules.html",
)
@panel(
    "home.budget", "rules", title=_("现行规则版本"), order=40,
    template="lifecycle/home/rules.html",
)  # fmt: skip
def rules(_request: Request, _about: AtHome, _day: date) -> Shown:
    """Show by which pack each open year is judged."""
    return {"years": queries.packs_in_force()[:SHOWN]}


@panel(
    "home.desk", "completeness", title=_("报送情况"), order=20,
    template="lifecycle/home/completeness.html",
)  # fmt: skip
def completeness(_request: Request, about: AtHome, day: date) -> Shown:
    """Show which departments filed in time, late or not at all."""
    shown = None if about.whole == "completeness" else SHOWN
    found = queries.completeness_of(about.seats, about.year, day, shown=shown)
    more = found.total - len(found.rows)
    return {"table": found, "rows": found.rows, "more": more, "about": about}


@panel(
    "home.expert", "assigned", title=_("指派给我的评估评价"), order=FIRST,
    template="lifecycle/home/assigned.html",
)  # fmt: skip
def assigned(_request: Request, about: AtHome, day: date) -> Shown:
    """Show what the expert or agency is assigned to, and whether the statement is signed."""
    return {"rows": queries.assigned_to(about.user, about.seats, day)}


@panel(
    "home.congress", "sent", title=_("报送审议的项目"), order=FIRST,
    template="lifecycle/home/sent.html",
)  # fmt: skip
def sent(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the largest projects put before the congress."""
    found = queries.largest_of(about.seats, about.year, day)
    return {"rows": found.rows, "total": found.total, "year": about.year}


@panel(
    "home.system", "running", title=_("运行状况"), order=FIRST,
    template="lifecycle/home/running.html",
)  # fmt: skip
def running(_request: Request, _about: AtHome, _day: date) -> Shown:
    """Show whether the loops are alive and whether timed work was parked."""
    beats = queries.heartbeats()
    parked = queries.parked_slots()[:SHOWN]
    return {
        "beats": [(queries.LOOPS[loop], seen) for loop, seen in beats.items()],
        "parked": [(slots.label_of(slot.kind), slot) for slot in parked],
        "oldest": queries.oldest_notice(),
    }
