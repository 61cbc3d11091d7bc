"""Monitoring's parts of the leader's page: money, lights, the worst, departments, the orders."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.rules.charts import NARROW, Bar, Head, Line, Series, bars, lines, stacked
from lifecycle.rules.money import percentage, round_half_up
from lifecycle.templatetags.marks import SHAPES, UNITS
from lifecycle.views.boards import (
    Part,
    count_figure,
    in_unit,
    objects_at,
    rate_figure,
    rows_at,
    shares,
    unit_for,
)
from lifecycle.views.common import Request
from lifecycle.views.panels import panel
from monitoring import queries
from monitoring.models import Rectification
from monitoring.rules.lights import Light
from monitoring.rules.limits import MONTHS, time_share

RANKED = 6
"""Departments drawn; the table behind them has all."""


def lit(request: Any, year: int) -> list[queries.Lit]:
    """Read the newest lights of a year, once for each request."""
    if not hasattr(request, "newest_lights"):
        request.newest_lights = queries.lit(year)
    found: list[queries.Lit] = request.newest_lights
    return found


def judged(request: Any, year: int) -> queries.Judged:
    """Read how many lights a year had month by month, once for each request."""
    if not hasattr(request, "lights_judged"):
        request.lights_judged = queries.judged(year)
    found: queries.Judged = request.lights_judged
    return found


def about(request: Request, year: int) -> tuple[str, str]:
    """Say which months the newest lights judge, and the last day that was read for them."""
    found = judged(request, year)
    return until(year, found.month), str(found.as_of)


def until(year: int, month: int) -> str:
    """Name the time from January to a month's end."""
    return _("%(year)s年1至%(month)s月") % {"year": year, "month": month}


