"""A unit's month as one grid 监控填报: its reports, what each indicator read before, its window."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lifecycle import checks
from lifecycle.models.window import shut_among
from lifecycle.refusals import Refusal
from lifecycle.rights import Held
from lifecycle.scope import visible_from
from monitoring.models import Reading, Report
from monitoring.models.report import BELOW_PLAN

OPEN = (Report.initial(), *map(str, Report.EDITABLE))
"""States in which the unit still has to fill in or to file."""


@dataclass(frozen=True, slots=True)
class EntryMonth:
    """One month with reports of the reader's units, and how many of them are still theirs."""

    month: int
    reports: int
    open: int


@dataclass(frozen=True, slots=True)
class Before:
    """What an indicator read in the earlier months of its year, oldest first; None: no value."""

    months: list[tuple[int, Decimal | None]] = field(default_factory=list)

    @property
    def last(self) -> tuple[int, Decimal] | None:
        """The newest month that has a value, and the value; zero is one."""
        known = ((month, value) for month, value in reversed(self.months) if value is not None)
        return next(known, None)


def reports_of(seats: Sequence[Held], year: int, day: date) -> QuerySet[Report]:
    """Return the reports of the units in whose seats the reader fills in."""
    own = [seat for seat in seats if seat.role in Report.EDITORS]
    return visible_from(Report, own, day).filter(year=year)


def entry_months(rows: QuerySet[Report]) -> list[EntryMonth]:
    """List the months of some reports, in one query."""
    found = rows.order_by().values_list("month").annotate(
        n=Count("pk"), still=Count("pk", filter=Q(state__in=OPEN))
    )  # fmt: skip
    return [EntryMonth(*row) for row in found.order_by("month")]


def missing_only(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Keep the reports with an indicator of which nothing is said: zero is a value."""
    empty = Q(actual=None, attainment="", no_data_reason="")
    return rows.filter(Exists(Reading.objects.filter(empty, report=OuterRef("pk"))))


def below_plan(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Keep the reports with a red or yellow light, of the project or of an indicator."""
    lit = Reading.objects.filter(report=OuterRef("pk"), light__in=BELOW_PLAN)
    return rows.filter(Q(project_light__in=BELOW_PLAN) | Exists(lit))


def for_grid(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Read reports with their projects and readings, in the order of the projects' codes."""
    found = rows.select_related("organisation", "project_year__project")
    return found.prefetch_related("readings").order_by("project_year__project__code", "pk")


def read_before(reports: Collection[Report]) -> dict[tuple[int, str], Before]:
    """Return what the indicators of reports of one month read before it, in one query."""
    month = next((report.month for report in reports), 1)
    rows = Reading.objects.filter(
        report__project_year__in=[report.project_year_id for report in reports],
        report__year=F("report__project_year__year"),
        report__month__lt=month,
    ).order_by("report__month")
    found: dict[tuple[int, str], Before] = {}
    for place, key, earlier, actual in rows.values_list(
        "report__project_year", "key", "report__month", "actual"
    ):
        found.setdefault((place, str(key)), Before()).months.append((earlier, actual))
    return found


def shut_out(reports: Iterable[Report], year: int, day: date) -> Refusal | None:
    """Say that the window for filing is closed to the unit, from when to when, and whom to ask."""
    spans = shut_among(Report, [report.pk for report in reports], day)
    span = next(iter(spans.values()), None)
    return checks.shut(Report, year, span, day) if span else None


def to_file(rows: QuerySet[Report]) -> list[tuple[int, int]]:
    """Return key and version of the reports that are filled in and not filed yet."""
    found = rows.filter(state__in=Report.EDITABLE).order_by("pk")
    return list(found.values_list("pk", "version"))
