"""Completeness 报送情况: who filed in time, late or not at all, by department, stage and period."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Value
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
from lifecycle.scope import visible_from

Counted = Callable[[list[Held], int, date], QuerySet[Any]]
FILED: dict[str, Counted] = {}
"""By stage (`app.model`): what was filed in which period, department by department."""
HORIZON = timedelta(days=200)
"""Longer than any deadline in working days; the calendar is read no further."""


def filed(stage: str) -> Callable[[Counted], Counted]:
    """Register how a stage counts what was filed, by `filing`."""

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

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, Filed | None], ...]], ...]


def completeness_of(seats: list[Held], year: int, day: date) -> Completeness:
    """Read what was filed of a year, the departments that owe most first."""
    try:
        with remembering():
            found = [count(seats, year, day) for count in FILED.values()]
    except FiscalYear.DoesNotExist:  # a year that is not open asks for nothing
        return Completeness((), ())
    cells: dict[str, dict[tuple[str, str], Filed]] = {}
    for stage, period, department, done, late, *owed in found[0].union(*found[1:], all=True):
        cells.setdefault(department, {})[stage, period] = Filed(done - late, late, *owed)
    periods = sorted({key for row in cells.values() for key in row}, key=_place)
    labels = {key: _label(*key) for key in periods}
    worst = sorted(cells, key=lambda name: (-_owed(cells[name].values()), name))
    rows = ((name, tuple((labels[k], cells[name].get(k)) for k in periods)) for name in worst)
    return Completeness(tuple(labels.values()), tuple(rows))


def _owed(cells: Iterable[Filed]) -> int:
    return sum(cell.missing for cell in cells)


def _place(key: tuple[str, str]) -> tuple[int, int]:
    stage, period = key
    return course(stage_named(stage)), int(period or 0)


def _label(stage: str, period: str) -> str:
    name = str(stage_named(stage)._meta.verbose_name)
    return _("%(month)s月%(stage)s") % {"month": period, "stage": name} if period else name


def filing(rows: QuerySet[Any], *, period: Any, ends: Any, day: date) -> QuerySet[Any]:
    """Count the rows of a stage by department and period; `ends` is when its time is over.

    Late is what was first filed after that; sent back and filed again, it stays in time.
    """
    model = rows.model
    done, late = is_filed(model), filed_late(model)
    over = Q(ends__lte=end_of(day - timedelta(days=1)))
    found: QuerySet[Any] = (
        rows.order_by()
        .annotate(ends=ends, of=Value(model.stage(), output_field=CharField()), period=period)
        .annotate(
            department=Coalesce("organisation__department__name", "organisation__name"),
        )
        .values_list("of", "period", "department")
        .annotate(
            done=Count("pk", filter=done),
            late=Count("pk", filter=done & late),
            missing=Count("pk", filter=~done & over),
            open=Count("pk", filter=~done & ~over),
        )
    )
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
    return filing(rows.exclude(state=Target.State.VOID), period=period, ends=ends, day=day)
