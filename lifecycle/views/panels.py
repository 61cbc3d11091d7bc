"""Parts of a page that apps above this one bring: the page asks, each app answers for its own.

The project's page, the leader's page and the homes show what only monitoring or evaluation knows,
and the ground floor must not import them. So each app registers its panels by the page's name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise

from lifecycle.views.common import Request

Draw = Callable[[Request, Any, date], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a page: its address on the page, its title, its place, and who draws it."""

    name: str
    title: str | Promise
    order: int
    template: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel ready to stand on the page."""

    name: str
    title: str
    body: str


PANELS: dict[str, dict[str, Panel]] = {}


def panel(
    page: str, name: str, *, title: str | Promise, order: int, template: str
) -> Callable[[Draw], Draw]:
    """Register a panel of a page; what it returns fills its template, None leaves it out.

    The page hands it the request, what the page is about (or None), and the business date.
    """

    def register(draw: Draw) -> Draw:
        PANELS.setdefault(page, {})[name] = Panel(name, title, order, template, draw)
        return draw

    return register


def panels_of(page: str) -> list[Panel]:
    """List the panels of a page in their order."""
    return sorted(PANELS.get(page, {}).values(), key=lambda one: (one.order, one.name))


def drawn(request: Request, page: str, about: Any, day: date) -> list[Drawn]:
    """Draw every panel of a page that has something to say."""
    found = (drawn_one(request, one, about, day) for one in panels_of(page))
    return [one for one in found if one is not None]


def drawn_one(request: Request, one: Panel, about: Any, day: date) -> Drawn | None:
    """Draw one panel; None when it has nothing to say to this reader."""
    shown = one.draw(request, about, day)
    if shown is None:
        return None
    return Drawn(one.name, str(one.title), render_to_string(one.template, {**shown}, request))
