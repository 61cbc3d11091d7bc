"""Monitoring in April, June, July and October: reports, lights, answers, conclusions.

The timetable issues the reports and judges the lights; people do the rest.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from django.db.models import QuerySet

from lifecycle.demo.chapters import YEAR, chapter
from lifecycle.demo.money import pace_of
from lifecycle.demo.story import Story
from lifecycle.models import Person
from lifecycle.roles import Role
from lifecycle.rules.money import round_half_up
from monitoring.actions import Entry, answer_warning, record_many
from monitoring.models import Cause, Reading, Report, Warning  # noqa: A004 - 预警 is a warning

MONTHS = (4, 6, 7, 10)
STANDING = ("%", "年")
"""Units whose value does not grow with the months: it stands at its target all year."""
State = Report.State
NOTHING = Decimal(0)
LAGS = Decimal("0.9")
"""Below this part of the straight line a unit explains itself."""


def reports(month: int, *states: str) -> QuerySet[Report]:
    """Return the reports of a month that are in one of the states."""
    return Report.objects.filter(year=YEAR, month=month, state__in=states)


def told_monthly(
    title: str, *, day: int, later: int = 1, by_desks: bool = False
) -> Callable[..., None]:
    """Register a chapter for each reporting month, on a day of the month after it, or later."""

    def register(tell: Callable[[Story, int], None]) -> None:
        for month in MONTHS:
            on = (month + later, day, 0)
            chapter(f"{month}月{title}", on=on, by_desks=by_desks)(_of(tell, month))

    return register


def _of(tell: Callable[[Story, int], None], month: int) -> Callable[[Story], None]:
    def of_the_month(story: Story) -> None:
        tell(story, month)

    of_the_month.__module__ = tell.__module__
    of_the_month.__qualname__ = f"{tell.__qualname__}_{month:02d}"
    return of_the_month


def readings(report: Report) -> tuple[Mapping[uuid.UUID, Entry], str]:
    """Say what a unit would report: its indicators run with its money."""
    share = (report.paid or NOTHING) / report.budget if report.budget else NOTHING
    late = share < LAGS * report.month / 12
    cause = str(Cause.FUNDS) if late else ""
    found = {
        reading.key: Entry(actual=_actual(reading, share), cause=cause)
        for reading in report.readings.all()
    }
    return found, "资金下达较晚，项目进度滞后（演示）" if late else ""


def _actual(reading: Reading, share: Decimal) -> Decimal | None:
    promised: Decimal | None = reading.target
    if promised is None or reading.unit in STANDING:
        return promised
    return round_half_up(promised * share, places=0)


@told_monthly("监控填报、送审", day=8, by_desks=True)
def fill(story: Story, month: int) -> None:
    """Fill in and file every report; departments pass them on."""
    story.each(reports(month, State.ISSUED), "start", by=Role.UNIT_OFFICER)

    def record(rows: QuerySet[Report], by: Person) -> None:
        record_many(rows, readings, by=by, at=story.at)

    filling = reports(month, State.FILLING)
    story.each(filling, "submit", by=Role.UNIT_OFFICER, prepare=record)
    story.each(reports(month, State.SUBMITTED), "accept", by=Role.DEPARTMENT_OFFICER)
    story.each(reports(month, State.DEPT_REVIEW), "endorse", by=Role.DEPARTMENT_HEAD)


@told_monthly("预警答复", day=12, by_desks=True)
def answer(story: Story, month: int) -> None:
    """Let each unit answer its open warnings with cause, plan and date."""
    officers = {place.pk: person for place, person in story.holders(Role.UNIT_OFFICER)}
    unanswered = Warning.objects.filter(year=YEAR, state=Warning.State.OPEN)
    for warning in story.mine(unanswered).order_by("pk"):
        answer_warning(
            warning,
            by=officers[warning.organisation_id],
            cause=str(Cause.FUNDS),
            plan="倒排工期，按周调度支付（演示）",
            promised_on=story.on + timedelta(days=14),
            at=story.at,
        )


@told_monthly("监控结论", day=15, by_desks=True)
def conclude(story: Story, month: int) -> None:
    """Conclude: what is red is to be rectified, what is stuck to be amended, all else is clean."""
    waiting = reports(month, State.BIZ_REVIEW)
    stuck = _red_and_stuck(month)
    note = "红灯项目，请按期整改"
    story.each(waiting.filter(pk__in=stuck), "conclude_adjust", by=Role.DESK, note="请申报目标调整")
    red = reports(month, State.BIZ_REVIEW).filter(project_light="red")
    story.each(red, "conclude_rectify", by=Role.DESK, note=note)
    story.each(reports(month, State.BIZ_REVIEW), "conclude_clean", by=Role.DESK)
    warned = Warning.objects.filter(year=YEAR, light="red", state=Warning.State.ACKNOWLEDGED)
    mine = warned.filter(project_year__reports__pk__in=stuck)
    story.each(mine, "order", by=Role.DESK, note="支付长期停滞，请整改")


def _red_and_stuck(month: int) -> list[int]:
    red = reports(month, State.BIZ_REVIEW).filter(project_light="red")
    rows = red.select_related("project_year__project")
    return [row.pk for row in rows if pace_of(row.project_year.project) == "stuck"]


@told_monthly("监控归档", day=10, later=2)
def archive(story: Story, month: int) -> None:
    """Archive what is concluded."""
    story.each(reports(month, State.CONCLUDED), "archive", by=Role.PERFORMANCE)
