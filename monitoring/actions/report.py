"""Reports: issued for a month, filled in, and what follows from the desk's conclusion."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lifecycle import clock, outbox
from lifecycle.bulk import Moved
from lifecycle.following import follows
from lifecycle.letters import row_of
from lifecycle.machine import Act
from lifecycle.models import Demand, Execution, FiscalYear, Target
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import InForce, pack_of
from lifecycle.queries.money import planned_payments
from lifecycle.roles import Role
from lifecycle.rows import save_many
from lifecycle.rules.deadlines import due_on
from lifecycle.sentences import told
from lifecycle.transitions import edit, edit_many
from monitoring import results
from monitoring.actions.aims import COPIED, copy_aims
from monitoring.actions.people import concerned
from monitoring.actions.rectification import open_rectification
from monitoring.models import Reading, Report
from monitoring.models.warning import HORIZON
from monitoring.rules.limits import Limits
from monitoring.rules.ratio import divided, parts_fault
from monitoring.rules.verdict import Verdict, verdict

SAVED = ("paid", "budget", "execution_light", "goal_light", "project_light")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a unit fills in for one indicator; replaces what was there, whole.

    Where both parts of a ratio are given, its value is worked out from them.
    """

    actual: Decimal | None = None
    attainment: str = ""
    possibility: str = ""
    cause: str = ""
    no_data_reason: str = ""
    note: str = ""
    numerator_value: Decimal | None = None
    denominator_value: Decimal | None = None
    evidence: str = ""


def issue_reports(year: int, *, month: int, at: datetime) -> int:
    """Issue the reports of a month to every project-year whose target stands approved.

    Those already issued stay as they are. Returns how many went out.
    """
    with transaction.atomic():
        # One issue of a year at a time: two would not see each other's reports.
        FiscalYear.objects.select_for_update().get(pk=year)
        rules, day = pack_of(year), clock.day_of(at)
        targets = _targets(year, month)
        if not targets:
            return 0
        ledger = _ledger(year, month, day)
        rows = [_report(found, month, ledger.get(found.project_year_id)) for found in targets]
        term = _term(year, day, rules)
        planned = _planned(rows, at)
        for row in rows:
            _light(row, month, rules, planned.get(row.project_year_id))
            row.since, row.due_on = at, term
        reports = Report.objects.bulk_create(rows, batch_size=1000)
        copy_aims(reports, targets)
        _announce(reports, month, at)
    return len(reports)


