"""Escalation 升级: who must know by now of what nobody has answered (warnings.md)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cache

from django.db import transaction
from django.utils import timezone

from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.rules.deadlines import workdays_between
from lifecycle.transitions import fire_many
from monitoring.models import (
    Escalation,
    LightResult,
    Rectification,
    Warning,  # noqa: A004 - 预警 is a warning
)
from monitoring.queries.halts import stopped
from monitoring.rules.escalation import Step, next_level
from monitoring.rules.lights import Light

HOUR = time(9)
"""The hour at which a day's escalations are written (warnings.md)."""
LIVE = (Warning.State.OPEN, Warning.State.ACKNOWLEDGED)
UNDER_WAY = ("issued", "received", "rectifying", "reopened")


def escalate_warnings(on: date) -> int:
    """Raise each unanswered warning as far as its age asks; the day's digest tells whom."""
    with transaction.atomic(), remembering():
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
    return len(risen)


def escalate_orders(on: date) -> int:
    """Escalate once every order that is past its last day; of a stopped project, once it goes on.

    To be escalated is to be told of, and of a stopped project nothing is told (I7).
    """
    late = Rectification.objects.filter(state__in=UNDER_WAY, finish_by__lt=on, escalated_on=None)
    late = late.exclude(project_year__in=stopped(on))
    return len(fire_many(late, "escalate", by=None, at=_hour(on)).moved)


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
        limits=pack_of(warning.year).pack.warnings,
    )
    return (step for step in Step if warning.level < step <= reached)


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


def _hour(on: date) -> datetime:
    return datetime.combine(on, HOUR, timezone.get_default_timezone())
