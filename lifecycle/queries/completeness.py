"""Completeness 报送情况: who filed in time, late or not at all, by department, stage and period."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle.models import FiscalYear, Subject
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.queries.stages import course
from lifecycle.queries.tallies import filings
from lifecycle.queries.tones import stage_named
from lifecycle.rights import Held
from lifecycle.rules.deadlines import WorkCalendar, due_on
from lifecycle.traces import tallies_of

Ends = Mapping[int, datetime | None]
"""By part of a year (a month, a version, 0) the moment when its time is over."""
FILED: dict[str, Callable[[int, date], Ends]] = {}
"""By stage (`app.model`): what is asked for of a year on a day, and until when."""
Department = tuple[str, int]
"""Its name and its key."""
Period = tuple[str, int]
"""A stage and a part of the year."""
HORIZON = timedelta(days=200)
"""Longer than any deadline in working days; the calendar is read no further."""


def filed(stage: str) -> Callable[[Callable[[int, date], Ends]], Callable[[int, date], Ends]]:
    """Register what a stage asks for; the stage is one that is tallied by the day of filing."""

    def register(asked: Callable[[int, date], Ends]) -> Callable[[int, date], Ends]:
        FILED[stage] = asked
        return asked

    return register


@dataclass(slots=True)
class Filed:
    """How many were filed in time, filed late, are missing, and are not yet due."""

    in_time: int = 0
    late: int = 0
    missing: int = 0
    open: int = 0


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

    It is read from the tallies, in one query: who sees by more than the tree is shown nothing.
    """
    try:
        with remembering():
            asked = {stage: ends(year, day) for stage, ends in FILED.items()}
    except FiscalYear.DoesNotExist:  # a year that is not open asks for nothing
        return Completeness()
    cells: dict[Department, dict[Period, Filed]] = {}
    for stage, part, key, name, state, filed_on, n in _counted(seats, year, asked):
        if part in asked[stage] and n:
            cell = cells.setdefault((name, key), {}).setdefault((stage, part), Filed())
            ends = asked[stage][part]
            if filed_on is None:
                _stands(cell, stage_named(stage), state, n, over=_over(ends, day))
            elif ends is not None and filed_on >= timezone.localdate(ends):
                cell.in_time -= n  # counted by its state as well
                cell.late += n
    worst = sorted(cells, key=lambda place: (-_owed(cells[place].values()), place))[:shown]
    periods = sorted({key for row in cells.values() for key in row}, key=_place)
    labels = {key: _label(*key) for key in periods}
    rows = ((place[0], tuple((labels[k], cells[place].get(k)) for k in periods)) for place in worst)
    return Completeness(tuple(labels.values()), tuple(rows), len(cells))


def _counted(seats: Sequence[Held], year: int, asked: Mapping[str, Ends]) -> Iterable[Any]:
    rows = filings(seats, year=year).filter(machine__in=asked).order_by()
    places = rows.annotate(
        department=Coalesce("organisation__department", "organisation"),
        name=Coalesce("organisation__department__name", "organisation__name"),
    )
    columns = ("machine", "part", "department", "name", "state", "filed_on")
    return places.values_list(*columns).annotate(whole=Sum("n"))


def _stands(cell: Filed, model: type[Subject], state: str, n: int, *, over: bool) -> None:
    if state not in tallies_of(model).drafts:
        cell.in_time += n
    elif state == model.initial() or state in map(str, model.EDITABLE):
        cell.missing += n if over else 0
        cell.open += 0 if over else n


def _over(ends: datetime | None, day: date) -> bool:
    return ends is not None and ends <= end_of(day - timedelta(days=1))


def _owed(cells: Iterable[Filed]) -> int:
    return sum(cell.missing for cell in cells)


def _place(key: Period) -> tuple[int, int]:
    stage, part = key
    return course(stage_named(stage)), part


def _label(stage: str, part: int) -> str:
    name = str(stage_named(stage)._meta.verbose_name)
    if tallies_of(stage_named(stage)).part != "month":
        return name
    return _("%(month)s月%(stage)s") % {"month": part, "stage": name}


def is_filed(model: Any) -> Any:
    """Match what has left the hands of its filers."""
    return ~Q(state__in={model.initial(), *map(str, model.EDITABLE)})


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
def _targets(year: int, day: date) -> Ends:
    (over,) = last_moment("target.draft", year, day)
    return {1: over}
