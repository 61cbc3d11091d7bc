"""What agencies and experts are assigned to 指派: nothing else waits for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404

from lifecycle.models import Assignment
from lifecycle.queries.tones import stage_named
from lifecycle.rights import Held
from lifecycle.scope import named


@dataclass(frozen=True, slots=True)
class Assigned:
    """One object with the assignment to it."""

    stage: str
    subject: Any
    assignment: Assignment

    @property
    def url(self) -> str:
        """Where the object stands on its page."""
        place = f"{self.subject.stage_name()}-{self.subject.pk}"
        return f"{self.subject.get_absolute_url()}#{place}"


def assigned_to(user: Any, seats: list[Held], day: date) -> list[Assigned]:
    """List the objects a person is assigned to on a day, due soonest first; ended ones last."""
    roles = {seat.role for seat in seats if seat.own}
    rows = Assignment.objects.filter(person=user, role__in=roles, starts_on__lte=day)
    rows = rows.exclude(ends_on__lt=day)
    by_stage: dict[str, dict[int, Assignment]] = {}
    for row in rows.order_by("pk"):
        by_stage.setdefault(row.machine, {})[row.object_id] = row
    found = []
    for stage, some in by_stage.items():
        model: Any = stage_named(stage)
        objects = model._default_manager.filter(Q(pk__in=some)).select_related(*named(model))
        label = str(model._meta.verbose_name)
        found += [Assigned(label, subject, some[subject.pk]) for subject in objects]
    return sorted(found, key=_urgency)


def _urgency(one: Assigned) -> tuple[bool, date, int]:
    ended = next(one.subject.edges_here(), None) is None
    return (ended, one.subject.due_on or date.max, one.assignment.pk)


def assignment_for(user: Any, pk: int) -> Assignment:
    """Return an assignment of a person's own. Raises Http404 where there is none."""
    found = Assignment.objects.filter(person=user, pk=pk).first()
    if found is None:
        raise Http404
    return found
