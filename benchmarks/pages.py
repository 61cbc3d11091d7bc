"""The pages in which the year is lived, at 2,000 and at 200,000 project-years."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import getloadavg
from re import search
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rich.console import Console
from rich.table import Table

from benchmarks import town
from benchmarks.wire import on_cpu, on_the_wire
from lifecycle.roles import Role
from lifecycle.views.panels import panels_of
from lifecycle.views.project_tabs import PAGE

SIZES, ROUNDS = (2_000, 200_000), 11
QUERIES, SECONDS, FLAT, BYTES = 12, 0.150, 1.3, 300_000
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


def run(only: str = "") -> bool:
    """Measure every page in both towns in turn, print one table, tell whether every bar holds.

    `only` is a pattern that the names of the pages must match.
    """
    table = Table("page", *(f"ms at {size:,}" for size in SIZES), "cpu ms", "ratio", "queries",
                  "kB", "missed", title=f"load {getloadavg()[0]:.1f}")  # fmt: skip
    missed = 0
    with towns() as places:
        for page in pages(places[0].town):
            if search(only, page.label):
                found = measured(page, places)
                missed += bool(found.missed)
                table.add_row(*found.cells())
    Console(width=130).print(table)
    return not missed


@dataclass(frozen=True, slots=True)
class Measured:
    """What a page took at each size: seconds, seconds of the processors, queries, bytes."""

    page: Page
    seconds: list[float]
    cpu: list[float]
    queries: int
    weight: int

    @property
    def ratio(self) -> float:
        """How much longer the large town took, by processor, which other work disturbs less."""
        return self.cpu[-1] / self.cpu[0]

    @property
    def missed(self) -> str:
        """Name the bars that do not hold."""
        held = {
            "queries": self.queries <= QUERIES,
            "ms": self.seconds[-1] <= SECONDS,
            "flat": self.ratio <= FLAT,
            "bytes": self.weight <= BYTES,
        }
        return ", ".join(name for name, holds in held.items() if not holds)

    def cells(self) -> list[str]:
        """Write the line as the table shows it."""
        times = [f"{1000 * one:.0f}" for one in (*self.seconds, self.cpu[-1])]
        rest = (f"{self.ratio:.2f}", str(self.queries), f"{self.weight / 1000:.0f}", self.missed)
        return [self.page.label, *times, *rest]


def measured(page: Page, places: list[Place], *, rounds: int = ROUNDS) -> Measured:
    """Open a page in each town in turn, A B A B, after a first opening of each."""
    counts = [asked(place, page) for place in places]
    found: list[list[tuple[float, float]]] = [[] for _place in places]
    for _round in range(rounds):
        for place, times in zip(places, found, strict=True):
            times.append(_timed(place, page))
    seconds, cpu = ([median(t[n] for t in times) for times in found] for n in (0, 1))
    with standing_in(places[-1]):
        weight = on_the_wire(opened(places[-1], page))
    return Measured(page, seconds, cpu, max(counts), weight)


def _timed(place: Place, page: Page) -> tuple[float, float]:
    with standing_in(place):
        place.connection.ensure_connection()
        server = place.connection.connection.info.backend_pid
        gc.collect()
        start, cpu = perf_counter(), process_time() + on_cpu(server)
        opened(place, page)
        return perf_counter() - start, process_time() + on_cpu(server) - cpu


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
    """Reach a town of each size, in a database of its own; build what is not kept from before."""
    places = [_reached_or_built(size) for size in SIZES]
    try:
        yield places
    finally:
        for place in places:
            place.connection.close()


def _reached_or_built(size: int) -> Place:
    name = f"town_{size}"
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        kept = cursor.fetchone()
        if not kept:
            cursor.execute(f"CREATE DATABASE {name}")
    place = reached(name, size)
    with standing_in(place):
        if not kept:
            call_command("migrate", run_syncdb=True, verbosity=0)
            town.fill(town.found(), size)
        place.town = town.known()
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
