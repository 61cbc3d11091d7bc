"""Whether the glances 一览 still say what stands in the tables below them."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from lifecycle.models import Glance, ProjectYear, Target
from lifecycle.queries.projects import told
from lifecycle.roles import Level

OWN = ("year", "is_new", "is_key", "is_secret", "to_congress")
DERIVED = ("amount", "target_state", "approved", "paid", "budget", "light")
PLACES = ("id", "level", "department_id", "desk_id", "bureau_id")
AT_ONCE = 5000


def glances_adrift() -> list[int]:
    """Work every glance out anew and return the project-years whose own is another, or missing."""
    reverse("home")  # the apps above say what they know of a project-year where their pages are
    kept = dict(_kept())
    found = [key for key, row in _worked_out() if kept.pop(key, None) != row]
    return [*found, *kept]


def _kept() -> Iterator[tuple[int, tuple[Any, ...]]]:
    places = ("organisation_id", "unit_id", "department_id", "desk_id", "bureau_id")
    columns = ("pk", "project_id", *OWN, "kind", "fund", *DERIVED, *places)
    for key, *row in Glance.objects.values_list(*columns).iterator(chunk_size=AT_ONCE):
        yield key, tuple(row)


def _worked_out() -> Iterator[tuple[int, tuple[Any, ...]]]:
    rows = told(ProjectYear.objects.order_by("pk"), Target.objects.all())
    places = [f"project__organisation__{name}" for name in PLACES]
    columns = ("pk", "project_id", *OWN, "project__kind", "project__fund", *DERIVED, *places)
    for row in rows.values_list(*columns).iterator(chunk_size=AT_ONCE):
        *told_of, own, level, department, desk, bureau = row
        above = {Level.DEPARTMENT: department, Level.DESK: desk, Level.BUREAU: bureau}
        line = [own if level == at else above.get(at) for at in (Level.UNIT, *above)]
        yield told_of[0], (*told_of[1:], own, *line)
