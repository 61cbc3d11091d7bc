"""Completeness 报送情况: who filed in time, late or not at all, by department, stage and period."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle.models import FiscalYear, Target, TransitionLog
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.queries.stages import course
from lifecycle.queries.tones import stage_named
from lifecycle.rights import Held
from lifecycle.rules.deadlines import WorkCalendar, due_on
from lifecycle.scope import NOTHING, visible_from

Counted = Callable[[list[Held], int, date], QuerySet[Any]]
FILED: dict[str, Counted] = {}
"""By stage (`app.model`): what is asked for in which period, and until when, by `filing`."""
CELL = ("of", "period", "department", "name")
Period = tuple[str, str]
"""A stage and a month, or a stage alone."""
Department = tuple[str, int]
"""Its name and its key."""
HORIZON = timedelta(days=200)
"""Longer than any deadline in working days; the calendar is read no further."""


def filed(stage: str) -> Callable[[Counted], Counted]:
    """Register what a stage asks for, as `filing` says it."""

    def register(count: Counted) -> Counted:
        FILED[stage] = count
        return count

    return register


@dataclass(frozen=True, slots=True)
class Filed:
    """How many were filed in time, filed late, are missing, and are not yet due."""

    in_time: int
    late: int
    missing: int
    open: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """Departments by periods; a cell bears its column's name, and None where nothing is asked."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[tuple[str, Filed | None], ...]], ...] = ()
    total: int = 0
    """How many departments there are, whether shown or not."""


def completeness_of(
    seats: list[Held], year: int, day: date, *, shown: int | None = None
) -> Completeness:
    """Read what was filed of a year, the departments that owe most first; so many as are shown.

    Who filed late is read in the log, and so asked for these alone.
    """
    try:
        with remembering():
            found = [rows(seats, year, day) for rows in FILED.values()]
    except FiscalYear.DoesNotExist:  # a year that is not open asks for nothing
        return Completeness()
    cells: dict[Department, dict[Period, Filed]] = {}
    for stage, period, key, name, *counts in _union([_counts(rows, day) for rows in found]):
        cells.setdefault((name, key), {})[stage, period] = Filed(*counts)
    worst = sorted(cells, key=lambda place: (-_owed(cells[place].values()), place))[:shown]
    for stage, period, key, name, n in _union([_late(rows, worst) for rows in found]):
        whole = cells[name, key][stage, period]
        cells[name, key][stage, period] = replace(whole, late=n, in_time=whole.in_time - n)
    periods = sorted({key for row in cells.values() for key in row}, key=_place)
    labels = {key: _label(*key) for key in periods}
    rows = ((place[0], tuple((labels[k], cells[place].get(k)) for k in periods)) for place in worst)
    return Completeness(tuple(labels.values()), tuple(rows), len(cells))


def _union(found: list[QuerySet[Any]]) -> QuerySet[Any]:
    return found[0].union(*found[1:], all=True)


def _owed(cells: Iterable[Filed]) -> int:
    return sum(cell.missing for cell in cells)


def _place(key: tuple[str, str]) -> tuple[int, int]:
    stage, period = key
    return course(stage_named(stage)), int(period or 0)


def _label(stage: str, period: str) -> str:
    name = str(stage_named(stage)._meta.verbose_name)
    return _("%(month)s月%(stage)s") % {"month": period, "stage": name} if period else name


def filing(rows: QuerySet[Any], *, period: Any, ends: Any, timely: Q = NOTHING) -> QuerySet[Any]:
    """Say of the rows of a stage in which period they fall, and when its time is over.

    `timely` matches what was filed in time for certain, by the row alone.
    """
    asked = rows.order_by().annotate(
        ends=ends,
        of=Value(rows.model.stage(), output_field=CharField()),
        period=period,
        department=Coalesce("organisation__department", "organisation"),
        name=Coalesce("organisation__department__name", "organisation__name"),
    )
    found: QuerySet[Any] = asked.alias(timely=Case(When(timely, then=True), default=False))
    return found


def _counts(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    done, over = is_filed(rows.model), Q(ends__lte=end_of(day - timedelta(days=1)))
    found: QuerySet[Any] = rows.values_list(*CELL).annotate(
        in_time=Count("pk", filter=done),
        late=Value(0),
        missing=Count("pk", filter=~done & over),
        open=Count("pk", filter=~done & ~over),
    )
    return found


def _late(rows: QuerySet[Any], worst: Sequence[Department]) -> QuerySet[Any]:
    """Count what was first filed when its time was over; sent back and filed again is in time."""
    model = rows.model
    asked = rows.filter(is_filed(model), filed_late(model), timely=False)
    asked = asked.filter(department__in=[key for _name, key in worst])
    found: QuerySet[Any] = asked.values_list(*CELL).annotate(n=Count("*"))
    return found


def is_filed(model: Any) -> Any:
    """Match what has left the hands of its filers."""
    return ~Q(state__in={model.initial(), *map(str, model.EDITABLE)})


def filed_late(model: Any) -> Any:
    """Match what was first filed after its `ends`; sent back and filed again, it stays in time."""
    timely = Exists(_filings(model).filter(object_id=OuterRef("pk"), at__lt=OuterRef("ends")))
    return Q(ends__isnull=False) & ~timely


def _filings(model: Any) -> QuerySet[TransitionLog]:
    steps = {edge.name for edge in model.edges() if edge.about.files}
    return TransitionLog.objects.filter(machine=model.stage(), step__in=steps)


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    after = datetime.combine(day + timedelta(days=1), time())
    return timezone.make_aware(after, timezone.get_default_timezone())


def last_moment(term: str, year: int, *entered: date) -> list[datetime | None]:
    """Return when the time of a state is over ("report.filling"), for each day it is entered on."""
    deadline = pack_of(year).pack.deadlines.get(term)
    if deadline is None or not entered:
        return [None] * len(entered)
    # Only working days need the calendar, so only they pay for reading it.
    near = (min(entered), max(entered) + HORIZON)
    calendar = work_calendar(*near) if deadline.workdays else WorkCalendar()
    return [end_of(due_on(deadline, entered=day, year=year, calendar=calendar)) for day in entered]


@filed("lifecycle.target")
def _targets(seats: list[Held], year: int, day: date) -> QuerySet[Any]:
    rows = visible_from(Target, seats, day).filter(year=year, number=1)
    (over,) = last_moment("target.draft", year, day)
    ends = Value(over, output_field=DateTimeField())
    period = Value("", output_field=CharField())
    return filing(rows.exclude(state=Target.State.VOID), period=period, ends=ends)
