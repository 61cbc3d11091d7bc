"""Asking a unit for the reports it owes 催报: once a day, on record, by letter."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import clock, outbox, rights
from lifecycle.letters import row_of
from lifecycle.models import Organisation
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.roles import UNIT_ROLES
from monitoring.actions.people import concerned
from monitoring.models import Reminder, Report
from monitoring.queries.completeness import may_remind, owed_by
from monitoring.queries.halts import stopped


def remind_unit(unit: Organisation, year: int, *, by: Any, at: datetime | None = None) -> Reminder:
    """Ask a unit for every report of a year that is overdue, and tell its officers and heads.

    Once a day for each unit, whoever asks; stopped projects are left out (I7). Raises Refused.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    with transaction.atomic():
        if not may_remind(unit, rights.seats_of(by, day)):
            raise refuse(Refusal(Code.RIGHT, _("催报由主管部门、业务科室和绩效科办理")))
        # One who asks at a time: two would both be the first of the day.
        Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
        if Reminder.objects.filter(organisation=unit, on=day).exists():
            raise refuse(Refusal(Code.STATE, _("今天已经催报过该单位，每个单位每天一次")))
        owed = _owed(unit, year, day)
        if not owed:
            raise refuse(
                Refusal(Code.STATE, _("该单位没有逾期未报的监控填报，已暂停或终止的项目不催报"))
            )
        made = _written(unit, year, owed, by, at)
        _tell(made, owed)
    return made


def _owed(unit: Organisation, year: int, day: date) -> list[Report]:
    rows = Report.objects.filter(owed_by(day), organisation=unit, year=year)
    rows = rows.exclude(project_year__in=stopped(day))
    rows = rows.select_related("organisation", "project_year__project")
    return list(rows.order_by("month", "due_on", "pk"))


def _written(unit: Organisation, year: int, owed: list[Report], by: Any, at: datetime) -> Reminder:
    months = sorted({report.month for report in owed})
    return Reminder.objects.create(
        organisation=unit,
        year=year,
        on=clock.day_of(at),
        reports=len(owed),
        months=",".join(map(str, months)),
        by=by,
        at=at,
    )


def _tell(made: Reminder, owed: list[Report]) -> None:
    readers = concerned(((role, one) for one in owed for role in UNIT_ROLES), on=made.on)
    title = _("【预算绩效】催报：%(n)s 份监控填报逾期未报") % {"n": made.reports}
    words = {"by": made.by, "n": made.reports}
    most = pack_of(made.year).pack.warnings.digest_rows
    outbox.leave(
        outbox.compose(
            person,
            kind="monitoring.report.reminded",
            subject=title,
            lines=[_("%(by)s催报：贵单位有%(n)s份监控填报已过期限。") % words,
                   *(row_of(one) for one in concern.subjects)],
            key=f"{made.organisation_id}:{made.on.isoformat()}",
            at=made.at,
            why=concern.roles,
            seats=concern.seats,
            most=most,
            otherwise=_("到期未送审的，每个工作日发一次逾期提醒，并按规则判灯"),
        )
        for person, concern in readers.items()
    )  # fmt: skip
