"""The pages in which the year is lived, at 2,000 and at 200,000 project-years."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import town
from benchmarks.measure import ROUNDS, Bar
from lifecycle.roles import Role
from lifecycle.views.panels import panels_of
from lifecycle.views.project_tabs import PAGE

SIZES = (2_000, 200_000)
QUERIES, SECONDS, FLAT = 12, 0.150, 1.3
TABS = ("todo", "returned", "done", "watched", "told")
FILTERS = (
    "q=项目12", "stage=target", "stage=warning&state=open", "state=approved", "fund=bond",
    "kind=department", "key=yes", "amount_min=100", "light=red", "counted=red-yellow",
    "counted=projects", "counted=promised", "counted=appraised", "counted=orders-open",
)  # fmt: skip
SORTS = ("name", "-amount", "-paid", "rate", "light", "target_state", "unit")
STAGES = (
    "target", "report", "warning", "rectification", "amendment", "appraisal",
    "self_evaluation", "department_evaluation", "key_evaluation", "application", "publication",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page as somebody opens it."""

    label: str
    role: Role
    url: str


@dataclass(slots=True)
class Place:
    """One town in a database of its own, with a browser for each person."""

    size: int
    connection: Any
    town: town.Town
    browsers: dict[Role, Client]


def pages(here: town.Town, *, last: int = town.LAST) -> Iterator[Page]:
    """Name every page that is barred; the keys are the same in every town."""
    yield from (Page(f"home {role}", role, reverse("home")) for role in Role if _at_home(role))
    for role in (Role.UNIT_OFFICER, Role.DESK, Role.PERFORMANCE):
        for tab in TABS:
            yield Page(f"inbox {tab} {role}", role, f"{reverse('inbox')}?tab={tab}")
    yield from _lists(here)
    for one in panels_of(PAGE):
        url = reverse("project-year", args=[1])
        yield Page(f"project-year {one.name}", Role.PERFORMANCE, f"{url}?tab={one.name}")
    yield from _reviews()
    yield Page("leader", Role.LEADER, f"{reverse('leader')}?year={last}")
    yield Page("process", Role.PERFORMANCE, reverse("process"))
    for stage in STAGES:
        yield Page(f"process {stage}", Role.PERFORMANCE, reverse("process-stage", args=[stage]))


def _at_home(role: Role) -> bool:
    return role not in (Role.SYSTEM, Role.AUDITOR, Role.LEADER)


def _lists(here: town.Town) -> Iterator[Page]:
    city, rows, tree = Role.PERFORMANCE, reverse("projects"), reverse("project-tree")
    department = f"department={here.departments[0]}"
    for role in (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK, Role.CONGRESS, city):
        yield Page(f"list {role}", role, rows)
        yield Page(f"tree {role}", role, tree)
    yield Page("list, one department", city, f"{rows}?{department}")
    yield Page("list, one unit", city, f"{rows}?{department}&unit={here.units[0]}")
    yield Page("list, all years", city, f"{rows}?year=")
    yield Page("tree, all years", city, f"{tree}?year=")
    yield Page("tree, red", city, f"{tree}?light=red")
    for name in FILTERS:
        yield Page(f"list, {name}", city, f"{rows}?{name}")
    for name in SORTS:
        yield Page(f"list by {name}", city, f"{rows}?sort={name}")


def _reviews() -> Iterator[Page]:
    for name in ("review", "review-judged", "review-handled"):
        for role in (Role.DESK, Role.PERFORMANCE):
            yield Page(f"{name} {role}", role, reverse(name))
    at = ["lifecycle.target", _waiting()]
    yield Page("review page", Role.PERFORMANCE, reverse("review-object", args=at))


def _waiting() -> int:
    # The first year of the town's project 18 is its last; its target waits for the division.
    return 18 * 4 - 3


def bars() -> Iterator[Bar]:
    """Measure every page in both towns, in turn."""
    with towns() as places:
        for page in pages(places[0].town):
            yield from _bars(page, places)


def _bars(page: Page, places: list[Place]) -> Iterator[Bar]:
    counts = [asked(place, page) for place in places]
    small, large = timed(page, places)
    yield Bar(f"{page.label}, queries", places[-1].size, 0, 0, max(counts), QUERIES)
    yield Bar(f"{page.label}, ms", places[-1].size, large, small, 1000 * large, 1000 * SECONDS)
    yield Bar(f"{page.label}, flat", places[-1].size, large, small, large / small, FLAT)


def timed(page: Page, places: list[Place], *, rounds: int = ROUNDS) -> list[float]:
    """Open a page in each town in turn; return the median seconds of each."""
    seconds: list[list[float]] = [[] for _place in places]
    for _round in range(rounds):
        for place, found in zip(places, seconds, strict=True):
            with standing_in(place):
                gc.collect()
                start = perf_counter()
                opened(place, page)
                found.append(perf_counter() - start)
    return [median(found) for found in seconds]


def asked(place: Place, page: Page) -> int:
    """Open a page once and count its queries."""
    with standing_in(place), CaptureQueriesContext(place.connection) as queries:
        opened(place, page)
    return len(queries)


def opened(place: Place, page: Page) -> Any:
    """Ask for a page as a browser would; anything but a page is a mistake of the benchmark."""
    answer = place.browsers[page.role].get(page.url)
    assert answer.status_code == 200, f"{page.label}: {answer.status_code}"
    return answer


@contextmanager
def standing_in(place: Place) -> Iterator[None]:
    """Let every query of the block go to one town, on a connection that stays open."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = place.connection
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before


@contextmanager
def towns() -> Iterator[list[Place]]:
    """Build a town of each size, in a database of its own."""
    places = [_built(size) for size in SIZES]
    try:
        yield places
    finally:
        for place in places:
            place.connection.close()


def _built(size: int) -> Place:
    name = f"town_{size}"
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    place = reached(name, size)
    with standing_in(place):
        call_command("migrate", run_syncdb=True, verbosity=0)
        place.town = town.found()
        town.fill(place.town, size)
        place.browsers = browsers(place.town)
    return place


def reached(name: str, size: int) -> Place:
    """Open a connection of its own to a database."""
    apart = connections[DEFAULT_DB_ALIAS].copy(DEFAULT_DB_ALIAS)
    apart.settings_dict["NAME"] = name
    return Place(size, apart, None, {})  # type: ignore[arg-type]


def browsers(here: town.Town) -> dict[Role, Client]:
    """Sign everybody in."""
    found = {}
    for role, person in here.people.items():
        found[role] = Client(HTTP_HOST="localhost")
        found[role].force_login(person, "django.contrib.auth.backends.ModelBackend")
    return found
