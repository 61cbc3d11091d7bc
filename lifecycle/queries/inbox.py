"""The to-do list 待办: derived from the steps, so that no second list of duties can differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window

from lifecycle import clock, rights, scope
from lifecycle.machine import Edge
from lifecycle.models import Subject
from lifecycle.queries.duties import always, on_condition, work
from lifecycle.queries.kept import READERS, Statement, pooled, written
from lifecycle.queries.stages import course
from lifecycle.rights import Held
from lifecycle.roles import ASSIGNED, LEVEL_OF, Role

SHOWN = 50
"""Rows fetched of one stage; its count says how many there are."""
LAST = date.max


@dataclass(frozen=True, slots=True)
class Todo:
    """One object that waits for a person."""

    stage: str
    subject: Any
    state: str
    returned: bool
    since: datetime | None
    due_on: date | None
    days_left: int | None

    @property
    def overdue(self) -> bool:
        """Whether its last day is past."""
        return self.days_left is not None and self.days_left < 0

    @property
    def urgency(self) -> tuple[bool, date, int]:
        """Sort key: returned first, then due soonest."""
        return (not self.returned, self.due_on or LAST, self.subject.pk)


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits at one stage: how many, and the most urgent of them."""

    stage: str
    label: str
    count: int
    items: tuple[Todo, ...]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.items)


@dataclass(frozen=True, slots=True)
class Inbox:
    """All that waits for a person, stage by stage, the most urgent stage first."""

    piles: tuple[Pile, ...]

    @property
    def items(self) -> list[Todo]:
        """All rows that are shown, most urgent first."""
        return sorted((t for pile in self.piles for t in pile.items), key=lambda t: t.urgency)

    @property
    def counts(self) -> dict[str, int]:
        """How many wait, by stage."""
        found: dict[str, int] = {}
        for pile in self.piles:
            found[pile.stage] = found.get(pile.stage, 0) + pile.count
        return found

    @property
    def total(self) -> int:
        """How many wait in all."""
        return sum(pile.count for pile in self.piles)


def inbox_for(user: Any, at: datetime | None = None) -> Inbox:
    """List what waits for a person: objects in a state from which a step of theirs leads on.

    One query a stage. What only their own four eyes bar is left out, and so are steps that take
    a filing back or give an object up, or are not owed on a row: they can be taken, but nobody
    waits for them.
    """
    day = clock.day_of(at or clock.now())
    piles = [pile for rows in waiting_rows(user, day) if (pile := _pile(rows, day))]
    return Inbox(tuple(sorted(piles, key=lambda pile: min(t.urgency for t in pile.items))))


def inbox_count(user: Any, day: date | None = None) -> int:
    """Count what waits for a person, in one query."""
    return sum(inbox_counts(user, day).values())


def inbox_counts(
    user: Any, day: date | None = None, *, held: list[Held] | None = None
) -> dict[str, int]:
    """Count what waits for a person at each stage, in one query; a stage without is not there."""
    day = day or clock.today()
    seats = rights.seats_of(user, day) if held is None else held
    found: dict[str, int] = {}
    for stage, count in _counts(user, day, tuple(seats)).rows():
        found[stage] = found.get(stage, 0) + count
    return {stage: count for stage, count in found.items() if count}


@lru_cache(maxsize=READERS)
def _counts(user: Any, day: date, held: tuple[Held, ...]) -> Statement:
    found = [_counted(rows) for rows in waiting_rows(user, day, held=list(held))]
    return written(pooled(found) if found else None)


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    named = Value(rows.model.stage(), output_field=CharField())
    found: QuerySet[Any] = (
        rows.order_by().annotate(of=named).values_list("of").annotate(n=Count("*"))
    )
    return found


def waiting_rows(
    user: Any, day: date, *, held: list[Held] | None = None
) -> Iterator[QuerySet[Any]]:
    """Yield for each stage the rows that wait for a person, whatever their number.

    What waits by its state alone, and what waits on a condition besides, come apart: each has an
    index of its own.
    """
    held = rights.seats_of(user, day) if held is None else held
    for model in sorted(scope.machines(), key=course):
        yield from _waiting(model, [one for s in held for one in _parts(model, s, user, day)])