def record_readings(
    report: Report,
    entries: Mapping[uuid.UUID, Entry],
    *,
    by: Any,
    forecast: str | None = None,
    cause: str | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Report:
    """Save what a unit filled in, with the ledger's figures of the day, and judge it anew.

    Raises Refused, or ValidationError for what cannot be stored.
    """
    at = at or clock.now()
    texts = {"forecast": forecast, "cause": cause}
    changes = {name: words for name, words in texts.items() if words is not None}

    def parts(locked: Report) -> None:
        locked.paid, locked.budget = locked.ledger_on(clock.day_of(at))
        readings = list(locked.readings.all())
        for reading in readings:
            if entry := entries.get(reading.key):
                fill(reading, entry)
        _judge(locked, readings, _planned([locked], at).get(locked.project_year_id))

    # `parts` runs under the lock, and what it leaves in these columns is what edit writes.
    kept = {name: getattr(report, name) for name in SAVED}
    return edit(report, by=by, changes=changes | kept, parts=parts, version=version, at=at)


def record_many(
    reports: QuerySet[Report],
    entries: Callable[[Report], tuple[Mapping[uuid.UUID, Entry], str]],
    *,
    by: Any,
    at: datetime | None = None,
) -> Moved:
    """Save what a unit filled in for many reports at once; `entries` gives readings and cause."""
    at = at or clock.now()

    def write(locked: list[Report]) -> None:
        planned = _planned(locked, at)
        for report in locked:
            report.paid, report.budget = report.ledger_on(clock.day_of(at))
            found, report.cause = entries(report)
            readings = list(report.readings.all())
            for reading in readings:
                if entry := found.get(reading.key):
                    fill(reading, entry)
            _light_up(report, readings, planned.get(report.project_year_id))
        _save([reading for report in locked for reading in report.readings.all()])

    return edit_many(reports, by=by, columns=("cause", *SAVED), write=write, at=at)


def fill(reading: Reading, entry: Entry) -> None:
    """Put what was typed into a reading that is not saved yet. Raises ValidationError."""
    for name, value in asdict(entry).items():
        setattr(reading, name, value)
    above, below = reading.numerator_value, reading.denominator_value
    if above is not None and below is not None:
        if fault := parts_fault(above, below):
            raise ValidationError(told(fault))
        reading.actual = divided(above, below, unit=reading.unit)
    reading.clean_fields(exclude=COPIED)


def _planned(reports: Sequence[Report], at: datetime) -> dict[int, Decimal]:
    """Return what payment plans want paid by the month's end of reports of one month."""
    keys = [report.project_year_id for report in reports]
    month = reports[0].month if reports else 1
    return planned_payments(keys, month=month, on=clock.day_of(at))


def _judge(report: Report, readings: Sequence[Reading], planned: Decimal | None) -> None:
    _light_up(report, readings, planned)
    _save(readings)


def _save(readings: Sequence[Reading]) -> None:
    save_many(readings, [*asdict(Entry()), "light"])


def _light_up(report: Report, readings: Sequence[Reading], planned: Decimal | None) -> None:
    judged = verdict(
        report.paid,
        budget=report.budget,
        measured=[reading.measured() for reading in readings],
        month=report.month,
        limits=Limits(**pack_of(report.year).pack.lights),
        planned=planned,
    )
    for reading in readings:
        reading.light = str(judged.indicators[str(reading.key)].light)
    _show(report, judged)


def _show(report: Report, judged: Verdict) -> None:
    report.execution_light = str(judged.execution.light)
    report.goal_light = str(judged.goal.light)
    report.project_light = str(judged.project.light)


def _targets(year: int, month: int) -> list[Target]:
    issued = Report.objects.filter(project_year=OuterRef("project_year"), month=month)
    rows = Target.objects.filter(~Exists(issued), year=year, state__in=["approved", "published"])
    rows = rows.order_by("project_year_id", "-number").distinct("project_year_id")
    return list(rows)


def _ledger(year: int, month: int, day: date) -> dict[int, Execution]:
    rows = Execution.objects.filter(project_year__year=year, month=month, on__lte=day)
    rows = rows.order_by("project_year_id", "-revision").distinct("project_year_id")
    return {line.project_year_id: line for line in rows}


def _report(target: Target, month: int, line: Execution | None) -> Report:
    return Report(
        project_year_id=target.project_year_id,
        organisation_id=target.organisation_id,
        year=target.year,
        month=month,
        paid=line.paid if line else None,
        budget=line.budget if line else None,
    )


def _light(report: Report, month: int, rules: InForce, planned: Decimal | None) -> None:
    limits = Limits(**rules.pack.lights)
    nothing = verdict(
        report.paid, budget=report.budget, measured=[], month=month, limits=limits, planned=planned
    )
    _show(report, nothing)


def _term(year: int, day: date, rules: InForce) -> date | None:
    term = rules.pack.deadlines.get("report.filling")
    if term is None:
        return None
    return due_on(term, entered=day, year=year, calendar=work_calendar(day, day + HORIZON))


def _announce(reports: Sequence[Report], month: int, at: datetime) -> None:
    keys = [report.pk for report in reports]
    # In one order whatever way the rows lie: a run after a crash writes the same letter (R3).
    fresh = Report.objects.filter(pk__in=keys).order_by("pk")
    fresh = fresh.select_related("organisation", "project_year__project")
    readers = concerned(((Role.UNIT_OFFICER, one) for one in fresh), on=clock.day_of(at))
    title = _("【预算绩效】请填报%(month)s月绩效运行监控：%(n)s 项")
    outbox.leave(
        outbox.compose(
            person,
            kind="monitoring.report.issued",
            subject=title % {"month": month, "n": len(concern.subjects)},
            lines=[row_of(one) for one in concern.subjects],
            key=",".join(str(one.pk) for one in concern.subjects),
            at=at,
            why=concern.roles,
            seats=concern.seats,
            otherwise=_("到期未送审的，每个工作日发一次逾期提醒"),
        )
        for person, concern in readers.items()
    )


@follows("monitoring.report", "conclude_clean", "conclude_adjust", "conclude_rectify")
def freeze_lights(moved: Sequence[Report], act: Act) -> None:
    """Fix the lights of a month as its concluded reports have them."""
    months: dict[tuple[int, int], list[Report]] = {}
    for report in moved:
        months.setdefault((report.year, report.month), []).append(report)
    for (year, month), reports in months.items():
        keys = [report.project_year_id for report in reports]
        book = results.newest(year, from_month=month, project_years=keys)
        planned = planned_payments(keys, month=month, on=act.day)
        found = [one for r in reports for one in _found(r, planned.get(r.project_year_id))]
        pack = pack_of(year).version
        results.append(
            found, book=book, year=year, month=month, pack=pack, as_of=act.day, frozen=True
        )


def _found(report: Report, planned: Decimal | None) -> Iterable[results.Found]:
    return results.found_in(
        report.verdict(planned=planned),
        project_year=report.project_year_id,
        paid=report.paid,
        budget=report.budget,
        planned=planned,
    )


@follows("monitoring.report", "conclude_rectify")
def order_rectification(moved: Sequence[Report], act: Act) -> None:
    """Draw up an order from what the desk found."""
    for report in moved:
        open_rectification(
            report.project_year,
            source=Demand.Source.MONITORING,
            machine=report.stage(),
            object_id=report.pk,
            problem=act.note,
        )
