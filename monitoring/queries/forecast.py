"""The city's own courses 历年进度, and what they say of a project-year 年末预测."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Subquery

from lifecycle.models import Execution, ProjectYear
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.evidence import known_of
from lifecycle.rules.money import percentage
from monitoring.models import ForecastBand, Reading
from monitoring.models.measured import MEASURED, measured
from monitoring.rules import forecast
from monitoring.rules.forecast import Band, Outlook, Pair, Tested
from monitoring.rules.limits import MONTHS, limits_of, money_scale, pace_scale
from monitoring.rules.verdict import Measured, achievement

YEARS_BACK = 3
MOST_COURSES = 20_000
"""Of a larger city a sample, the same at every run, teaches as much."""
MOST_GOALS = 4_000
"""So many project-years of a year are read indicator by indicator."""
LINE = ("month", "paid", "budget")
Kind = ForecastBand.Kind
Courses = Mapping[int, list[Pair]]
"""By month where each course stood and where it ended, in percent."""

EXECUTION = """
WITH asked AS (
  SELECT id FROM lifecycle_projectyear WHERE year = ANY(%(years)s)
  ORDER BY md5(id::text) LIMIT %(most)s
), line AS (
  SELECT DISTINCT ON (e.project_year_id, e.month)
    e.project_year_id, e.month, round(e.paid * 100 / nullif(e.budget, 0), 2) AS share
  FROM lifecycle_execution e JOIN asked ON asked.id = e.project_year_id
  ORDER BY e.project_year_id, e.month, e.revision DESC
)
SELECT l.month, l.share, e.share FROM line l
JOIN line e ON e.project_year_id = l.project_year_id AND e.month = %(last)s
WHERE l.month < %(last)s AND l.share IS NOT NULL AND e.share IS NOT NULL
"""


def execution_courses(years: Iterable[int]) -> Courses:
    """Read how payments of finished years went, by the newest revision of each month."""
    found: dict[int, list[Pair]] = defaultdict(list)
    words: dict[str, Any] = {"years": list(years), "most": MOST_COURSES, "last": MONTHS}
    with connection.cursor() as cursor:
        cursor.execute(EXECUTION, words)
        for month, now, end in cursor:
            found[month].append((now, end))
    return found


def goal_courses(years: Iterable[int]) -> Courses:
    """Read how the goals of finished years came on, to what their self-evaluations say."""
    found: dict[int, list[Pair]] = defaultdict(list)
    for year in years:
        ends = known_of("ends", year)
        for project_year, month, rows in _reported(year):
            end = _ended(project_year, rows, ends)
            now = achievement(rows)
            if now is not None and end is not None:
                found[month].append((now, end))
    return found


def _reported(year: int) -> Iterator[tuple[int, int, list[Measured]]]:
    """Give the readings of each report of a year together."""
    asked = ProjectYear.objects.filter(year=year).order_by("pk").values("pk")[:MOST_GOALS]
    rows = Reading.objects.filter(report__year=year, report__project_year__in=asked)
    reports: dict[tuple[int, int], list[Measured]] = defaultdict(list)
    columns = ("report__project_year", "report__month", *MEASURED)
    for project_year, month, *values in rows.order_by().values_list(*columns).iterator(5000):
        words: dict[str, Any] = dict(zip(MEASURED, values, strict=True))
        reports[project_year, month].append(measured(**words))
    for (project_year, month), found in reports.items():
        yield project_year, month, found


def _ended(
    project_year: int, rows: Iterable[Measured], ends: Mapping[tuple[int, str], Decimal | None]
) -> Decimal | None:
    """Put the year's end in the place of each reading; None where any of it is not known."""
    last = [
        replace(one, reading=replace(one.reading, actual=ends.get((project_year, one.key))))
        for one in rows
        if (project_year, one.key) in ends
    ]
    return achievement(last)


COURSES = {Kind.EXECUTION: execution_courses, Kind.ATTAINMENT: goal_courses}


def years_before(year: int) -> list[int]:
    """Name the finished years from which a year learns."""
    return list(range(year - YEARS_BACK, year))


