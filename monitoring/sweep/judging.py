"""The judging half of a sweep: facts into lights in the database, writing only what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from lifecycle.models.calendar import work_calendar
from lifecycle.rules.deadlines import workdays_between
from monitoring.models import Report
from monitoring.rules import light_sql
from monitoring.rules.alerts import missing_report
from monitoring.rules.lights import Judgement, Light
from monitoring.sweep.parameters import Run, parameters

KEPT = "CREATE UNIQUE INDEX ON {table} ({key}); ANALYZE {table} ({key})"
UNFILED = ("issued", "filling", "returned")


@dataclass(frozen=True, slots=True)
class Concerned:
    """A project whose light may open or end a warning; pace in percent."""

    project_year: int
    organisation: int
    light: Light
    pace: Decimal | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Written:
    """How many project-years were judged and lights written, and whom a warning may concern."""

    judged: int
    lights: int
    concerned: list[Concerned]


@dataclass(frozen=True, slots=True)
class Found:
    """One light as the facts give it by some pack; nothing is stored."""

    project_year: int
    kind: str
    light: Light
    sentence: str


def found(run: Run, *, missing_after: int | None) -> list[Found]:
    """Judge the month as `judge` does, and write nothing; inside the caller's transaction."""
    words = parameters(run, late=_late(run, missing_after))
    with connection.cursor() as cursor:
        _filled(cursor, words)
        cursor.execute(light_sql.FOUND_IN_ORDER, words)
        lights = [
            Found(key, kind, Light(light), sentence)
            for key, kind, light, sentence, _inputs in cursor.fetchall()
        ]
        cursor.execute(light_sql.DROP)
    return lights


def _filled(cursor: Any, words: Mapping[str, Any]) -> int:
    """Fill the tables from facts to lights; return how many project-years were judged."""
    cursor.execute(light_sql.DROP)
    for statement, table in light_sql.STEPS:
        cursor.execute(statement, words)
        judged: int = cursor.rowcount
        cursor.execute(KEPT.format(table=table, key="project_year_id"))
    return judged


def judge(run: Run, *, missing_after: int | None) -> Written:
    """Judge the month set by set, inside the caller's transaction."""
    words = parameters(run, late=_late(run, missing_after))
    with connection.cursor() as cursor:
        judged = _filled(cursor, words)
        for statement, table, key in light_sql.BOOKS:
            cursor.execute(statement, words)
            cursor.execute(KEPT.format(table=table, key=key))
        cursor.execute(light_sql.WRITE, words)
        written = cursor.rowcount
        cursor.execute(light_sql.CONCERNED, words)
        concerned = [
            Concerned(key, place, Light(light), pace, sentence)
            for key, place, light, pace, sentence in cursor.fetchall()
        ]
        cursor.execute(light_sql.DROP)
    return Written(judged, written, concerned)


def _late(run: Run, missing_after: int | None) -> Iterator[tuple[date, Judgement]]:
    """Judge the missing reports of a month by the day on which they were due."""
    if missing_after is None:
        return
    rows = Report.objects.filter(
        year=run.year, month=run.month, state__in=UNFILED, due_on__lt=run.as_of
    )
    days_due = rows.order_by("due_on").values_list("due_on", flat=True).distinct()
    for due in filter(None, days_due):
        calendar = work_calendar(due, run.as_of)
        days = workdays_between(due, run.as_of, calendar=calendar)
        judged = missing_report(days, red_after=missing_after)
        if judged.sentence:
            yield due, judged
