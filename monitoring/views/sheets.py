"""What people write in monitoring: readings, the answer to a warning, the list of an order."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from lifecycle.actions.writing import Line
from lifecycle.forms.content import sheet_of
from lifecycle.rules.aims import aim
from lifecycle.views.sheets import RowShown, shown, write
from monitoring.actions import Entry, record_readings
from monitoring.models import Rectification, Report, Warning  # noqa: A004 - 预警 is a warning

FILLED = ("actual", "attainment", "possibility", "cause", "no_data_reason", "note")
READINGS = sheet_of(Report, ("forecast", "cause"), part="readings", row_columns=FILLED)


def _readings(report: Report) -> list[RowShown]:
    return [shown(reading, READINGS, _aim(reading)) for reading in report.readings.all()]


def _aim(row: Any) -> str:
    names = ("target", "target_high", "unit", "due", "wording")
    return aim(row.operator, **{name: getattr(row, name) for name in names})


def _record(
    report: Report,
    *,
    by: Any,
    changes: Mapping[str, Any],
    lines: Sequence[Line],
    version: int,
) -> Any:
    entries = {UUID(line.key): Entry(**line.values) for line in lines if line.key}
    return record_readings(report, entries, by=by, version=version, **changes)


write(Report.stage(), READINGS, save=_record, rows=_readings)
write(Warning.stage(), sheet_of(Warning, ("cause", "plan", "promised_on")))
write(
    Rectification.stage(),
    sheet_of(
        Rectification,
        part="items",
        row_columns=("problem", "measure", "responsible", "due_on", "done_on", "evidence"),
        grows=True,
    ),
)
