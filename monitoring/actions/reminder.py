"""Reminders 催办 and escalation 升级: what a day asks of people about things left undone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import outbox
from lifecycle.letters import Row, row_of
from lifecycle.machine import Edge
from lifecycle.models import Subject
from lifecycle.models.calendar import work_calendar
from lifecycle.roles import Role
from lifecycle.rules.deadlines import workdays_between
from lifecycle.transitions import fire_many
from monitoring.actions.people import Concern, concerned
from monitoring.models import (
    Escalation,
    LightResult,
    Rectification,
    Report,
    Warning,  # noqa: A004 - 预警 is a warning
)
from monitoring.rules.escalation import NATIONAL, Step, next_level
from monitoring.rules.lights import Light

HOUR = time(9)
"""The hour of the daily digest (warnings.md)."""
AT_LAST = format_lazy(
    gettext_lazy(
        "每个工作日再次提醒；预警满{head}个工作日未说明的报单位负责人和业务科室，"
        "满{leader}个报部门负责人和绩效科，满{bureau}个报市领导"
    ),
    head=NATIONAL.head_age,
    leader=NATIONAL.leader_age,
    bureau=NATIONAL.bureau_age,
)
HIGHER = gettext_lazy("预警继续逐级上报，直至市领导")
LIVE = (Warning.State.OPEN, Warning.State.ACKNOWLEDGED)
UNDER_WAY = ("issued", "received", "rectifying", "reopened")
TELLS = {
    Step.HEAD_AND_REVIEWER: (Role.UNIT_HEAD, Role.DESK),
    Step.LEADER_AND_DIVISION: (Role.DEPARTMENT_HEAD, Role.PERFORMANCE),
    Step.BUREAU_LEADER: (Role.LEADER,),
}


def remind_overdue(on: date) -> int:
    """Leave each person one digest of the day: all that waits for them beyond its last day."""
    pairs = [(role, one) for one in _late(on) for role in awaited(one)]
    readers = concerned(pairs, on=on)
    title = _("【预算绩效】逾期未办：%(n)s 项")
    return _leave(readers, "monitoring.overdue", title, _overdue, AT_LAST, on)


def awaited(subject: Subject) -> list[Role]:
    """Name the roles whose turn it is: those of the plain steps that lead on from here."""
    order = [str(state) for state in type(subject).State]

    def leads_on(edge: Edge) -> bool:
        return not edge.about.note and order.index(edge.target) > order.index(edge.source)

    roles = [role for edge in subject.edges_here() if leads_on(edge) for role in edge.about.by]
    return list(dict.fromkeys(roles))


def escalate_warnings(on: date) -> int:
    """Raise each unanswered warning as far as its age asks, and tell whom it has reached."""
    with transaction.atomic():
        live = list(
            Warning.objects.filter(state__in=LIVE, opened_on__lte=on)
            .prefetch_related("escalations")
            .order_by("pk")
        )
        if not live:
            return 0
        first = min((warning.opened_on or on for warning in live), default=on)
        calendar, periods = work_calendar(first, on), _red_periods(live, on)

        @cache
        def age(since: date) -> int:
            return workdays_between(since, on, calendar=calendar)

        risen = [
            (warning.pk, step)
            for warning in live
            for step in _rises(warning, periods.get(warning.project_year_id, 0), age, on)
        ]
        rows = [Escalation(warning_id=key, level=int(step), on=on) for key, step in risen]
        Escalation.objects.bulk_create(rows, ignore_conflicts=True)
        told = _rows(Warning.objects.all()).in_bulk({key for key, _step in risen})
        pairs = ((role, told[key]) for key, step in risen for role in TELLS[step])
        readers = concerned(pairs, on=on)
        title = _("【预算绩效】预警升级：%(n)s 项")
        _leave(readers, "monitoring.escalation", title, _risen, HIGHER, on)
    return len(risen)


def escalate_orders(on: date) -> int:
    """Escalate once every order that is past its last day."""
    late = Rectification.objects.filter(state__in=UNDER_WAY, finish_by__lt=on, escalated_on=None)
    return len(fire_many(late, "escalate", by=None, at=_hour(on)).moved)


def _late(on: date) -> Iterator[Subject]:
    yield from _rows(Report.objects.filter(due_on__lt=on).order_by("due_on", "pk"))
    yield from _rows(Rectification.objects.filter(due_on__lt=on).order_by("due_on", "pk"))
    unanswered = Warning.objects.filter(state=Warning.State.OPEN, answer_by__lt=on)
    yield from _rows(unanswered.order_by("answer_by", "pk"))


def _rows(rows: Any) -> Any:
    return rows.select_related("organisation", "project_year__project")


def _overdue(one: Any) -> Row:
    return row_of(one, due_on=one.answer_by if isinstance(one, Warning) else one.due_on)


def _risen(one: Any) -> Row:
    return row_of(one, due_on=one.answer_by)


def _rises(
    warning: Warning, red_periods: int, age: Callable[[date], int], on: date
) -> Iterator[Step]:
    acknowledged, overdue = str(warning.state) == Warning.State.ACKNOWLEDGED, 0
    if acknowledged and warning.promised_on is not None and warning.promised_on < on:
        overdue = age(warning.promised_on)
    reached = next_level(
        age(warning.opened_on or on),
        acknowledged=acknowledged,
        red_periods=red_periods,
        plan_overdue_workdays=overdue,
    )
    return (step for step in TELLS if warning.level < step <= reached)


def _red_periods(warnings: Sequence[Warning], on: date) -> dict[int, int]:
    """Count the red months in a row up to the newest, by project-year."""
    rows = LightResult.objects.filter(
        project_year__in={warning.project_year_id for warning in warnings},
        kind=LightResult.Kind.PROJECT,
        as_of__lte=on,
    )
    rows = rows.order_by("project_year_id", "-month", "-revision")
    rows = rows.distinct("project_year_id", "month")
    counts: dict[int, int] = {}
    ended: set[int] = set()
    for key, light in rows.values_list("project_year_id", "light"):
        if light != Light.RED:
            ended.add(key)
        elif key not in ended:
            counts[key] = counts.get(key, 0) + 1
    return counts


def _leave(
    readers: Mapping[Any, Concern],
    kind: str,
    title: str,
    row: Callable[[Any], Row],
    otherwise: Any,
    on: date,
) -> int:
    outbox.leave(
        outbox.compose(
            person,
            kind=kind,
            subject=title % {"n": len(concern.subjects)},
            lines=[row(one) for one in concern.subjects],
            key=on.isoformat(),
            at=_hour(on),
            why=concern.roles,
            otherwise=otherwise,
        )
        for person, concern in readers.items()
    )
    return len(readers)


def _hour(on: date) -> datetime:
    return datetime.combine(on, HOUR, timezone.get_default_timezone())