def backtest(year: int) -> dict[str, list[Tested]]:
    """Forecast a finished year from those before it alone, and hold it against what came."""
    limits = limits_of(pack_of(year).pack.lights)
    found: dict[str, list[Tested]] = {}
    for kind, courses in COURSES.items():
        before, came = courses(years_before(year)), courses([year])
        red = _red_below(kind, limits) or Decimal(0)
        lines = (
            forecast.tested(month, came[month], known=forecast.bands(before[month]), red_below=red)
            for month in sorted(came)
            if month in before
        )
        found[str(kind)] = [line for line in lines if line]
    return found


def _red_below(kind: str, limits: Any) -> Decimal | None:
    """Give the red limit of the year's end in percent of the whole."""
    scale = pace_scale(limits, month=MONTHS)
    if kind == Kind.EXECUTION:
        scale = money_scale(limits, month=MONTHS) or scale
    return scale.red_below


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One figure of a project-year as it stands, and where it will probably end, in percent."""

    kind: str
    month: int
    now: Decimal
    line: Decimal
    outlook: Outlook | None
    red_below: Decimal | None
    years: str

    @property
    def label(self) -> str:
        """Name the figure."""
        return str(Kind(self.kind).label)


def foreseen(project_year: Any) -> list[Foreseen]:
    """Forecast the execution and the goal of a project-year from where each stands now."""
    stands = list(_stands(project_year))
    if not stands:
        return []
    limits = limits_of(pack_of(project_year.year).pack.lights)
    known = _known(project_year.year, {(str(kind), month) for kind, (month, _now) in stands})
    return [_foreseen(kind, at, known, limits) for kind, at in stands]


def _foreseen(kind: str, at: tuple[int, Decimal], known: Any, limits: Any) -> Foreseen:
    month, now = at
    found, years = known.get((str(kind), month), ([], ""))
    red = _red_below(kind, limits)
    return Foreseen(
        str(kind),
        month,
        now,
        forecast.proportional(now, month=month),
        forecast.outlook(now, known=found, red_below=red),
        red,
        years,
    )


def _known(
    year: int, wanted: set[tuple[str, int]]
) -> dict[tuple[str, int], tuple[list[Band], str]]:
    found: dict[tuple[str, int], tuple[list[Band], str]] = {}
    rows = ForecastBand.objects.filter(year=year, month__in={month for _kind, month in wanted})
    for row in rows.order_by("at"):
        if (row.kind, row.month) in wanted:
            bands, _years = found.setdefault((row.kind, row.month), ([], row.years))
            bands.append(row.band())
    return found


def _stands(project_year: Any) -> Iterator[tuple[str, tuple[int, Decimal]]]:
    """Say where money and goal stand, and since which month; the year's end needs no forecast."""
    line = Execution.objects.filter(project_year=project_year, budget__gt=0)
    newest = line.order_by("-month", "-revision")
    # The newest line comes with the readings, where there are any: one question less.
    rows = Reading.objects.filter(report__project_year=project_year).select_related("report")
    told = {f"last_{name}": Subquery(newest.values(name)[:1]) for name in LINE}
    readings = list(rows.annotate(**told).order_by("report__month"))
    if readings:
        booked = tuple(getattr(readings[0], name) for name in told)
    else:
        booked = newest.values_list(*LINE).first() or (None, None, None)
    if booked[0] is not None and booked[0] < MONTHS:
        yield Kind.EXECUTION, (booked[0], percentage(booked[1], whole=booked[2]) or Decimal(0))
    if attained := _attained(readings):
        yield Kind.ATTAINMENT, attained


def _attained(readings: Iterable[Any]) -> tuple[int, Decimal] | None:
    by_month: dict[int, list[Measured]] = defaultdict(list)
    for row in readings:
        by_month[row.report.month].append(row.measured())
    for month in sorted(by_month, reverse=True):
        share = achievement(by_month[month])
        if share is not None:
            return (month, share) if month < MONTHS else None
    return None
