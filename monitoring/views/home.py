"""The parts of the homes that monitoring knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle.queries import AtHome
from lifecycle.rules.parts import Figure
from lifecycle.templatetags.marks import SHAPES
from lifecycle.views.common import Request
from lifecycle.views.panels import panel
from monitoring.queries import home
from monitoring.rules.lights import SEVERITY, Light

Shown = Mapping[str, Any]
WORST_FIRST = sorted(SEVERITY, key=lambda light: -SEVERITY[light])


@panel(
    "home.unit", "projects", title=_("我的项目"), order=20,
    template="monitoring/home/projects.html",
)  # fmt: skip
def projects(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the projects that need most care with light, execution and next due date."""
    rows, total = home.projects_of(about.seats, about.year, day)
    return {"rows": rows, "total": total, "year": about.year}


@panel("home.unit", "entry", title=_("本月填报"), order=30, template="monitoring/home/entry.html")
def entry(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the months whose reports are still to be filled in."""
    return {"months": home.to_fill(about.seats, day)}


@panel(
    "home.unit", "orders", title=_("未完成的整改"), order=40,
    template="monitoring/home/orders.html",
)  # fmt: skip
def orders(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the orders that are not closed."""
    return {"found": home.orders_open(about.seats, day), "verify": False}


@panel(
    "home.desk", "verify", title=_("待核查的整改"), order=40,
    template="monitoring/home/orders.html",
)  # fmt: skip
def verify(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the orders whose feedback waits to be verified."""
    return {"found": home.orders_to_verify(about.seats, day), "verify": True}


@panel(
    "home.desk", "alarms", title=_("红黄灯项目"), order=30, template="monitoring/home/alarms.html"
)
def alarms(_request: Request, about: AtHome, day: date) -> Shown:
    """Show the red and yellow lights, and which of them are new."""
    return {"found": home.alarms_of(about.seats, about.year, day), "year": about.year}


@panel(
    "home.head", "lights", title=_("红黄灯概况"), order=20, template="monitoring/home/lights.html"
)
def lights(_request: Request, about: AtHome, day: date) -> Shown:
    """Show how many projects have which light."""
    counts = home.lights_of(about.seats, about.year, day)
    figures = [_figure(one, counts.get(str(one), 0), about.year) for one in WORST_FIRST]
    return {"figures": figures if counts else [], "year": about.year}


def _figure(light: Light, count: int, year: int) -> Figure:
    # A project that was never judged is grey too, and no filter of the list finds it.
    url = f"{reverse('projects')}?{urlencode({'year': year, 'light': light})}"
    href = "" if light is Light.GREY else url
    return Figure(str(SHAPES[str(light)][1]), str(count), str(_("个")), href=href)


@panel(
    "home.performance", "windows", title=_("窗口和任务下发"), order=20,
    template="monitoring/home/windows.html",
)  # fmt: skip
def windows(_request: Request, about: AtHome, day: date) -> Shown:
    """Show what was issued of each month that has ended."""
    return {"found": home.windows_of(about.seats, about.year, day)}
