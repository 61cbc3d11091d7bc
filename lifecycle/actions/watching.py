"""Watching 关注: keeping an eye on an object or a project-year that one sees."""

from datetime import datetime
from typing import Any

from lifecycle import clock, queries
from lifecycle.models import Watch
from lifecycle.models.watch import PROJECT_YEAR


def watch(user: Any, machine: str, pk: int, *, at: datetime | None = None) -> None:
    """Watch an object of a stage (`app.model`), or a project-year; twice is once.

    Raises Http404 to whoever may not see it.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    if machine == PROJECT_YEAR:
        queries.project_year_for(user, pk, day)
    else:
        queries.subject_for(user, machine, pk, day)
    row = Watch(person=user, machine=machine, object_id=pk, at=at)
    Watch.objects.bulk_create([row], ignore_conflicts=True)


def unwatch(user: Any, machine: str, pk: int) -> None:
    """Watch it no longer; what is not watched stays so, seen or not."""
    Watch.objects.filter(person=user, machine=machine, object_id=pk).delete()
