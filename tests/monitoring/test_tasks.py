"""Timed work: months judged, reports issued, the overdue reminded and the unanswered raised."""

from datetime import date, datetime, timedelta

import pytest

from lifecycle.models import DueSlot, FiscalYear, Notice, Project, ProjectYear
from lifecycle.roles import Level, Role
from lifecycle.slots import WORK, plan, work_through
from lifecycle.transitions import fire
from monitoring.actions import escalate_orders, escalate_warnings, remind
from monitoring.models import (
    DueReminder,
    Escalation,
    LightResult,
    Rectification,
    Report,
    Warning,  # noqa: A004
)
from monitoring.rules.escalation import Step
from monitoring.tasks import judge_month, month_before
from tests.conftest import NOON, YEAR, organisation, put, seated
from tests.monitoring.conftest import AUGUST, JULY, paid

DAY = date(2023, 8, 1)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2023, 8, 1), (2023, 7)),
        (date(2023, 8, 31), (2023, 7)),
        (date(2023, 7, 31), (2023, 6)),
        (date(2023, 4, 1), None),
        (date(2023, 11, 30), (2023, 10)),
        (date(2024, 1, 1), None),
        (date(2023, 1, 1), None),
    ],
)
def test_only_months_that_the_pack_wants_are_judged(year, day, period):
    assert month_before(day) == period
    assert (judge_month(day) is None) == (period is None)


def test_the_slots_of_a_day_issue_and_judge(approved, project_year):
    paid(project_year, 10)
    assert {"sweep", "reports", "demands", "deadlines"} <= set(WORK)
    plan(DAY)
    assert work_through() == sum(kind.due(DAY) for kind in WORK.values())
    assert not DueSlot.objects.exclude(state="done").exists()
    assert (Report.objects.count(), Warning.objects.get().light) == (1, "red")
    assert LightResult.objects.get(kind="project").as_of == DAY


def digest(person, kind):
    return Notice.objects.filter(person=person, kind=kind)


def test_each_person_gets_one_digest_a_day_of_what_falls_due_or_is_late(report, order, town):
    officer, head = town.people[Role.UNIT_OFFICER], town.people[Role.UNIT_HEAD]
    put(report, "filling", due_on=date(2023, 8, 14))
    put(order, "received", due_on=date(2023, 8, 15))
    on = date(2023, 8, 15)
    assert remind(on) == 1
    notice = digest(officer, "monitoring.overdue").get()
    assert notice.subject == "【预算绩效】逾期未办：2 项"
    assert (
        "校舍维修 7月监控\n   情况：填报中，逾期1个工作日；期限：2023-08-14\n   http" in notice.body
    )
    assert "情况：已接收，今天到期；期限：2023-08-15" in notice.body
    assert not digest(head, "monitoring.overdue").exists()


def test_a_second_run_the_same_day_sends_nothing(report):
    put(report, "filling", due_on=DAY)
    assert (remind(DAY), remind(DAY)) == (1, 0)
    assert Notice.objects.filter(kind="monitoring.overdue").count() == 1


def test_a_reminder_survives_a_missed_day_and_speaks_for_the_stages_before_it(report, town):
    put(report, "filling", due_on=date(2023, 8, 14))
    days = [date(2023, 8, day) for day in (2, 3, 4, 11, 14, 16, 18, 22, 28)]
    sent = [day for day in days if remind(day)]
    assert sent == [date(2023, 8, day) for day in (3, 11, 14, 16, 22)]
    stages = DueReminder.objects.order_by("stage").values_list("stage", "on", "skipped")
    assert list(stages) == [
        (-7, date(2023, 8, 3), False),
        (-3, date(2023, 8, 11), True),
        (-1, date(2023, 8, 11), False),
        (0, date(2023, 8, 14), False),
        (1, date(2023, 8, 16), False),
        (5, date(2023, 8, 22), False),
    ]


def test_a_moved_last_day_is_reminded_of_anew(report):
    put(report, "filling", due_on=DAY)
    assert remind(DAY) == 1
    put(report, "filling", due_on=date(2023, 8, 4))
    assert remind(DAY) == 1


@pytest.mark.parametrize(
    ("state", "role"),
    [
        ("filling", Role.UNIT_OFFICER),
        ("returned", Role.UNIT_OFFICER),
        ("submitted", Role.DEPARTMENT_OFFICER),
        ("dept_review", Role.DEPARTMENT_HEAD),
        ("biz_review", Role.DESK),
    ],
)
def test_the_reminder_goes_to_whose_turn_it_is(report, town, state, role):
    put(report, state, due_on=DAY)
    assert remind(DAY + timedelta(days=1)) == 1
    assert digest(town.people[role], "monitoring.overdue").count() == 1


def levels():
    return list(Escalation.objects.order_by("level").values_list("level", "on"))


def test_an_unanswered_warning_rises_with_its_age(warning):
    fire(warning, "open", by=None, at=AUGUST)
    head, late, later = date(2023, 8, 8), date(2023, 8, 15), date(2023, 8, 29)
    assert escalate_warnings(head - timedelta(days=1)) == 0
    assert (escalate_warnings(head), escalate_warnings(head)) == (1, 0)
    assert (escalate_warnings(late), escalate_warnings(later)) == (1, 1)
    assert levels() == [(2, head), (3, late), (4, later)]
    assert Warning.objects.get().level is Step.BUREAU_LEADER


