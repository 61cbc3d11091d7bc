"""How a stage runs: how many objects stand in each state, for how long, and who is late.

Times are elapsed time, nights and holidays counted in: a wait is what the one who waits has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
    Value,
)
from django.http import Http404

from lifecycle import clock, rights
from lifecycle.models import Subject
from lifecycle.queries.duties import by_state, owed
from lifecycle.queries.kept import Statement, pooled, written
from lifecycle.queries.stages import course
from lifecycle.queries.tones import finished
from lifecycle.rights import Held
from lifecycle.rules.money import percentage
from lifecycle.scope import machines, visible

LATE_SHOWN = 20
SAMPLE = 1_000
"""Objects whose log is read for the time in each state: those that moved last."""
BOTTLENECKS = 3
"""States named as the narrowest; each has the longest usual wait times those who wait."""

DWELT = """
WITH wanted AS MATERIALIZED ({rows}), moved AS (
  SELECT before, at - lag(at) OVER (PARTITION BY object_id ORDER BY version) AS stayed
  FROM lifecycle_transitionlog
  WHERE machine = %s AND before <> after AND object_id IN (SELECT w.id FROM wanted w)
)
SELECT before, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY stayed)
FROM moved WHERE stayed IS NOT NULL GROUP BY before
"""

LATE_PLACES = """
WITH late(place, n, oldest) AS ({late})
SELECT place, name, sum(n)::bigint, min(oldest)
FROM late JOIN lifecycle_organisation ON lifecycle_organisation.id = place
GROUP BY place, name ORDER BY 3 DESC, 4, 1 LIMIT %s
"""


class Percentile(Aggregate):
    """The value below which a part of the rows lie, between two rows the mean by distance."""

    template = "percentile_cont(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    allow_distinct = False

    def __init__(self, of: Any, *, part: Decimal, **more: Any) -> None:
        super().__init__(of, part=part, output_field=DurationField(), **more)


@dataclass(frozen=True, slots=True)
class Dwelt:
    """How long objects that left a state had been in it."""

    left: int
    median: timedelta
    ninth: timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """One state of a stage: who stands there now, since when, and how long others stayed."""

    state: str
    label: str
    finished: bool
    count: int = 0
    overdue: int = 0
    waiting: timedelta | None = None
    dwelt: Dwelt | None = None

    @property
    def left(self) -> int:
        """How often the state was left."""
        return self.dwelt.left if self.dwelt else 0

    @property
    def median(self) -> timedelta | None:
        """Within what time half of them left it."""
        return self.dwelt.median if self.dwelt else None

    @property
    def ninth(self) -> timedelta | None:
        """Within what time nine of ten left it."""
        return self.dwelt.ninth if self.dwelt else None

    @property
    def usual(self) -> timedelta | None:
        """How long one waits here: as those who left it did, else as those who stand here do."""
        return self.median if self.dwelt else self.waiting

    @property
    def weight(self) -> timedelta:
        """The usual wait times those who wait: what it costs all of them together."""
        return timedelta(0) if self.finished else (self.usual or timedelta(0)) * self.count

    @property
    def overdue_share(self) -> Decimal | None:
        """How many of those here are past their day, in percent; None where nobody is."""
        return percentage(self.overdue, whole=self.count)


@dataclass(frozen=True, slots=True)
class Late:
    """One organisation with objects past their day."""

    key: int
    name: str
    count: int
    oldest: date


@dataclass(frozen=True, slots=True)
class Flow:
    """A stage of a budget year as one person sees it."""

    model: Any
    label: str
    states: tuple[Standing, ...]
    late: tuple[Late, ...] = ()
    more_late: bool = False

    @property
    def count(self) -> int:
        """How many objects there are."""
        return sum(one.count for one in self.states)

    @property
    def moving(self) -> int:
        """How many of them have not come to an end."""
        return sum(one.count for one in self.states if not one.finished)

    @property
    def overdue(self) -> int:
        """How many are past their day."""
        return sum(one.overdue for one in self.states)

    @property
    def finished(self) -> int:
        """How many have come to an end."""
        return self.count - self.moving

    @property
    def bottlenecks(self) -> list[Standing]:
        """The states that cost most waiting, the worst first; those that cost none left out."""
        ranked = sorted(self.states, key=lambda one: one.weight, reverse=True)
        return [one for one in ranked[:BOTTLENECKS] if one.weight]


@dataclass(slots=True)
class _Count:
    count: int = 0
    overdue: int = 0
    waiting: timedelta | None = None
    dwelt: Dwelt | None = None


def stage_for(name: str) -> type[Subject]:
    """Return the stage of a name (`target`). Raises Http404 where there is none."""
    found = next((model for model in machines() if model.stage_name() == name), None)
    if found is None:
        raise Http404
    return found


def overview_for(user: Any, year: int, day: date, *, seats: list[Held] | None = None) -> list[Flow]:
    """Count every stage of a year by state, in one query. Raises Http404 to whoever has no seat."""
    held = _seated(user, day, seats)
    models = sorted(machines(), key=course)
    parts = [one for model in models for one in _counted(_rows(model, held, year, day), day)]
    found: dict[str, dict[str, _Count]] = {}
    for stage, state, count, overdue in parts[0].union(*parts[1:], all=True):
        here = found.setdefault(stage, {}).setdefault(state, _Count())
        here.count, here.overdue = here.count + count, here.overdue + overdue
    return [_flow(model, found.get(model.stage(), {})) for model in models]


def flow_for(
    user: Any, model: type[Subject], year: int, at: datetime, *, seats: list[Held] | None = None
) -> Flow:
    """Say how one stage of a year runs, in three queries. Raises Http404 without a seat."""
    day = clock.day_of(at)
    rows = _rows(model, _seated(user, day, seats), year, day)
    counts: dict[str, _Count] = {}
    for state, count, overdue, age in _stood(rows, at):
        here = counts.setdefault(state, _Count())
        here.count, here.overdue = here.count + count, here.overdue + overdue
        here.waiting = here.waiting if age is None else age
    for state, dwelt in _dwelt(model, rows):
        counts.setdefault(state, _Count()).dwelt = dwelt
    late = _late(rows, day)
    return _flow(model, counts, late=tuple(late[:LATE_SHOWN]), more_late=len(late) > LATE_SHOWN)


def _seated(user: Any, day: date, seats: list[Held] | None) -> list[Held]:
    held = rights.seats_of(user, day) if seats is None else seats
    if not held:
        raise Http404
    return held


def _rows(model: type[Subject], seats: list[Held], year: int, day: date) -> QuerySet[Any]:
    return visible(model, None, day, seats).filter(year=year)


def _age(at: datetime) -> Any:
    return ExpressionWrapper(Value(at) - F("since"), output_field=DurationField())


def _counted(rows: QuerySet[Any], day: date) -> list[QuerySet[Any, Any]]:
    """Count by state; what is late on a condition beside its state comes apart, and counts no more.

    So the rows are counted from an index alone, and conditions are asked of the late ones only.
    """
    named: Any = rows.order_by().annotate(of=Value(rows.model.stage())).values_list("of", "state")
    overdue = Count("due_on", filter=by_state(rows.model) & Q(due_on__lt=day))
    counted = named.annotate(n=Count("*"), late=overdue)
    _always, *apart = owed(named.filter(due_on__lt=day), day)
    return [counted, *(one.annotate(n=Value(0), late=Count("*")) for one in apart)]


def _stood(rows: QuerySet[Any], at: datetime) -> Any:
    moving = Q(state__in={edge.source for edge in rows.model.edges()})
    half = Percentile(_age(at), part=Decimal("0.5"), filter=moving)
    none = Value(None, output_field=DurationField())
    first, *apart = _counted(rows, clock.day_of(at))
    parts = [first.annotate(age=half), *(one.annotate(age=none) for one in apart)]
    columns = ("state", "n", "late", "age")
    return pooled([one.values_list(*columns) for one in parts])


def _flow(model: Any, counts: Mapping[str, _Count], **more: Any) -> Flow:
    states = tuple(
        Standing(
            str(state), str(state.label), finished(model, str(state)),
            one.count, one.overdue, one.waiting, one.dwelt,
        )
        for state in model.State
        for one in [counts.get(str(state), _Count())]
    )  # fmt: skip
    return Flow(model, str(model._meta.verbose_name), states, **more)


def _dwelt(model: type[Subject], rows: QuerySet[Any]) -> Iterator[tuple[str, Dwelt]]:
    moved = rows.order_by(F("since").desc(nulls_last=True), "-pk").values("id")[:SAMPLE]
    try:
        sql, parameters = moved.query.sql_with_params()
    except EmptyResultSet:  # whoever can see nothing at all need not ask
        return
    with connection.cursor() as cursor:
        cursor.execute(DWELT.format(rows=sql), [*parameters, model.stage()])
        for state, left, (median, ninth) in cursor.fetchall():
            yield state, Dwelt(left, median, ninth)


def _late(rows: QuerySet[Any], day: date) -> list[Late]:
    counted = {"n": Count("*"), "oldest": Min("due_on")}
    parts = owed(rows.filter(due_on__lt=day).order_by(), day)
    found = written(pooled([one.values_list("organisation").annotate(**counted) for one in parts]))
    if not found.sql:
        return []
    text = LATE_PLACES.format(late=found.sql)
    return [Late(*row) for row in Statement(text, (*found.parameters, LATE_SHOWN + 1)).rows()]
