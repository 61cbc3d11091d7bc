"""Where a project-year stands 现状: what is next, for whom, until when, and what hinders it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, prefetch_related_objects

from lifecycle import checks
from lifecycle.models import Amendment, Hold, ProjectYear, Target
from lifecycle.models.hold import halting
from lifecycle.queries.stages import Placed, StageView
from lifecycle.rights import Held
from lifecycle.rules.differences import Difference
from lifecycle.scope import visible


@dataclass(frozen=True, slots=True)
class AtHand:
    """A step that a person's seats may take on a project-year, and where its form stands."""

    stage: str
    label: str
    href: str


def at_hand(course: Sequence[StageView], seats: Iterable[Held]) -> list[AtHand]:
    """List the next step of every object that falls to one of these seats.

    Whether all its needs are met is said where the form stands, which costs queries; a filing to
    which its stage is closed is no next step.
    """
    roles = {seat.role for seat in seats}
    steps = (
        (stage, f"#{stage.name}-{placed.subject.pk}", _first(placed, roles))
        for stage in course
        for placed in stage.objects
    )
    return [AtHand(stage.label, step, f"{stage.href}{mark}") for stage, mark, step in steps if step]


def _first(placed: Placed, roles: Iterable[Any]) -> str:
    mine = (
        edge
        for edge in placed.subject.edges_here()
        if not edge.about.note
        and set(edge.about.by) & set(roles)
        and not (placed.shut and edge.about.window)
    )
    first = next(mine, None)
    return str(first.about.label) if first else ""


def next_due(course: Sequence[StageView]) -> date | None:
    """Return the nearest day by which somebody owes a step."""
    days = (placed.due_on for stage in course for placed in stage.objects)
    return min((day for day in days if day), default=None)


def holds_on(project_year: Any) -> list[Hold]:
    """List what stands in the way of a project-year now, with what halted it in an earlier year."""
    own = Q(project_year=project_year)
    halts = Q(halting(project_year.year), project_year__project=project_year.project_id)
    return list(Hold.objects.filter(own | halts, lifted_on=None).order_by("pk"))


def other_years(project_year: Any, user: Any, day: date, seats: Sequence[Held]) -> list[Any]:
    """List the other years of a project that the person sees."""
    rows = visible(ProjectYear, user, day, seats).filter(project=project_year.project_id)
    return list(rows.exclude(pk=project_year.pk).order_by("-year"))


def changed_since(before: Any, after: Any) -> tuple[Difference, ...]:
    """Compare one version of an object with the next."""
    return tuple(checks.compare(type(after), before.content(), after.content()))


def amended(rows: Sequence[Amendment]) -> dict[int, tuple[Difference, ...]]:
    """Compare what amendments 目标调整 make of their targets with the versions that they change."""
    prefetch_related_objects(rows, "target__indicators", "lines")
    return {row.pk: tuple(_amended(row)) for row in rows}


def _amended(row: Amendment) -> list[Difference]:
    now = row.content()
    becomes = {name: now[name] for name in Target.CONTENT} | {"indicators": now["lines"]}
    return checks.compare(Target, row.target.content(), becomes)