def test_an_answered_warning_rises_when_its_plan_is_overdue(warning):
    fire(warning, "open", by=None, at=AUGUST)
    put(warning, "acknowledged", promised_on=date(2023, 8, 9))
    assert escalate_warnings(date(2023, 8, 9)) == 0
    assert escalate_warnings(date(2023, 8, 10)) == 2
    assert levels() == [(2, date(2023, 8, 10)), (3, date(2023, 8, 10))]


def test_red_months_in_a_row_raise_an_answered_warning(warning, project_year):
    fire(warning, "open", by=None, at=AUGUST)
    put(warning, "acknowledged", promised_on=date(2023, 8, 22))
    for month, light in ((4, "red"), (6, "red"), (JULY, "red")):
        LightResult.objects.create(
            project_year=project_year,
            year=2023,
            month=month,
            kind="project",
            light=light,
            sentence="判灯",
            inputs={},
            pack="national v1",
            as_of=DAY,
        )
    assert escalate_warnings(DAY) == 3
    assert Warning.objects.get().level is Step.BUREAU_LEADER


def test_a_green_month_between_breaks_the_row(warning, project_year):
    fire(warning, "open", by=None, at=AUGUST)
    for month, light in ((4, "red"), (6, "green"), (JULY, "red")):
        LightResult.objects.create(
            project_year=project_year,
            year=2023,
            month=month,
            kind="project",
            light=light,
            sentence="判灯",
            inputs={},
            pack="national v1",
            as_of=DAY,
        )
    assert escalate_warnings(DAY) == 0


def test_an_overdue_order_is_escalated_once(order, town):
    put(order, "rectifying", finish_by=date(2023, 3, 1))
    assert escalate_orders(date(2023, 3, 1)) == 0
    assert escalate_orders(date(2023, 3, 2)) == 1
    fire(Rectification.objects.get(), "resume", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert escalate_orders(date(2023, 3, 3)) == 0
    told = Notice.objects.filter(kind="monitoring.rectification.escalate")
    assert {notice.person for notice in told} == {
        town.people[role]
        for role in (Role.UNIT_HEAD, Role.DEPARTMENT_HEAD, Role.DESK, Role.PERFORMANCE)
    }


def test_a_week_without_ticks_is_caught_up_day_by_day(approved, project_year):
    paid(project_year, 10)
    paid(project_year, 60, revision=2, on=date(2023, 8, 5))
    plan(DAY)
    work_through()
    plan(date(2023, 8, 8))
    work_through()
    lights = LightResult.objects.filter(kind="project").order_by("revision")
    assert [(row.light, row.as_of) for row in lights] == [
        ("red", DAY),
        ("green", date(2023, 8, 5)),
    ]
    warning = Warning.objects.get()
    assert (str(warning.state), warning.resolved_on) == ("closed", date(2023, 8, 5))
    assert FiscalYear.objects.count() == 1
    assert warning.since == datetime.combine(date(2023, 8, 6), AUGUST.timetz())


def test_a_week_without_ticks_leaves_one_digest_of_what_is_overdue(report, town):
    put(report, "filling", due_on=DAY)
    plan(DAY)
    work_through()
    plan(date(2023, 8, 9))
    work_through()
    assert not DueSlot.objects.exclude(state="done").exists()
    officer = digest(town.people[Role.UNIT_OFFICER], "monitoring.overdue")
    assert {notice.at.date() for notice in officer} == {DAY, date(2023, 8, 9)}
    assert officer.count() == 2


def test_a_hundred_and_five_departments_without_any_report_get_as_many_digests(year, town):
    officers = [_late_department(300 + n, town) for n in range(105)]
    on = DAY + timedelta(days=20)
    assert Report.objects.filter(due_on__lt=on).count() == 1755
    assert (remind(on), remind(on)) == (105, 0)
    told = Notice.objects.filter(kind="monitoring.overdue")
    assert {notice.person for notice in told} == set(officers)
    assert told.count() == 105
    assert sum(int(notice.subject.split("：")[1].split()[0]) for notice in told) == 1755
    one = told.get(person=officers[0])
    assert "1. 单位300：17项监控填报未送审\n   情况：逾期14个工作日；期限：2023-08-01" in one.body
    assert "2. " not in one.body


def _late_department(code, town):
    """A department whose one unit owes 16 or 17 reports, 1,755 in all."""
    department = organisation(str(code), f"部门{code}", Level.DEPARTMENT, town.desk)
    place = organisation(f"{code}001", f"单位{code}", Level.UNIT, department)
    officer = seated(f"late-{code}", Role.UNIT_OFFICER, place)
    projects = Project.objects.bulk_create(
        Project(code=f"52010023T{code}{n:09d}", name=f"项目{n}", organisation=place)
        for n in range(17 if code < 375 else 16)
    )
    years = ProjectYear.objects.bulk_create(ProjectYear(project=one, year=YEAR) for one in projects)
    Report.objects.bulk_create(
        Report(
            project_year=one,
            organisation=place,
            year=YEAR,
            month=JULY,
            due_on=DAY,
        )
        for one in years
    )
    return officer
