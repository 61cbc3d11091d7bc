"""What is owed 应办: the steps that somebody has to take, told from those that one merely may.

To-dos, homes, calendar, stages and filters all ask here, so that none calls late what nobody owes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When

from lifecycle.machine import Edge
from lifecycle.models import Subject

STILL_DUE = "still_due_on"
"""The name under which a query brings what `still_due` found with each row."""


@cache
def work(model: type[Subject]) -> tuple[Edge, ...]:
    """List the steps of a stage but those that take a filing back or give an object up."""
    edges = model.edges()
    editable, editors = {str(state) for state in model.EDITABLE}, set(model.EDITORS)
    judged = {edge.source for edge in edges if edge.about.checks}
    leading = {edge.source for edge in edges}

    def takes_back(edge: Edge) -> bool:
        theirs = set(edge.about.by) <= editors and not edge.about.checks
        return theirs and edge.source in judged and edge.target in editable

    def gives_up(edge: Edge) -> bool:
        return edge.about.note and not edge.about.checks and edge.target not in leading

    return tuple(edge for edge in edges if not takes_back(edge) and not gives_up(edge))


def always(duties: Iterable[Edge]) -> frozenset[str]:
    """Name the states in which one of some steps is owed on every object."""
    return frozenset(edge.source for edge in duties if edge.about.owed is None)


def on_condition(duties: Iterable[Edge], day: date) -> Iterator[tuple[frozenset[str], Q]]:
    """Yield the other states, each with the condition on which a step is owed there.

    Those that wait on one condition come together, so that one look in an index finds them.
    """
    settled, asked = always(duties), defaultdict[Any, set[str]](set)
    for edge in duties:
        if edge.about.owed is not None and edge.source not in settled:
            asked[edge.about.owed].add(edge.source)
    for condition, states in asked.items():
        yield frozenset(states), condition(day)


def owed(rows: QuerySet[Any], day: date) -> list[QuerySet[Any]]:
    """Narrow the objects of a stage to those on which anybody owes a step.

    What is owed by its state alone comes first, what is owed on a condition after it.
    """
    model: Any = rows.model
    conditions = (by_state(model), _asked(model, day))
    return [rows.filter(one) for one in conditions if one is not None]


def by_state(model: type[Subject]) -> Q:
    """Match the objects of a stage on which a step is owed by their state alone."""
    return Q(state__in=sorted(always(work(model))))


def still_due(model: type[Subject], day: date) -> Case:
    """Find the day by which an object must be moved on; NULL where nobody owes that."""
    due: Any = F("due_on")
    found = [When(one, then=due) for one in (by_state(model), _apart(model, day)) if one]
    return Case(*found, default=Value(None), output_field=DateField())


def due_of(subject: Subject, day: date) -> date | None:
    """Return the day by which somebody owes a step on an object; asks nothing where it was read."""
    if STILL_DUE in subject.__dict__:
        found: date | None = subject.__dict__[STILL_DUE]
        return found
    model: Any = type(subject)
    if subject.due_on is None or str(getattr(subject, "state", "")) in always(work(model)):
        return subject.due_on
    rows = model._default_manager.filter(pk=subject.pk).annotate(on=still_due(model, day))
    on: date | None = rows.values_list("on", flat=True).first()
    return on


def owed_by(rows: QuerySet[Any], until: date, day: date) -> QuerySet[Any]:
    """Narrow the objects of a stage to those that somebody has to move on until some day."""
    apart = _apart(rows.model, day)
    here = by_state(rows.model)
    return rows.filter(here | apart if apart else here, due_on__lte=until)


def _asked(model: type[Subject], day: date) -> Q | None:
    found = [Q(state__in=sorted(at)) & one for at, one in on_condition(work(model), day)]
    return reduce(or_, found) if found else None


def _apart(model: Any, day: date) -> Any:
    # A condition may reach into other tables, which must not multiply or join the rows asked about.
    asked = _asked(model, day)
    return asked and Exists(model._default_manager.filter(asked, pk=OuterRef("pk")))
