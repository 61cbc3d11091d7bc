"""Completeness 报送情况 by unit and month: filed in time, filed late, missing, not yet due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from lifecycle.models import Organisation
from lifecycle.queries import Filed
from lifecycle.queries.completeness import is_filed
from lifecycle.rights import Held
from lifecycle.roles import DEPARTMENT_ROLES, LEVEL_OF, Role
from lifecycle.scope import visible_from
from monitoring.models import Reminder, Report
from monitoring.queries.entry import OPEN
from monitoring.queries.home import filing_ends, months_ended

REMINDERS = (*DEPARTMENT_ROLES, Role.DESK, Role.PERFORMANCE)
"""Who may ask a unit below them for what it owes."""
Cells = dict[tuple[int, int], Filed]
"""By unit and month."""


@dataclass(frozen=True, slots=True)
class MonthFiled:
    """One month over all that is seen: how many reports are filed, missing and not yet due."""

    month: int
    filed: int
    missing: int
    open: int


def owed_by(day: date) -> Q:
    """Match the reports that their unit should have filed before a day."""
    return Q(state__in=OPEN, due_on__lt=day)


def seen_reports(seats: Sequence[Held], year: int, day: date) -> QuerySet[Report]:
    """Return the reports of a year that are seen from some seats, of the months that have ended."""
    return visible_from(Report, seats, day).filter(year=year, month__in=months_ended(year, day))


def units_with(reports: QuerySet[Report]) -> QuerySet[Organisation]:
    """Return the units that have some reports, in the order of their codes."""
    own = reports.filter(organisation=OuterRef("pk")).order_by()
    rows = Organisation.objects.filter(Exists(own)).select_related("department")
    return rows.order_by("code")


def owing(units: QuerySet[Organisation], reports: QuerySet[Report], day: date) -> Any:
    """Keep the units that owe a report."""
    own = reports.filter(owed_by(day), organisation=OuterRef("pk")).order_by()
    return units.filter(Exists(own))


def by_month(reports: QuerySet[Report], day: date) -> list[MonthFiled]:
    """Count all that is seen month by month, in one query."""
    done = is_filed(Report)
    found = reports.order_by().values_list("month").annotate(
        done=Count("pk", filter=done),
        missing=Count("pk", filter=owed_by(day)),
        open=Count("pk", filter=~done & ~owed_by(day)),
    )  # fmt: skip
    return [MonthFiled(*row) for row in found.order_by("month")]


def cells_of(reports: QuerySet[Report], units: Collection[int], year: int, day: date) -> Cells:
    """Count the reports of some units by unit and month."""
    done, owed = is_filed(Report), owed_by(day)
    rows = reports.filter(organisation__in=units).order_by()
    late = Q(first_filed_on__gte=TruncDate("ends"))
    found = (
        rows.annotate(ends=filing_ends(year, months_ended(year, day)))
        .values_list("organisation", "month")
        .annotate(
            done=Count("pk", filter=done),
            late=Count("pk", filter=done & late),
            missing=Count("pk", filter=owed),
            open=Count("pk", filter=~done & ~owed),
        )
    )
    return {
        (unit, month): Filed(done - late, late, missing, still)
        for unit, month, done, late, missing, still in found
    }


def last_reminders(units: Collection[int], year: int) -> dict[int, Reminder]:
    """Return the newest reminder of each of some units in a year."""
    rows = Reminder.objects.filter(organisation__in=units, year=year).select_related("by")
    newest = rows.order_by("organisation_id", "-pk").distinct("organisation_id")
    return {row.organisation_id: row for row in newest}


def may_remind(unit: Organisation, seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats looks down on the unit and may ask for what it owes."""
    below = (seat for seat in seats if seat.role in REMINDERS)
    return any(unit.at(LEVEL_OF[seat.role]) == seat.organisation_id for seat in below)
