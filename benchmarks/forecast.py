"""Forecasts of a year's end, learned from three years and held against a fourth.

The city is drawn by lot from a seed, since no city publishes its payments month by month: most
projects pay in steps with a rush at the end, some evenly, some in one piece, some stand still.
Its budgets and moods differ from year to year; what became of its goals is drawn in `goals`.
`manage.py forecast --backtest YEAR` prints the same figures of a real city.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from django.db import connection

from benchmarks import facts, goals
from benchmarks.measure import Bar, interleaved
from lifecycle.models import ProjectYear
from lifecycle.rules.pack import NATIONAL
from monitoring.actions import learn
from monitoring.queries.forecast import backtest
from monitoring.rules.forecast import Tested
from monitoring.rules.limits import MONTHS

PROJECTS = 1_755
YEARS = range(2020, 2024)
LAST = YEARS[-1]
SEED = 2023
BUDGET = 3_000_000
LIMIT = 10.0
JUDGED = range(3, 11)
"""The months in which a forecast can still change anything."""
COPY = """
COPY lifecycle_execution (project_year_id, month, revision, paid, budget, document, "on") FROM STDIN
"""
Chance = random.Random


def bars() -> list[Bar]:
    """Print the errors of both beside each other, month by month."""
    facts.projects(dict.fromkeys(YEARS, PROJECTS))
    _pay()
    goals.drawn(NATIONAL.reporting_months, Chance(SEED + 1))
    found = backtest(LAST)
    taken = interleaved(partial(learn, LAST, on=date(LAST, 1, 1)), before=_nothing, rounds=3)[0]
    errors = [_error(kind, line) for kind, lines in found.items() for line in lines]
    return [
        *errors,
        *(_held(kind, lines) for kind, lines in found.items()),
        Bar("learning a year / 10 s", PROJECTS, taken, LIMIT, taken / LIMIT, 1),
    ]


def _error(kind: str, line: Tested) -> Bar:
    words = (
        f"{kind}, month {line.month}: error {line.error}, line {line.line_error}, "
        f"within {line.within}%, Brier {line.brier}"
    )
    bar = 1 if line.month in JUDGED else None
    return Bar(words, line.courses, 0, 0, float(line.error / line.line_error), bar)


def _held(kind: str, lines: Iterable[Tested]) -> Bar:
    lowest = min(float(line.within) for line in lines if line.month in JUDGED)
    words = f"{kind}, 80% intervals hold, lowest %"
    return Bar(words, PROJECTS, 0, 0, lowest, 70, at_least=True)


def _pay() -> None:
    rows = ProjectYear.objects.order_by("pk").values_list("year", "pk")
    keys = list(rows)  # a question inside a COPY on the same connection would wait for ever
    with connection.cursor() as cursor:
        facts.guards(cursor, "DISABLE")
        with cursor.copy(COPY) as copy:
            for row in _ledger(keys, Chance(SEED)):
                copy.write_row(row)
        facts.guards(cursor, "ENABLE")
        cursor.execute("ANALYZE")


def _ledger(keys: list[tuple[int, int]], chance: Chance) -> Iterator[tuple[object, ...]]:
    moods = {year: chance.gauss(1, 0.05) for year in YEARS}
    for year, key in keys:
        for month, share in enumerate(_course(chance, moods[year]), start=1):
            yield key, month, 1, round(BUDGET * share), BUDGET, "国库支付", f"{year}-12-31"


def _course(chance: Chance, mood: float) -> list[float]:
    """Draw the shares paid by each month's end of one project, never falling."""
    kinds: list[Callable[[Chance], list[float]]] = [_even, _rush, _once, _still]
    steps = chance.choices(kinds, [3, 5, 2, 1])[0](chance)
    whole = min(1.0, max(0.0, chance.gauss(0.93, 0.1) * mood))
    return [min(1.0, sum(steps[: n + 1]) * whole) for n in range(MONTHS)]


def _shared(steps: list[float]) -> list[float]:
    return [step / (sum(steps) or 1) for step in steps]


def _even(chance: Chance) -> list[float]:
    return _shared([max(0.0, chance.gauss(1, 0.3)) for _month in range(MONTHS)])


def _rush(chance: Chance) -> list[float]:
    late = MONTHS - 4
    return _shared([max(0.0, chance.gauss(4 if m >= late else 1, 0.8)) for m in range(MONTHS)])


def _once(chance: Chance) -> list[float]:
    at = chance.randrange(MONTHS)
    return [float(month == at) for month in range(MONTHS)]


def _still(chance: Chance) -> list[float]:
    """What is not paid by the month in which it comes to a stand is not paid at all."""
    stands_from = chance.randrange(2, MONTHS)
    return [1 / MONTHS if month < stands_from else 0.0 for month in range(MONTHS)]


def _nothing() -> None:
    return None
