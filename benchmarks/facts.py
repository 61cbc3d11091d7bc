"""Years of facts to be judged: projects, what was paid in July, and eight readings of each."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from lifecycle.models import FiscalYear, Organisation, RulePack
from lifecycle.models.organisation import line_of
from lifecycle.roles import Level
from lifecycle.rules.pack import NATIONAL, to_json

MONTH = 7
INDICATORS = 8
GUARDED = ("monitoring_report", "monitoring_reading", "lifecycle_execution",
           "monitoring_lightresult", "monitoring_warning", "lifecycle_touch")  # fmt: skip

PROJECTS = """
INSERT INTO lifecycle_project (code, name, organisation_id, kind, fund, field, generated)
SELECT '520100' || right(%(year)s::text, 2) || 'T' || lpad(n::text, 12, '0'),
  '项目' || %(year)s || '-' || n,
  %(unit)s, 'project', '11', '', false FROM generate_series(1, %(size)s) n;
INSERT INTO lifecycle_projectyear (project_id, year, is_new, is_key, is_secret, to_congress)
SELECT id, %(year)s, false, false, false, false FROM lifecycle_project
WHERE code LIKE '520100' || right(%(year)s::text, 2) || 'T%%' ORDER BY id;
"""
FACTS = """
INSERT INTO lifecycle_execution (project_year_id, month, revision, paid, budget, document, "on")
SELECT id, %(month)s, 1, 1750000 + id %% 1000, 3000000, '国库支付', make_date(%(year)s, 8, 1)
FROM lifecycle_projectyear WHERE year = %(year)s ORDER BY id;
INSERT INTO monitoring_report (version, content_hash, state, organisation_id, year,
  project_year_id, month, paid, budget, execution_light, goal_light, project_light, forecast,
  cause, conclusion, submitted_on)
SELECT 1, repeat('0', 64), 'submitted', %(unit)s, %(year)s, id, %(month)s, 1, 1, 'green', 'green',
  'green', '', '', '', make_date(%(year)s, 8, 8)
FROM lifecycle_projectyear WHERE year = %(year)s ORDER BY id;
INSERT INTO monitoring_reading (report_id, key, level, name, operator, target, wording, unit,
  weight, actual, attainment, possibility, cause, no_data_reason, note, light, accumulation,
  numerator, denominator, evidence)
SELECT r.id, md5(r.id || ' ' || k)::uuid, CASE WHEN k <= 3 THEN 'quantity' ELSE 'quality' END,
  '指标' || k, CASE WHEN k <= 6 THEN 'ge' ELSE 'le' END, 1000, '', '个', 11.25,
  CASE WHEN k = 1 AND r.id %% 20 = 0 THEN 300 WHEN k <= 6 THEN 583 + k ELSE 900 END,
  '', '', '', '', '', 'grey', '', '', '', ''
FROM monitoring_report r CROSS JOIN generate_series(1, %(indicators)s) k
WHERE r.year = %(year)s ORDER BY r.id, k;
"""


def found(sizes: dict[int, int]) -> None:
    """Write the facts of each year, so many projects each; the guards are down meanwhile."""
    unit = projects(sizes)
    with connection.cursor() as cursor:
        guards(cursor, "DISABLE")
        for year in sizes:
            words = {"year": year, "unit": unit, "month": MONTH, "indicators": INDICATORS}
            cursor.execute(FACTS, words)
        guards(cursor, "ENABLE")
        cursor.execute("VACUUM ANALYZE")


def projects(sizes: dict[int, int]) -> int:
    """Write so many projects of each year, without any fact; return the key of their unit."""
    pack = RulePack.objects.create(name="national", version=1, body=to_json(NATIONAL))
    unit = _unit()
    for year, size in sizes.items():
        FiscalYear.objects.create(year=year, pack=pack)
        with connection.cursor() as cursor:
            cursor.execute(PROJECTS, {"year": year, "size": size, "unit": unit})
    return unit


def _unit() -> int:
    bureau = Organisation.objects.create(code="100", name="局", level=Level.BUREAU)
    above = line_of(bureau, Level.UNIT)
    unit = Organisation.objects.create(
        code="219001", name="单位", level=Level.UNIT, parent=bureau, **above
    )
    return int(unit.pk)


def guards(cursor: Any, order: str, tables: Iterable[str] = GUARDED) -> None:
    """Put the triggers of the tables down or up, as their owner."""
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" {order} TRIGGER USER')


def clear() -> None:
    """Leave no light, mark or note behind."""
    with connection.cursor() as cursor:
        guards(cursor, "DISABLE")
        cursor.execute("TRUNCATE monitoring_lightresult, monitoring_sweepmark, lifecycle_touch")
        guards(cursor, "ENABLE")
