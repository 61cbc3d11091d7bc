"""What the homes ask of evaluation: self-evaluations, samples, key evaluations, publication."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Value

from evaluations.models import KeyEvaluation, Publication, SelfEvaluation
from lifecycle.queries.completeness import Ends, filed, last_moment
from lifecycle.queries.some import Some, some
from lifecycle.queries.tallies import tallies
from lifecycle.rights import Held
from lifecycle.scope import visible_from

State = SelfEvaluation.State


def self_evaluations_of(seats: list[Held], year: int, day: date) -> list[dict[str, Any]]:
    """Count the self-evaluations of a year and of the one before: issued, filed, confirmed."""
    owed = {SelfEvaluation.initial(), *map(str, SelfEvaluation.EDITABLE)}
    late = visible_from(SelfEvaluation, seats, day).filter(state__in=owed, due_on__lt=day)
    found: dict[int, dict[str, int]] = {}
    for of_year, state, n in _counted(seats, year, late, "late"):
        found.setdefault(of_year, {})[state] = n
    return [_summary(of_year, found[of_year], owed) for of_year in sorted(found, reverse=True)]


def _counted(seats: list[Held], year: int, more: QuerySet[Any], name: str) -> Iterable[Any]:
    """Count by year and state from the tallies, and some rows beside them, in one query."""
    years = (year - 1, year)
    rows: Any = tallies(seats, years=years).filter(machine=SelfEvaluation.stage())
    more = more.filter(year__in=years).order_by().annotate(is_in=Value(name))
    beside = more.values_list("year", "is_in").annotate(whole=Count("pk"))
    by_state = rows.order_by().values_list("year", "state").annotate(whole=Sum("n"))
    return [row for row in by_state.union(beside, all=True) if row[-1]]


def _summary(year: int, counts: Mapping[str, int], owed: Collection[str]) -> dict[str, Any]:
    states = {state: n for state, n in counts.items() if state != "late"}
    filed = sum(n for state, n in states.items() if state not in owed)
    confirmed = sum(states.get(str(state), 0) for state in (State.CONFIRMED, State.PUBLISHED))
    return {
        "year": year,
        "issued": sum(states.values()),
        "filed": filed,
        "confirmed": confirmed,
        "late": counts.get("late", 0),
    }


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample of self-evaluations that the bureau scores again."""

    filed: int
    drawn: int
    rescored: int


def sample_of(seats: list[Held], year: int, day: date) -> Sample:
    """Count what could be drawn, what was drawn and waits, and what was scored again."""
    again = visible_from(SelfEvaluation, seats, day).filter(recheck_total__isnull=False)
    counts: Counter[str] = Counter()
    for _year, state, n in _counted(seats, year, again, "rescored"):
        counts[state] += n
    return Sample(
        filed=counts[str(State.DEPT_REVIEW)],
        drawn=counts[str(State.RECHECK)],
        rescored=counts["rescored"],
    )


def key_evaluations_of(seats: list[Held], year: int, day: date) -> Some:
    """List the key evaluations that are not finished, the due date soonest first."""
    rows = visible_from(KeyEvaluation, seats, day).filter(year__in=(year - 1, year))
    rows = rows.exclude(state=KeyEvaluation.State.PUBLISHED)
    rows = rows.select_related("organisation", "project_year__project")
    return some(rows, F("due_on").asc(nulls_last=True))


def batches_of(seats: list[Held], day: date) -> Some:
    """List the public batches that are not out yet, the last day soonest first."""
    over = (Publication.State.PUBLISHED, Publication.State.CORRECTED)
    rows = visible_from(Publication, seats, day).exclude(state__in=over)
    return some(rows.select_related("organisation"), "out_by")


@filed("evaluations.selfevaluation")
def _self_evaluations(year: int, day: date) -> Ends:
    (over,) = last_moment("self_evaluation.filling", year, day)
    return {0: over}