@panel(
    "leader",
    "money",
    title=gettext_lazy("支出进度"),
    order=20,
    template="monitoring/leader/money.html",
)
def money(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """Draw what was paid month by month against the time that has gone."""
    found = queries.spent(year)
    if not found:
        return {"chart": None}
    last = found[-1]
    return {
        "chart": _curve(year, found),
        "rate": percentage(last.paid, whole=last.budget),
        "due": round_half_up(time_share(last.month) * 100),
        "rows": rows_at(year, counted="projects"),
    }


def _curve(year: int, found: Sequence[queries.Spent]) -> Any:
    last, paid = found[-1], {one.month: one.paid for one in found}
    unit = unit_for(last.budget)
    months = range(1, MONTHS + 1)
    planned = [in_unit(round_half_up(Fraction(last.budget) * time_share(m)), unit) for m in months]
    known = [in_unit(paid[m], unit) if m in paid else None for m in months]
    about = (until(year, last.month), max(one.as_of for one in found).isoformat())
    head = Head(_("累计支出和序时进度"), *about, str(UNITS[unit]))
    given = [Line(_("序时进度"), planned, "soft", dashed=True), Line(_("累计支出"), known)]
    names = [_("%(n)s月") % {"n": month} for month in months]
    return lines(head, names, given, names=_("月份"), size=NARROW)


@panel(
    "leader",
    "lights",
    title=gettext_lazy("红黄灯"),
    order=30,
    template="monitoring/leader/lights.html",
)
def lights(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """Hold the lights against each other, by count and by money."""
    found = lit(request, year)
    if not found:
        return {"chart": None}
    city = queries.shares(found)
    parts = [
        Part(
            SHAPES[key][1],
            key,
            one.count,
            one.amount,
            rows_at(year, counted="projects", light=key),
            key,
        )
        for key, one in city.items()
    ]
    period, as_of = about(request, year)
    unknown = sum(one.unknown for one in city.values())
    note = _("%(n)s个项目没有预算数，未计入金额") % {"n": unknown} if unknown else ""
    drawn = shares(_("项目灯色分布"), parts, period=period, as_of=as_of)
    return drawn | {"names": _("灯"), "note": note}


@panel(
    "leader",
    "trend",
    title=gettext_lazy("灯色按月变化"),
    order=40,
    template="monitoring/leader/trend.html",
)
def trend(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """Draw how many projects stood under each light, month by month."""
    months = judged(request, year).months
    if not months:
        return {"chart": None}
    series = [Series(str(SHAPES[str(light)][1]), str(light)) for light in queries.LIGHTS]
    given = [
        (_("%(n)s月") % {"n": month}, list(counts.values())) for month, counts in months.items()
    ]
    head = Head(_("各月项目灯色"), *about(request, year), _("个"))
    return {"chart": stacked(head, series, given, names=_("月份"))}


@panel(
    "leader",
    "worst",
    title=gettext_lazy("金额最大的十个红黄灯项目"),
    order=50,
    template="monitoring/leader/worst.html",
)
def worst(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """List the red projects with most money, then the yellow."""
    found = lit(request, year)
    return {
        "rows": queries.worst(year, found),
        "judged": bool(found),
        "href": rows_at(year, counted="red-yellow", sort="-amount"),
    }


@panel(
    "leader",
    "departments",
    title=gettext_lazy("部门排名"),
    order=60,
    template="monitoring/leader/departments.html",
)
def departments(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """Rank the departments by execution and by their money under a red light."""
    found = lit(request, year)
    if not found:
        return {"places": []}
    head, places = about(request, year), queries.places(found)
    due = round_half_up(time_share(judged(request, year).month) * 100)
    return {
        "slowest": _slowest(year, places, due, head),
        "reddest": _reddest(year, places, head),
        "places": [(n, place, *_hrefs(year, place)) for n, place in enumerate(places, 1)],
    }


def _hrefs(year: int, place: queries.Place) -> tuple[str, str]:
    every = {"counted": "projects", "department": place.key}
    return rows_at(year, **every), rows_at(year, **every, light=str(Light.RED))


def _slowest(
    year: int, places: Sequence[queries.Place], due: Decimal, about: tuple[str, str]
) -> Any:
    ranked = [place for place in places if place.rate is not None][:RANKED]
    given = [Bar(place.name, place.rate, "lead", due, _hrefs(year, place)[0]) for place in ranked]
    head = Head(_("执行率最低的部门（竖线为序时进度）"), *about, "%")
    return bars(head, given, top=100, names=_("部门"), marks=_("序时进度")) if given else None


def _reddest(year: int, places: Sequence[queries.Place], about: tuple[str, str]) -> Any:
    ranked = sorted(places, key=lambda place: (-place.red.amount, place.key))[:RANKED]
    ranked = [place for place in ranked if place.red.amount]
    if not ranked:
        return None
    unit = unit_for(ranked[0].red.amount)
    given = [
        Bar(place.name, in_unit(place.red.amount, unit), "red", None, _hrefs(year, place)[1])
        for place in ranked
    ]
    head = Head(_("红灯项目金额最大的部门"), *about, str(UNITS[unit]))
    return bars(head, given, names=_("部门"))


@panel(
    "leader",
    "closing",
    title=gettext_lazy("整改"),
    order=15,
    template="monitoring/leader/closing.html",
)
def closing(request: Request, year: int, day: date) -> Mapping[str, Any]:
    """Say how many orders were closed, in time or late, and how many are open."""
    found = queries.closing(year)
    of = _("共%(n)s项整改") % {"n": f"{found.opened:,}"}
    more = _("另有%(n)s项逾期") % {"n": f"{found.closed_late:,}"}
    at = partial(objects_at, request, year, Rectification)
    closed = rows_at(year, stage="rectification", state="closed")
    on_time = at(closing="on-time", instead=closed)
    still = at(closing="open", instead=rows_at(year, counted="orders-open"))
    return {
        "figures": [
            rate_figure(_("整改销号率"), found.rate, note=of, href=at()),
            count_figure(_("按期销号"), found.closed_on_time, _("项"), note=more, href=on_time),
            count_figure(_("未销号"), found.open, _("项"), href=still),
        ]
    }
