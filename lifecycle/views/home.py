"""The first page: a home for each kind of seat, put together from panels."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.queries import AtHome, Home
from lifecycle.rules.parts import Tab
from lifecycle.views import home_panels, panels
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of, remembered
from lifecycle.views.panels import Drawn

ELSEWHERE = {"leader": "leader", "audit": "admin:index"}
"""Homes that are whole pages of their own, by the names of their addresses."""


@require_safe
def home(request: Request) -> HttpResponseBase:
    """Show the home of the seat that the address names, else the first of one's own."""
    frame = frame_of(request)
    homes = queries.homes_of(frame.seats)
    wanted = request.GET.get("home")
    here = next((one for one in homes if one.name == wanted), homes[0] if homes else None)
    if here and (elsewhere := _elsewhere(here)):
        return redirect(elsewhere)
    shown = {"home": here, "homes": _switch(homes, here), "panels": _panels(request, here)}
    return render(request, "lifecycle/home.html", shown)


def _panels(request: Request, here: Home | None) -> list[Drawn]:
    if here is None:
        return []
    frame = frame_of(request)
    about = AtHome(
        user=request.user,
        name=here.name,
        seats=here.seats,
        year=request.year,
        day=frame.day,
        waiting=sum(frame.counts.values()),
        whole=request.GET.get("all", ""),
    )
    with remembered(request):
        return panels.drawn(request, home_panels.PAGE % here.name, about, frame.day)


def _elsewhere(home: Home) -> str:
    try:
        return reverse(ELSEWHERE[home.name]) if home.name in ELSEWHERE else ""
    except NoReverseMatch:
        return ""


def _switch(homes: list[Home], here: Home | None) -> list[Tab]:
    if len(homes) < 2:  # noqa: PLR2004 - one home needs no switch
        return []
    return [Tab(one.label, f"?home={one.name}", one == here) for one in homes]
