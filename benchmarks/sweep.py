"""The sweep: against reading and writing the same rows, one bare statement, and two loops."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from benchmarks import facts
from benchmarks.measure import Bar, exponent, interleaved
from lifecycle.models import Execution, ProjectYear
from lifecycle.models.rulepack import pack_of
from monitoring import results
from monitoring.marks import sweep_if_changed
from monitoring.models import LightResult, Reading
from monitoring.models.measured import MEASURED, measured
from monitoring.rules import light_sql
from monitoring.rules.limits import limits_of
from monitoring.rules.verdict import verdict
from monitoring.sweep.judging import judge
from monitoring.sweep.parameters import Run, parameters

LARGEST = int(os.environ.get("BENCH_LARGEST", "200000"))
SIZES = {2021: 2_000, 2022: 20_000, 2023: 200_000}
ONCE = 2024
LOOPED = 50
READ = """
SELECT count(*), count(e.paid), count(g.actual), count(g.target), count(p.organisation_id)
FROM lifecycle_projectyear y
JOIN lifecycle_project p ON p.id = y.project_id
JOIN lifecycle_execution e ON e.project_year_id = y.id AND e.month = %(month)s
JOIN monitoring_report r ON r.project_year_id = y.id AND r.month = %(month)s
JOIN monitoring_reading g ON g.report_id = r.id
WHERE y.year = %(year)s
"""
COLUMNS = (
    "project_year_id, year, month, kind, revision, light, sentence, inputs, pack, as_of, frozen"
)
KEEP = f"""
DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT {COLUMNS} FROM monitoring_lightresult
ORDER BY id; ANALYZE kept
"""
BARE = f"INSERT INTO monitoring_lightresult ({COLUMNS}) SELECT {COLUMNS} FROM kept"
CHANGE = """
INSERT INTO lifecycle_execution (project_year_id, month, revision, paid, budget, document, "on")
SELECT project_year_id, month, max(revision) + 1, max(paid) + 1, max(budget), '更正', %(as_of)s
FROM lifecycle_execution e JOIN lifecycle_projectyear y ON y.id = e.project_year_id
WHERE y.year = %(year)s AND project_year_id %% 200 = 0 GROUP BY project_year_id, month
"""
ROWS = f"SELECT {COLUMNS} FROM monitoring_lightresult ORDER BY project_year_id, kind, revision"


def bars() -> list[Bar]:
    """Measure every bar of the sweep, year by year."""
    sizes = {year: size for year, size in SIZES.items() if size <= LARGEST}
    facts.found(sizes)
    found: list[Bar] = []
    points = []
    for year, size in sizes.items():
        of_year = list(_whole(year, size))
        points.append((size, of_year[0].ours))
        found += [*of_year, *_again(year, size, of_year[0].ours)]
    found.append(Bar("judge, exponent", LARGEST, 0, 0, exponent(points), 1.1))
    return found


def once(size: int) -> list[Bar]:
    """Judge one year of any size a single time, and again without news and with little.

    Nothing is compared row by row: the rows of two million projects fit in no process. Each figure
    is printed as soon as it is known.
    """
    facts.found({ONCE: size})
    run = _run(ONCE)
    again = partial(sweep_if_changed, ONCE, month=run.month, as_of=run.as_of)
    change = partial(_do, CHANGE, {"year": ONCE, "as_of": run.as_of})
    whole = _timed("judge", partial(_judge, run), before=facts.clear)
    _do(KEEP, {})
    limit = _timed("read and write", partial(_read_and_write, run), before=facts.clear)
    first = _timed("with its warnings", again, before=facts.clear)
    idle = _timed("nothing changed", again, before=gc.collect)
    few = _timed("0.5% changed", again, before=change)
    return [
        Bar("judge / plain read + bare write", size, whole, limit, whole / limit),
        Bar("once, with the warnings it opens / judge", size, first, whole, first / whole),
        Bar("nothing changed / the whole", size, idle, whole, idle / whole),
        Bar("0.5% changed / the whole", size, few, whole, few / whole),
    ]


def _timed(name: str, run: Callable[[], Any], *, before: Callable[[], Any]) -> float:
    (seconds,) = interleaved(run, before=before, rounds=1)
    print(f"{name}: {seconds:.1f} s", flush=True)  # noqa: T201 - the whole takes an hour
    return seconds


def _run(year: int) -> Run:
    rules = pack_of(year)
    as_of = date(year, 8, 10)
    return Run(year, facts.MONTH, as_of, rules.version, limits_of(rules.pack.lights))


def _whole(year: int, size: int) -> Iterator[Bar]:
    run = _run(year)
    ours = partial(_judge, run)
    limit, script = partial(_read_and_write, run), partial(_script, run)
    of_year = ProjectYear.objects.filter(year=year).order_by("pk")
    keys = list(of_year.values_list("pk", flat=True)[:LOOPED])
    loops = [_each(keys, partial(act, run=run)) for act in (_row_by_row, _one)]
    facts.clear()
    ours()
    _do(KEEP, {})
    wanted = _rows()
    for other in (limit, script):
        facts.clear()
        other()
        assert _rows() == wanted
    for loop in loops:
        facts.clear()
        loop()
        assert _rows() == wanted[: 3 * LOOPED]
    rounds = 5 if size < LARGEST or LARGEST <= 20_000 else 3
    a, b, c, *d = interleaved(ours, limit, script, *loops, before=facts.clear, rounds=rounds)
    small = size < 100_000
    yield Bar("judge / plain read + bare write", size, a, b, a / b, None if small else 2.2)
    yield Bar("judge / one bare statement", size, a, c, a / c, None if small else 1.5)
    of_judge, naive, good = a / size, *(seconds / len(keys) for seconds in d)
    yield Bar("a project of judge / row by row", size, of_judge, naive, naive / of_judge,
              None if small else 300, at_least=True)  # fmt: skip
    yield Bar("a project of judge / of a good loop", size, of_judge, good, good / of_judge)


def _again(year: int, size: int, whole: float) -> Iterator[Bar]:
    """Judge the same year anew: nothing changed, then one project in two hundred."""
    run = _run(year)
    again = partial(sweep_if_changed, year, month=run.month, as_of=run.as_of)
    facts.clear()
    start = perf_counter()
    again()
    first = perf_counter() - start
    yield Bar("once, with the warnings it opens / judge", size, first, whole, first / whole)
    rows = _rows()
    (idle,) = interleaved(again, before=lambda: None, rounds=5)
    assert _rows() == rows, "a run without news wrote a row"
    limit = 0.05 if size >= 20_000 else None  # below that a fixed few queries are the whole
    yield Bar("nothing changed / the whole", size, idle, whole, idle / whole, limit)
    change = partial(_do, CHANGE, {"year": year, "as_of": run.as_of})
    (few,) = interleaved(again, before=change, rounds=5)
    yield Bar("0.5% changed / the whole", size, few, whole, few / whole,
              0.04 if size >= 100_000 else None)  # fmt: skip


def _each(keys: list[int], act: Callable[[int], None]) -> Callable[[], None]:
    def loop() -> None:
        for key in keys:
            with transaction.atomic():
                act(key)

    return loop


def _row_by_row(key: int, run: Run) -> None:
    """Fetch each row by itself and write each light by itself, as comparable systems do."""
    project_year = ProjectYear.objects.get(pk=key)
    line = project_year.executions.filter(month=run.month, on__lte=run.as_of).latest("revision")
    report = project_year.reports.get(month=run.month)
    keys = report.readings.order_by("pk").values_list("key", flat=True)
    readings = [report.readings.get(key=one) for one in keys]
    found = verdict(
        line.paid,
        budget=line.budget,
        measured=[one.measured() for one in readings],
        month=run.month,
        limits=run.limits,
    )
    for one in results.found_in(found, project_year=key, paid=line.paid, budget=line.budget):
        LightResult.objects.update_or_create(
            project_year=project_year, year=run.year, month=run.month, kind=one.kind,
            defaults={"light": str(one.light), "sentence": one.sentence, "inputs": one.inputs,
                      "pack": run.pack, "as_of": run.as_of},
        )  # fmt: skip


def _one(key: int, run: Run) -> None:
    """Judge as a careful loop does: one query for all readings, lights compared with the book."""
    line = Execution.objects.filter(project_year=key, month=run.month).latest("revision")
    rows = Reading.objects.filter(report__project_year=key, report__month=run.month)
    found = verdict(
        line.paid,
        budget=line.budget,
        measured=[measured(**row) for row in rows.order_by("pk").values(*MEASURED)],
        month=run.month,
        limits=run.limits,
    )
    for one in results.found_in(found, project_year=key, paid=line.paid, budget=line.budget):
        book = results.newest(run.year, from_month=run.month, project_years=[key])
        results.append(
            [one], book=book, year=run.year, month=run.month, pack=run.pack, as_of=run.as_of
        )


def _judge(run: Run) -> None:
    with transaction.atomic():
        judge(run, missing_after=5)


def _read_and_write(run: Run) -> None:
    with transaction.atomic():
        _do(READ, {"month": run.month, "year": run.year})
        _do(BARE, {})


def _script(run: Run) -> None:
    """Run the same rule as one statement: no look at what is stored, nothing for the warnings."""
    steps = [
        f"{table} AS MATERIALIZED ({statement.partition(' ON COMMIT DROP AS')[2]})"
        for statement, table in light_sql.STEPS
    ]
    sql = (
        f"WITH {', '.join(steps)} INSERT INTO monitoring_lightresult ({COLUMNS})"
        " SELECT n.project_year_id, %(year)s, %(month)s, n.kind, 1, n.light, n.sentence, n.inputs,"
        f" %(pack)s, %(as_of)s, false FROM ({light_sql.FOUND}) n"
    )
    with transaction.atomic():
        _do(sql, parameters(run))


def _do(sql: str, words: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, words or None)


def _rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return list(cursor.fetchall())
