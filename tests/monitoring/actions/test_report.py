"""Reports are issued from approved targets, filled in, and concluded with consequences."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from lifecycle.models import Demand, Indicator, Notice, Project, Snapshot, Target
from lifecycle.refusals import Code, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import Entry, issue_reports, record_readings
from monitoring.models import LightResult, Reading, Rectification, Report
from tests.conftest import GOAL, YEAR, put
from tests.monitoring.conftest import AUGUST, JULY, entries


def test_a_report_copies_its_aims_and_the_figures_of_the_ledger(issued, approved, town):
    assert (issued.paid, issued.budget, str(issued.state)) == (Decimal(60), Decimal(100), "issued")
    assert (issued.execution_light, issued.goal_light, issued.project_light) == (
        "green",
        "grey",
        "green",
    )
    assert (issued.organisation, issued.since, str(issued.due_on)) == (
        town.unit,
        AUGUST,
        "2023-08-15",
    )
    copied = [(r.key, r.name, r.target, r.weight) for r in issued.readings.all()]
    aims = approved.indicators.order_by("pk")
    assert copied == [(i.key, i.name, i.target, i.weight) for i in aims]


def test_issuing_again_issues_nothing(issued):
    assert issue_reports(YEAR, month=JULY, at=AUGUST) == 0
    assert (Report.objects.count(), Reading.objects.count()) == (1, 5)
    assert Notice.objects.filter(kind="monitoring.report.issued").count() == 1
    assert issue_reports(YEAR, month=10, at=AUGUST) == 1


def test_only_an_approved_target_is_monitored(target):
    assert issue_reports(YEAR, month=JULY, at=AUGUST) == 0


def test_the_newest_approved_version_is_monitored(approved, project_year, town):
    newer = Target.objects.create(
        project_year=project_year,
        organisation=town.unit,
        year=YEAR,
        number=2,
        goal=GOAL,
        amount=1,
    )
    Indicator.objects.create(
        target_set=newer, level="quantity", name="新指标", operator="ge", target=1, weight=90
    )
    put(newer, "approved")
    issue_reports(YEAR, month=JULY, at=AUGUST)
    assert [reading.name for reading in Reading.objects.all()] == ["新指标"]


def test_a_department_as_a_whole_is_monitored_alike(approved, town, project_year):
    Project.objects.update(kind="department")
    assert issue_reports(YEAR, month=JULY, at=AUGUST) == 1


def test_one_report_a_month(issued):
    copy = Report(
        project_year=issued.project_year,
        organisation=issued.organisation,
        year=YEAR,
        month=JULY,
    )
    with pytest.raises(IntegrityError, match="report_month_once"), transaction.atomic():
        copy.save()


def test_every_save_judges_anew_and_is_logged(report, town):
    officer = town.people[Role.UNIT_OFFICER]
    impossible = Entry(Decimal(6), possibility="impossible")
    red = record_readings(
        report,
        entries(report, 维修校舍数量=impossible),
        by=officer,
        forecast="完成八所",
        cause="材料涨价",
        version=report.version,
        at=AUGUST,
    )
    assert (red.goal_light, red.project_light, red.version) == ("red", "red", 2)
    stored = Report.objects.get()
    assert (stored.project_light, stored.forecast, stored.cause) == ("red", "完成八所", "材料涨价")
    lights = {reading.name: reading.light for reading in stored.readings.all()}
    assert lights["维修校舍数量"] == "red"
    content = Snapshot.objects.get(content_hash=stored.content_hash).content
    assert (content["project_light"], content["readings"][0]["possibility"]) == (
        "red",
        "impossible",
    )


def test_what_is_not_named_stays_as_it_was(report, town):
    kept = record_readings(report, {}, by=town.people[Role.UNIT_HEAD], at=AUGUST)
    assert [r.actual for r in kept.readings.all()] == [6, 100, 100, 3000, 95]
    assert kept.version == report.version + 1


def test_a_filed_report_is_not_filled_in(report, town):
    officer = town.people[Role.UNIT_OFFICER]
    filed = fire(report, "submit", by=officer, at=AUGUST)
    with pytest.raises(Refused) as refused:
        record_readings(filed, entries(filed), by=officer, at=AUGUST)
    assert refused.value.codes == (Code.STATE,)


@pytest.mark.parametrize(
    "entry", [Entry(attainment="太好了"), Entry(note="隐\u200b藏"), Entry(Decimal("1.00001"))]
)
def test_what_cannot_be_stored_is_refused_and_nothing_changes(report, town, entry):
    officer = town.people[Role.UNIT_OFFICER]
    with pytest.raises(ValidationError):
        record_readings(report, entries(report, 验收合格率=entry), by=officer, at=AUGUST)
    assert Report.objects.get().version == report.version


def concluded(report, town, name):
    officer, desk = town.people[Role.UNIT_OFFICER], town.people[Role.DESK]
    filed = fire(report, "submit", by=officer, at=AUGUST)
    return fire(put(filed, "biz_review"), name, by=desk, note="应核减目标", at=AUGUST)


@pytest.mark.parametrize(
    ("name", "conclusion", "orders", "told"),
    [
        ("conclude_clean", "clean", 0, 0),
        ("conclude_adjust", "adjust", 0, 2),
        ("conclude_rectify", "rectify", 1, 2),
    ],
)
def test_a_conclusion_fixes_the_lights_and_has_its_consequence(
    report, town, name, conclusion, orders, told
):
    done = concluded(report, town, name)
    assert (done.conclusion, done.concluded_on) == (conclusion, AUGUST.date())
    assert Rectification.objects.count() == orders
    notices = Notice.objects.filter(kind=f"monitoring.report.{name}")
    assert notices.count() == told
    assert all("应核减目标" in notice.body for notice in notices)
    lights = LightResult.objects.filter(frozen=True)
    assert {row.kind: row.light for row in lights} == dict.fromkeys(
        ["execution", "goal", "project"], "green"
    )


def test_an_order_from_a_report_says_what_the_desk_found(report, town):
    done = concluded(report, town, "conclude_rectify")
    order = Rectification.objects.get()
    assert (order.problem, order.source, order.machine, order.object_id) == (
        "应核减目标",
        Demand.Source.MONITORING,
        "monitoring.report",
        done.pk,
    )
    assert [item.problem for item in order.items.all()] == ["应核减目标"]


def test_the_database_holds_that_readings_are_born_only_in_an_open_report(report):
    closed = put(report, "archived")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.create(
            report=closed,
            key="00000000-0000-0000-0000-000000000001",
            level="quantity",
            name="新",
            operator="ge",
            weight=1,
        )


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (2, (None, 3)),
        (3, (Decimal(2), 3)),
        (5, (Decimal(2), 3)),
        (7, (Decimal(0), 7)),
        (12, (Decimal(0), 7)),
    ],
)
def test_a_report_takes_the_newest_milestone_due_or_the_month_of_the_first(target, month, due):
    months = [None, None, Decimal(2), None, None, None, Decimal(0), *[None] * 5]
    first, *others = target.indicators.order_by("pk")
    Indicator.objects.filter(pk=first.pk).update(milestones=months)
    put(target, Target.State.APPROVED)
    issue_reports(YEAR, month=month, at=AUGUST)
    made = {row.key: (row.milestone, row.milestone_month) for row in Reading.objects.all()}
    assert made == {first.key: due, **{row.key: (None, None) for row in others}}
    content = Report.objects.get().content()["readings"]
    assert ["milestone_month" in row for row in content] == [True, *[False] * len(others)]


def test_a_milestone_makes_the_light_and_the_line_of_time_no_longer_does(target, town):
    row = target.indicators.get(name="维修校舍数量")
    months = [*[None] * 5, Decimal(2), *[None] * 6]
    Indicator.objects.filter(pk=row.pk).update(milestones=months)
    put(target, Target.State.APPROVED)
    issue_reports(YEAR, month=JULY, at=AUGUST)
    filling = put(Report.objects.get(), Report.State.FILLING)
    made = entries(filling, 维修校舍数量=Decimal(2))
    saved = record_readings(filling, made, by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    judged = saved.verdict().indicators[str(row.key)]
    assert str(judged.light) == "green"
    assert judged.sentence == "6月里程碑应达2，实际2，进度比100.00% ≥ 80% → 绿灯"
