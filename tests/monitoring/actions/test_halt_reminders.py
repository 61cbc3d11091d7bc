"""Of a halted project no last day is reminded of; once it goes on, the latest stage speaks (I7)."""

from datetime import date, datetime

import pytest

from lifecycle.models import Hold, Notice, Project, ProjectYear
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.budget_changes import changes_in
from lifecycle.refusals import Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import record_halt
from monitoring.actions.asking import remind_unit
from monitoring.actions.escalating import escalate_orders
from monitoring.actions.reminder import remind
from monitoring.models import DueReminder, Rectification, Reminder, Report
from monitoring.queries.halts import stopped
from monitoring.queries.stops import stops_now
from tests.conftest import YEAR, put
from tests.monitoring.actions.test_halt import FOUND, confirmed
from tests.monitoring.conftest import AUGUST
from tests.monitoring.views.test_entry import other_report

DUE = date(2023, 8, 14)
OVERDUE = "monitoring.overdue"


def at(day):
    return datetime.combine(day, AUGUST.timetz())


def resumed(town, halt, day):
    return fire(halt, "resume", by=town.people[Role.LEADER], note="已恢复", at=at(day))


def stages():
    rows = DueReminder.objects.order_by("stage")
    return [(one.stage, one.on.day, one.skipped) for one in rows]


@pytest.mark.parametrize(
    ("goes_on", "skipped", "speaks"),
    [(date(2023, 8, 14), (-3, -1), 0), (date(2023, 8, 28), (-3, -1, 0, 1), 5)],
)
def test_what_fell_into_the_halt_is_spoken_for_by_its_latest_stage(
    town, report, goes_on, skipped, speaks
):
    put(report, "filling", due_on=DUE)
    assert remind(date(2023, 8, 3)) == 1
    halt = confirmed(town, report.project_year)
    days = [date(2023, 8, day) for day in (9, 11, 14, 21, 25)]
    assert {remind(day) for day in days if day < goes_on} == {0}
    assert stages() == [(-7, 3, False)]
    resumed(town, halt, goes_on)
    assert (remind(goes_on), remind(goes_on)) == (1, 0)
    missed = [(stage, goes_on.day, True) for stage in skipped]
    assert stages() == [(-7, 3, False), *missed, (speaks, goes_on.day, False)]
    assert Notice.objects.filter(kind=OVERDUE).count() == 2


def test_a_stage_told_before_the_halt_is_not_told_again(town, report):
    put(report, "filling", due_on=DUE)
    assert remind(date(2023, 8, 22)) == 1
    halt = confirmed(town, report.project_year)
    resumed(town, halt, date(2023, 8, 25))
    assert remind(date(2023, 8, 25)) == 0
    assert stages()[-1] == (5, 22, False)


def test_the_other_projects_of_the_unit_are_reminded_of(town, issued):
    put(issued, "filling", due_on=DUE)
    other = put(other_report(town), "filling", due_on=DUE)
    confirmed(town, issued.project_year)
    assert remind(DUE) == 1
    (notice,) = Notice.objects.filter(kind=OVERDUE)
    assert str(other.project_year.project) in notice.body
    assert str(issued.project_year.project) not in notice.body
    assert set(DueReminder.objects.values_list("object_id", flat=True)) == {other.pk}


def test_an_order_is_neither_reminded_of_nor_escalated_until_the_project_goes_on(town, order):
    halt = confirmed(town, order.project_year)
    put(order, "rectifying", due_on=DUE, finish_by=DUE)
    late = date(2023, 8, 16)
    assert (remind(late), escalate_orders(late)) == (0, 0)
    assert str(Rectification.objects.get().state) == "rectifying"
    assert not Notice.objects.filter(kind__in=[OVERDUE, "monitoring.rectification.escalate"])
    resumed(town, halt, late)
    assert (remind(late), escalate_orders(late)) == (1, 1)


def test_nobody_asks_a_unit_for_the_reports_of_halted_projects(town, issued):
    late, desk = at(date(2023, 8, 30)), town.people[Role.DESK]
    halt = confirmed(town, issued.project_year)
    with pytest.raises(Refused, match="已暂停或终止的项目不催报"):
        remind_unit(town.unit, YEAR, by=desk, at=late)
    assert (Reminder.objects.count(), Report.objects.get().state) == (0, issued.state)
    other = other_report(town)
    assert remind_unit(town.unit, YEAR, by=desk, at=late).reports == 1
    body = Notice.objects.filter(kind="monitoring.report.reminded").first().body
    assert str(other.project_year.project) in body
    assert str(issued.project_year.project) not in body
    assert str(halt.state) == "halted"


@pytest.fixture
def years(project_year):
    """The year before and the year after of the same project, and another project's."""
    project = project_year.project
    other = Project.objects.create(code="2", name="校舍扩建", organisation=project.organisation)
    return [
        ProjectYear.objects.create(project=project, year=YEAR - 1),
        ProjectYear.objects.create(project=project, year=YEAR + 1),
        ProjectYear.objects.create(project=other, year=YEAR + 1),
    ]


@pytest.mark.parametrize("kind", ["suspended", "terminated"])
def test_a_halt_stops_the_later_years_of_its_project_until_it_goes_on(
    town, project_year, years, kind
):
    halt = confirmed(town, project_year, kind=kind)
    reached = {project_year.pk, years[1].pk}
    assert stopped(AUGUST.date()) == reached
    assert {key: [stop.key for stop in stops] for key, stops in stops_now().items()} == (
        {key: [halt.pk] for key in reached}
    )
    assert Hold.objects.get(kind="halted").project_year_id == project_year.pk
    pack = pack_of(YEAR).pack
    for year, suspended in (
        (YEAR - 1, set()),
        (YEAR, {project_year.pk}),
        (YEAR + 1, {years[1].pk}),
    ):
        found = changes_in(year, day=AUGUST.date(), pack=pack, opened={}).suspended
        assert found == suspended, year
    with pytest.raises(Refused, match="该项目已有待复核或未恢复的暂停或终止"):
        record_halt(years[1], FOUND, by=town.people[Role.PERFORMANCE], at=AUGUST)
    resumed(town, halt, AUGUST.date())
    assert (stopped(AUGUST.date()), stops_now()) == (set(), {})
