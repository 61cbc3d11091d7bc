"""What the homes ask of evaluation: self-evaluations, samples, key evaluations, publication."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, DateTimeField, F, Q, QuerySet, Value

from evaluations.models import KeyEvaluation, Publication, SelfEvaluation
from lifecycle.queries.completeness import filed, filing, last_moment
from lifecycle.queries.some import Some, some
from lifecycle.rights import Held
from lifecycle.scope import visible_from

State = SelfEvaluation.State


def self_evaluations_of(seats: list[Held], year: int, day: date) -> list[dict[str, Any]]:
    """Count the self-evaluations of a year and of the one before: issued, filed, confirmed."""
    rows = visible_from(SelfEvaluation, seats, day).filter(year__in=(year - 1, year)).order_by()
    owed = Q(state__in={SelfEvaluation.initial(), *map(str, SelfEvaluation.EDITABLE)})
    counted = rows.values("year").annotate(
        issued=Count("pk"),
        filed=Count("pk", filter=~owed),
        confirmed=Count("pk", filter=Q(state__in=(State.CONFIRMED, State.PUBLISHED))),
        late=Count("pk", filter=owed & Q(due_on__lt=day)),
    )
    return list(counted.order_by("-year"))


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample of self-evaluations that the bureau scores again."""

    filed: int
    drawn: int
    rescored: int


def sample_of(seats: list[Held], year: int, day: date) -> Sample:
    """Count what could be drawn, what was drawn and waits, and what was scored again."""
    rows = visible_from(SelfEvaluation, seats, day).filter(year__in=(year - 1, year))
    counts = rows.aggregate(
        filed=Count("pk", filter=Q(state=State.DEPT_REVIEW)),
        drawn=Count("pk", filter=Q(state=State.RECHECK)),
        rescored=Count("pk", filter=Q(recheck_total__isnull=False)),
    )
    return Sample(**counts)


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
def _self_evaluations(seats: list[Held], year: int, day: date) -> QuerySet[Any]:
    rows = visible_from(SelfEvaluation, seats, day).filter(year=year)
    (over,) = last_moment("self_evaluation.filling", year, day)
    ends = Value(over, output_field=DateTimeField())
    return filing(rows, period=Value("", output_field=CharField()), ends=ends)
