"""What people write in monitoring: readings, the answer to a warning, the list of an order."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lifecycle.actions.writing import Line
from lifecycle.forms.content import sheet_of
from lifecycle.rules.aims import aim
from lifecycle.sentences import told
from lifecycle.views.sheets import RowShown, shown, write
from monitoring.actions import Entry, record_readings
from monitoring.models import Rectification, Report, Warning  # noqa: A004 - 预警 is a warning
from monitoring.rules.ratio import parts_fault

FILLED = (
    "actual", "numerator_value", "denominator_value", "attainment", "possibility", "cause",
    "no_data_reason", "evidence", "note",
)  # fmt: skip


def of_reading(values: Mapping[str, Any]) -> dict[str, str]:
    """Say where the two numbers of a ratio make none: at the one that is missing, or below."""
    above, below = values.get("numerator_value"), values.get("denominator_value")
    fault = told(parts_fault(above, below))
    place = "denominator_value" if above is not None else "numerator_value"
    return {place: fault} if fault else {}


READINGS = sheet_of(
    Report,
    ("forecast", "cause"),
    part="readings",
    row_columns=FILLED,
    fault=of_reading,
)


def _readings(report: Report) -> list[RowShown]:
    return [shown(reading, READINGS, _hint(reading)) for reading in report.readings.all()]


def _hint(reading: Any) -> str:
    if not reading.is_ratio:
        return aimed(reading)
    words = {"aim": aimed(reading), "above": reading.numerator, "below": reading.denominator}
    return _("%(aim)s；完成值按分子÷分母计算：%(above)s ÷ %(below)s") % words


def aimed(row: Any) -> str:
    """Write what a reading is to reach."""
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
    return record_readings(report, entries_of(lines), by=by, version=version, **changes)


def values_of(reading: Any) -> dict[str, Any]:
    """Return what is typed of a reading as it stands."""
    return {name: getattr(reading, name) for name in FILLED}


def entries_of(lines: Sequence[Line]) -> dict[UUID, Entry]:
    """Return what was typed for each indicator, by its key."""
    return {UUID(line.key): Entry(**line.values) for line in lines if line.key}


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
