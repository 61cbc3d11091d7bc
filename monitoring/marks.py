"""What must be judged again: only what was written since, and what time alone has changed."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from lifecycle.models import FiscalYear, ProjectYear
from lifecycle.models.rulepack import pack_of
from monitoring.models import SweepMark
from monitoring.models.warning import PROJECT_LIGHT
from monitoring.sweep import Swept, sweep
from monitoring.sweep.judging import UNFILED

TAKE = """
DELETE FROM lifecycle_touch
WHERE year = %(year)s AND month = %(month)s AND "on" <= %(as_of)s RETURNING project_year_id
"""
PEEK = """
SELECT project_year_id FROM lifecycle_touch
WHERE year = %(year)s AND month = %(month)s AND "on" <= %(as_of)s
"""
NEW = """
SELECT id FROM lifecycle_projectyear y WHERE year = %(year)s AND NOT EXISTS (
  SELECT FROM monitoring_lightresult WHERE project_year_id = y.id AND month = %(month)s)
"""
RESTLESS = """
SELECT project_year_id FROM monitoring_warning
WHERE year = %(year)s AND rule = %(rule)s AND state IN ('pending', 'resolved')
UNION
SELECT project_year_id FROM monitoring_report
WHERE year = %(year)s AND month = %(month)s AND state = ANY(%(unfiled)s) AND due_on < %(as_of)s
UNION
SELECT l.project_year_id FROM monitoring_lightresult l
WHERE l.year = %(year)s AND l.month = %(month)s AND l.kind = 'project'
  AND l.light IN ('yellow', 'red')
  AND NOT EXISTS (
    SELECT FROM monitoring_lightresult x WHERE x.project_year_id = l.project_year_id
      AND x.kind || '' = 'project'
      AND (x.month > l.month OR x.month = l.month AND x.revision > l.revision))
  AND NOT EXISTS (
    SELECT FROM monitoring_warning w WHERE w.project_year_id = l.project_year_id
      AND w.rule = %(rule)s
      AND (w.state <> 'closed' OR w.remedied_on IS NOT NULL AND w.month >= l.month))
"""
"""Whom the next run may concern, whatever the facts: warnings that wait or end, reports that grow
late, and bad lights whose warning somebody has closed.

What else a project-year has is asked by its key alone: not by its year, which goes without saying,
and its lights in words by which no index of a year's lights can be meant. A planner that knew of
empty tables read the whole year for each bad light.
"""
WHOLE_FROM = 0.3
"""Above this part of a year's projects the whole costs less (measured; see benchmarks)."""


def sweep_if_changed(year: int, *, month: int, as_of: date) -> Swept | None:
    """Judge what has changed in a month since it was last judged; None when that is nothing.

    The first time, and under another rule pack, that is every project.
    """
    with transaction.atomic():
        FiscalYear.objects.select_for_update().get(pk=year)
        pack, projects = pack_of(year).version, ProjectYear.objects.filter(year=year).count()
        mark = SweepMark.objects.filter(year=year, month=month).first()
        keys = _changed(mark, pack, projects, year, month, as_of)
        if keys is not None and not keys:
            return None
        whole = keys is None or len(keys) > WHOLE_FROM * projects
        swept = sweep(year, month=month, as_of=as_of, only=None if whole else keys)
        SweepMark.objects.update_or_create(
            year=year,
            month=month,
            defaults={"facts": _facts(pack, projects), "as_of": _latest(mark, as_of)},
        )
    return swept


def _facts(pack: str, projects: int) -> str:
    return f"{pack} {projects}"


def _latest(mark: SweepMark | None, as_of: date) -> date:
    return as_of if mark is None else max(mark.as_of, as_of)


def _changed(
    mark: SweepMark | None, pack: str, projects: int, year: int, month: int, as_of: date
) -> set[int] | None:
    """Name the project-years to judge, or None for all; what was written since is taken away.

    A run of an earlier day than the last has no say, so it takes nothing away.
    """
    words = {
        "year": year,
        "month": month,
        "as_of": as_of,
        "rule": PROJECT_LIGHT,
        "unfiled": list(UNFILED),
    }
    late = mark is not None and as_of < mark.as_of
    keys = _keys(PEEK if late else TAKE, words)
    if mark is None or mark.facts.rpartition(" ")[0] != pack:
        return None
    if mark.facts != _facts(pack, projects):
        keys |= _keys(NEW, words)
    return keys | _keys(RESTLESS, words)


def _keys(question: str, words: dict[str, Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, words)
        return {key for (key,) in cursor.fetchall()}
