"""Halts 项目暂停或终止: recorded from a document, in force once a second person confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import bookkeeping
from lifecycle.actions.admission import require
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import Hold, ProjectYear
from lifecycle.transitions import fire
from monitoring.actions.hold import lift_holds, place_holds
from monitoring.models import Halt
from monitoring.queries.halts import STANDING
from monitoring.rules.inhibitions import halted_by


@dataclass(frozen=True, slots=True)
class Document:
    """What a document decided of a project: suspended or terminated, its number, its day, why."""

    kind: str
    document: str
    dated: date
    reason: str


def record_halt(
    project_year: ProjectYear, found: Document, *, by: Any, at: datetime | None = None
) -> Halt:
    """Record that a document suspended or terminated a project; in force once confirmed.

    Raises Refused or Forbidden, or ValidationError for what cannot be stored.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, "", at)
        # Two records at once would both find none, on whichever years of the project.
        years = ProjectYear.objects.select_for_update().filter(project=project_year.project_id)
        locked = {year.pk: year for year in years.order_by("pk")}
        standing = Halt.objects.filter(project_year__in=locked, state__in=STANDING)
        require(not standing.exists(), _("该项目已有待复核或未恢复的暂停或终止"))
        halt = _halt(locked[project_year.pk], found)
        halt.full_clean(exclude=["state"])
        halt.save()
        return fire(halt, "record", by=by, at=act.at)


def _halt(project_year: ProjectYear, found: Document) -> Halt:
    return Halt(
        project_year=project_year,
        organisation=project_year.project.organisation,
        year=project_year.year,
        kind=found.kind,
        document=found.document.strip(),
        dated=found.dated,
        reason=found.reason.strip(),
    )


@follows("monitoring.halt", "confirm")
def hold_project(moved: Sequence[Halt], act: Act) -> None:
    """Let the halt stand on its project-year, where its goal and its budget are looked at."""

    def said(halt: Halt) -> str:
        ends = halt.kind == Halt.Kind.TERMINATED
        return halted_by(halt.document, on=halt.dated, ends=ends, why=halt.reason)

    place_holds(moved, kind=Hold.Kind.HALTED, reason=said, on=act.day)


@follows("monitoring.halt", "resume")
def release_project(moved: Sequence[Halt], act: Act) -> None:
    """Let the project go on."""
    lift_holds(moved, kind=Hold.Kind.HALTED, on=act.day)