def judging(user: Any, day: date, *, held: list[Held]) -> Iterator[QuerySet[Any]]:
    """Yield, stage by stage, the objects that wait for a judgement of a person 待审核."""
    for model in sorted(scope.machines(), key=course):
        parts = [one for s in held for one in _parts(model, s, user, day, judged=True)]
        yield from _waiting(model, parts)


class _Part(NamedTuple):
    """What waits for one seat in some states, and whether more than the state is asked."""

    states: frozenset[str]
    asked: bool
    rows: Q

    def within(self, states: Iterable[str]) -> Q:
        return Q(state__in=sorted(states)) & self.rows


def _waiting(model: Any, parts: list[_Part]) -> Iterator[QuerySet[Any]]:
    plain, asked = [p for p in parts if not p.asked], [p for p in parts if p.asked]
    settled = frozenset(state for part in plain for state in part.states)
    beside = [part.within(states) for part in asked if (states := part.states & settled)]
    alone = [part.within(states) for part in asked if (states := part.states - settled)]
    for some in ([*(part.rows for part in plain), *beside], alone):
        if some:
            yield model._default_manager.filter(reduce(or_, some))


def _parts(
    model: type[Subject], seat: Held, user: Any, day: date, *, judged: bool = False
) -> Iterator[_Part]:
    free, checked = _duties(model, seat.role)
    free = frozenset() if judged else free
    place = _place(model, seat, day) if free | checked else None
    if place is None:
        return
    own, others, foreign = always(free), always(checked), _foreign(seat, user)
    if own | others:
        # One look by all the states at once, so that the index alone answers; of what is left
        # only their own filings may be barred.
        mine = Q(state__in=own) | foreign if own else foreign
        rows = place & Q(state__in=sorted(own | others)) & mine
        yield _Part(own | others, asked=False, rows=rows)
    for duties, bar in ((free, Q()), (checked, foreign)):
        for states, one in on_condition(duties, day):
            yield _Part(states, asked=True, rows=place & one & bar)


def _place(model: type[Subject], seat: Held, day: date) -> Q | None:
    if seat.role in LEVEL_OF:
        return scope.below(seat)
    if seat.role in ASSIGNED and seat.own:
        return scope.assigned(model, seat, day)
    return None


def _foreign(seat: Held, user: Any) -> Q:
    actors = {user.pk, seat.principal_id}
    return ~Q(filed_by__in=actors) & ~Q(filed_for__in=actors)


@cache
def _duties(model: type[Subject], role: Role) -> tuple[frozenset[Edge], frozenset[Edge]]:
    """Return the steps that wait for a role: for anybody in it, and for all but the filer."""
    mine = frozenset(edge for edge in work(model) if role in edge.about.by)
    free = frozenset(edge for edge in mine if not edge.about.checks)
    return free, mine - free


@cache
def returned_states(model: type[Subject]) -> frozenset[str]:
    """Find the states into which work is sent back: judged, never without a note; editors go on."""
    edges, editors = model.edges(), set(model.EDITORS)
    judged = {edge.target for edge in edges if edge.about.checks and edge.about.note}
    plainly = {edge.target for edge in edges if not edge.about.note}
    onward = {edge.source for edge in work(model) if editors & set(edge.about.by)}
    return frozenset((judged & onward) - plainly - {model.initial()})


def _pile(rows: QuerySet[Any], day: date) -> Pile | None:
    model: Any = rows.model
    back = returned_states(model)
    first = Case(When(state__in=back, then=Value(0)), default=Value(1))
    rows = rows.annotate(of=Window(Count("pk"))).order_by(
        first, F("due_on").asc(nulls_last=True), "pk"
    )
    found = list(rows.select_related(*scope.named(model))[:SHOWN])
    if not found:
        return None
    items = tuple(_todos(found, back, day))
    return Pile(model.stage(), str(model._meta.verbose_name), found[0].of, items)


def _todos(found: Iterable[Any], back: frozenset[str], day: date) -> Iterator[Todo]:
    for subject in found:
        due = subject.due_on
        yield Todo(
            stage=subject.stage(),
            subject=subject,
            state=str(subject.get_state_display()),
            returned=str(subject.state) in back,
            since=subject.since,
            due_on=due,
            days_left=(due - day).days if due else None,
        )
