"""The page of a project-year: header, course, tabs, and the one tab that is open."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.rules.parts import Tab
from lifecycle.views import own_content, panels, project_tabs
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.context import remembered
from lifecycle.views.stage_tabs import PAGE, TAB_OF, ProjectPage, linked

__all__ = ["own_content", "page_of", "project_by_code", "project_year", "project_year_page"]
FIRST = project_tabs.OVERVIEW


@require_safe
def project_year(request: Request, pk: int) -> HttpResponse:
    """Show a project-year and the tab that the address names."""
    return project_year_page(request, pk, tab=request.GET.get("tab", ""))


@require_safe
def project_by_code(request: Request, code: str, year: int) -> HttpResponse:
    """Lead from a project's code and year to its page, or 404."""
    hour = hour_of(request)
    found = queries.project_year_named(request.user, code, year=year, day=hour.day)
    return redirect("project-year", pk=found.pk)


def project_year_page(
    request: Request, pk: int, trouble: Trouble | None = None, tab: str = ""
) -> HttpResponse:
    """Draw the page, with the trouble of a step that was not taken on the tab of its stage."""
    page = page_of(request, pk, trouble)
    asked = (trouble.tab or trouble.subject.stage_name()) if trouble else tab
    name = TAB_OF.get(asked, asked) or FIRST
    found = panels.PANELS[PAGE].get(name)
    with remembered(request):
        opened = panels.drawn_one(request, found, page, page.hour.day) if found else None
    if opened is None:
        raise Http404
    shown = {
        "project_year": page.project_year,
        "page": page,
        "course": page.course,
        "tabs": _tabs(page, name),
        "opened": opened,
        "at_hand": queries.at_hand(page.course, page.hour.seats),
        "next_due": queries.next_due(page.course),
        "trouble": trouble,
    }
    status = trouble.status if trouble else 200
    return render(request, "lifecycle/project_year.html", shown, status=status)


def page_of(request: Request, pk: int, trouble: Trouble | None = None) -> ProjectPage:
    """Read what every tab of the page knows. Raises Http404 to whoever may not see it."""
    hour = hour_of(request)
    found = queries.project_year_for(request.user, pk, hour.day, hour.seats)
    course = queries.course_of(found, request.user, day=hour.day, seats=hour.seats)
    page = ProjectPage(request, found, (), hour, trouble)
    return ProjectPage(request, found, linked(course, page.url), hour, trouble)


def _tabs(page: ProjectPage, here: str) -> list[Tab]:
    counts: dict[str, int] = {}
    for stage, tab in TAB_OF.items():
        counts[tab] = counts.get(tab, 0) + page.count(stage)
    return [
        Tab(
            str(each.title),
            f"{page.url}?tab={each.name}#tab",
            each.name == here,
            _count(each, counts),
        )
        for each in panels.panels_of(PAGE)
    ]


def _count(each: Any, counts: dict[str, int]) -> int | None:
    return counts.get(each.name)
