"""What a reading copies from its indicator when a report is issued."""

import json
from collections.abc import Iterable

from django.db import connection

from lifecycle.models import Target
from monitoring.models import Reading, Report

AIM = (
    "key", "level", "name", "operator", "target", "target_high", "due", "wording", "unit",
    "weight", "accumulation", "numerator", "denominator",
)  # fmt: skip
"""Columns that a reading copies from its indicator."""
COPY = """
INSERT INTO monitoring_reading ({into})
SELECT w.report, {aims}, d.milestone, d.month{blanks}
FROM jsonb_to_recordset(%s::jsonb) AS w(report bigint, target bigint, month int)
JOIN lifecycle_indicator i ON i.target_set_id = w.target
LEFT JOIN LATERAL (
  SELECT m.month, CASE WHEN m.month <= w.month THEN m.value END AS milestone
  FROM unnest(i.milestones) WITH ORDINALITY AS m(value, month) WHERE m.value IS NOT NULL
  ORDER BY m.month <= w.month DESC, abs(w.month - m.month) LIMIT 1
) d ON true
ORDER BY w.report, i.id
"""
"""Of the milestones the newest due by the month of the report, which holds until the next one; else
the month of the first one to come."""

DUE = ("milestone", "milestone_month")
COPIED = ("id", "report", "light", *AIM, *DUE)
"""Columns of a reading that nobody types; looking them up again would cost a query each."""


def copy_aims(reports: Iterable[Report], targets: Iterable[Target]) -> None:
    """Give each report the indicators of its target as readings; ten thousand in one statement."""
    blank = Reading()
    rest = [f for f in Reading._meta.concrete_fields if f.name not in {"id", "report", *AIM, *DUE}]
    columns = [f.column for f in Reading._meta.concrete_fields if f.name in AIM]
    sql = COPY.format(
        into=", ".join(
            f'"{name}"' for name in ["report_id", *columns, *DUE, *(f.column for f in rest)]
        ),
        aims=", ".join(f'i."{name}"' for name in columns),
        blanks="".join(", %s" for _field in rest),
    )
    pairs = zip(reports, targets, strict=True)
    keys = json.dumps(
        [{"report": one.pk, "target": target.pk, "month": one.month} for one, target in pairs]
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(getattr(blank, f.attname) for f in rest), keys])
