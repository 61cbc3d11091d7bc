"""A unit's month in one grid: each row begun, saved and judged as its own page would."""

import uuid
from collections.abc import Mapping
from copy import copy
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from lifecycle.models.rulepack import pack_of
from lifecycle.transitions import fire
from monitoring.actions.report import Entry, fill, record_readings
from monitoring.models import Report
from monitoring.rules.limits import Limits
from monitoring.rules.verdict import Verdict, verdict


def enter_report(
    report: Report,
    entries: Mapping[uuid.UUID, Entry],
    *,
    by: Any,
    forecast: str,
    cause: str,
    version: int,
    at: datetime | None = None,
) -> Report:
    """Save what was typed for one report, and begin it where nobody has; what stands is one.

    The same content again changes nothing. Raises Refused, or ValidationError.
    """
    if not changed(report, entries, forecast=forecast, cause=cause):
        return report
    with transaction.atomic():
        if report.state == Report.State.ISSUED:
            report = fire(report, "start", by=by, version=version, at=at)
            version = report.version
        texts = {"forecast": forecast, "cause": cause}
        return record_readings(report, entries, by=by, version=version, at=at, **texts)


def changed(
    report: Report, entries: Mapping[uuid.UUID, Entry], *, forecast: str, cause: str
) -> bool:
    """Tell whether anything typed is other than what stands."""
    if (forecast, cause) != (report.forecast, report.cause):
        return True
    pairs = ((one, filled(one, entries[one.key])) for one in report.readings.all()
             if one.key in entries)  # fmt: skip
    return any(
        getattr(was, name) != getattr(now, name)
        for was, now in pairs
        for name in Entry.__dataclass_fields__
    )


def filled(reading: Any, entry: Entry) -> Any:
    """Return a reading as it would be saved; the one that stands keeps its values."""
    found = copy(reading)
    fill(found, entry)
    return found


def judged_as(
    report: Report, entries: Mapping[uuid.UUID, Entry], *, planned: Decimal | None
) -> Verdict:
    """Judge what was typed before it is saved, with the ledger's figures as the report has them."""
    typed = [
        filled(one, entries[one.key]) if one.key in entries else one
        for one in report.readings.all()
    ]
    return verdict(
        report.paid,
        budget=report.budget,
        measured=[reading.measured() for reading in typed],
        month=report.month,
        limits=Limits(**pack_of(report.year).pack.lights),
        planned=planned,
    )
