"""Issuing self-evaluations 任务下发: one for each project-year that has a target in force."""

from datetime import datetime
from typing import Any

from django.db import transaction

from evaluations.models import SelfEvaluation
from evaluations.models.ledger import with_ledger
from lifecycle import clock
from lifecycle.models import ProjectYear

IN_FORCE = ("approved", "published")
BATCH = 2000


def issue_self_evaluations(year: int, *, at: datetime | None = None) -> int:
    """Issue what is not issued yet and return how many; money comes from the ledger."""
    with transaction.atomic():
        due = ProjectYear.objects.filter(year=year, targets__state__in=IN_FORCE)
        due = due.exclude(self_evaluations__isnull=False).distinct().order_by("pk")
        rows = with_ledger(due.select_related("project"), project_year="pk")
        moment = at or clock.now()
        made = SelfEvaluation.objects.bulk_create(
            [_issued(row, moment) for row in rows], batch_size=BATCH
        )
    return len(made)


def _issued(row: Any, at: datetime) -> SelfEvaluation:
    return SelfEvaluation(
        project_year=row,
        organisation_id=row.project.organisation_id,
        year=row.year,
        budget=row.ledger_budget,
        paid=row.ledger_paid,
        since=at,
    )
