"""Goals of finished years, drawn by lot: what was reported in each month, and what it came to.

Three quantities of each project add up over the year (累计数): some grow with the months, some by
the quarter, some late, some in one piece, some stand still. The indicators of a project go alike,
more or less; its year ends where its self-evaluation says.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db import connection

from benchmarks import facts
from evaluations.models import SelfEvaluation
from evaluations.models.self_evaluation import SelfEvaluationLine
from lifecycle.models import ProjectYear
from lifecycle.rules.indicators import Accumulation, LevelTwo, Operator
from monitoring.models import Reading, Report
from monitoring.rules.limits import MONTHS

INDICATORS = 3
TARGET = 1000
WEIGHT = Decimal(20)
BATCH = 2_000
SHUT = (*facts.GUARDED, "evaluations_selfevaluation", "evaluations_selfevaluationline")
Chance = random.Random
Course = list[int]


def drawn(months: tuple[int, ...], chance: Chance) -> None:
    """Write the reports of some months and the self-evaluation of every project-year there is."""
    years = list(ProjectYear.objects.select_related("project").order_by("pk"))
    moods = {year: chance.gauss(1, 0.04) for year in sorted({one.year for one in years})}
    courses = [_courses(chance, moods[one.year]) for one in years]
    keys = [[uuid.UUID(int=chance.getrandbits(128)) for _n in range(INDICATORS)] for _one in years]
    with connection.cursor() as cursor:
        facts.guards(cursor, "DISABLE", SHUT)
        for month in months:
            _report(years, month, courses, keys)
        _end(years, courses, keys)
        facts.guards(cursor, "ENABLE", SHUT)
        cursor.execute("ANALYZE")


def _report(
    years: list[ProjectYear], month: int, courses: list[list[Course]], keys: list[list[uuid.UUID]]
) -> None:
    reports = Report.objects.bulk_create(
        [
            Report(
                project_year=one, organisation_id=one.project.organisation_id, year=one.year,
                month=month, state="concluded",
            )
            for one in years
        ],
        batch_size=BATCH,
    )  # fmt: skip
    rows = (
        Reading(
            report=report, **_aim(n, key), weight=WEIGHT, actual=course[month - 1],
            accumulation=Accumulation.CUMULATIVE,
        )
        for report, found, named in zip(reports, courses, keys, strict=True)
        for n, (course, key) in enumerate(zip(found, named, strict=True))
    )  # fmt: skip
    Reading.objects.bulk_create(rows, batch_size=BATCH)


def _end(
    years: list[ProjectYear], courses: list[list[Course]], keys: list[list[uuid.UUID]]
) -> None:
    made = SelfEvaluation.objects.bulk_create(
        [
            SelfEvaluation(
                project_year=one, organisation_id=one.project.organisation_id, year=one.year,
                state="confirmed", budget=1, total=90, grade="excellent",
            )
            for one in years
        ],
        batch_size=BATCH,
    )  # fmt: skip
    rows = (
        SelfEvaluationLine(
            self_evaluation=one, **_aim(n, key), weight=WEIGHT, actual=course[-1],
            computed=WEIGHT, score=WEIGHT,
        )
        for one, found, named in zip(made, courses, keys, strict=True)
        for n, (course, key) in enumerate(zip(found, named, strict=True))
    )  # fmt: skip
    SelfEvaluationLine.objects.bulk_create(rows, batch_size=BATCH)


def _aim(number: int, key: uuid.UUID) -> dict[str, object]:
    said = {"key": key, "name": f"指标{number}", "target": TARGET, "unit": "个"}
    return said | {"level": LevelTwo.QUANTITY, "operator": Operator.GE}


def _courses(chance: Chance, mood: float) -> list[Course]:
    """Draw what the indicators of one project have come to by each month's end, never falling."""
    kinds: list[Callable[[Chance], Iterator[float]]] = [_even, _quarterly, _late, _once, _still]
    kind = chance.choices(kinds, [4, 3, 3, 2, 1])[0]
    whole = min(1.3, max(0.0, chance.gauss(0.97, 0.12) * mood))
    return [_course(kind, whole * chance.gauss(1, 0.05), chance) for _n in range(INDICATORS)]


def _course(kind: Callable[[Chance], Iterator[float]], whole: float, chance: Chance) -> Course:
    steps = list(kind(chance))
    return [round(TARGET * max(0.0, whole) * sum(steps[: n + 1])) for n in range(MONTHS)]


def _shares(steps: list[float]) -> Iterator[float]:
    return (step / (sum(steps) or 1) for step in steps)


def _even(chance: Chance) -> Iterator[float]:
    return _shares([max(0.0, chance.gauss(1, 0.3)) for _month in range(MONTHS)])


def _quarterly(chance: Chance) -> Iterator[float]:
    return _shares([max(0.0, chance.gauss(1, 0.3)) * (m % 3 == 2) for m in range(MONTHS)])


def _late(chance: Chance) -> Iterator[float]:
    late = MONTHS - 4
    return _shares([max(0.0, chance.gauss(5 if m >= late else 1, 1)) for m in range(MONTHS)])


def _once(chance: Chance) -> Iterator[float]:
    at = chance.randrange(MONTHS)
    return (float(month == at) for month in range(MONTHS))


def _still(chance: Chance) -> Iterator[float]:
    """What is not done by the month in which it comes to a stand is not done at all."""
    stands_from = chance.randrange(2, MONTHS)
    return (1 / MONTHS if month < stands_from else 0.0 for month in range(MONTHS))
