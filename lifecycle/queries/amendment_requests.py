"""Requests to amend 目标调整催报 that still stand for whoever works on the targets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from lifecycle.models import Amendment, AmendmentRequest, BudgetEvent, Target
from lifecycle.rights import Held
from lifecycle.roles import DEPARTMENT_ROLES, UNIT_ROLES, Role
from lifecycle.scope import visible_from

CONCERNED = frozenset({*UNIT_ROLES, *DEPARTMENT_ROLES, Role.DESK, Role.PERFORMANCE})
"""Whose homes and inboxes list what is owed."""


def standing_requests(seats: Sequence[Held], day: date) -> QuerySet[AmendmentRequest]:
    """List what was asked and not answered, longest owed first.

    An amendment that was filed since answers it, and another change of the budget begins its own
    days anew; one that was turned down answers nothing.
    """
    working = [seat for seat in seats if seat.role in CONCERNED]
    year = OuterRef("target__project_year")
    filed = Amendment.objects.filter(
        target__project_year=year, filed_on__gte=OuterRef("moved_on")
    ).exclude(state=Amendment.State.REJECTED)
    moved = BudgetEvent.objects.filter(
        project_year=year, on__gt=OuterRef("moved_on"), on__lte=day
    ).exclude(kind=BudgetEvent.Kind.INITIAL)
    rows = AmendmentRequest.objects.filter(
        ~Exists(filed), ~Exists(moved), target__in=_targets(working, day)
    )
    return rows.select_related("target__project_year__project", "target__organisation").order_by(
        "file_by", "pk"
    )


def _targets(seats: Sequence[Held], day: date) -> Any:
    return visible_from(Target, seats, day).filter(year=day.year).values("pk")
