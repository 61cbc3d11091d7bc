"""The grid of a unit's month: what it shows, what it saves, what it refuses, what it keeps."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Project, ProjectYear, Target, TransitionLog, Window
from lifecycle.roles import Level, Role
from lifecycle.views import kept
from monitoring.actions import issue_reports, record_readings
from monitoring.models import Reading, Report
from tests.conftest import GOAL, YEAR, organisation, put, seated
from tests.monitoring.conftest import AUGUST, JULY, entries
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
URL = "/monitor/entry/"
NO_QUERIES_MORE = 12


def typed(report, *, version=None, cause="", **values):
    """Fill in the grid of one report; `values` by the name of the indicator."""
    mark = f"r{report.pk}"
    rows = list(report.readings.order_by("pk"))
    sent = {
        "report": [report.pk],
        f"{mark}-version": report.version if version is None else version,
        f"{mark}-cause": cause,
        f"{mark}-forecast": "",
        f"{mark}-rows-TOTAL_FORMS": len(rows),
        f"{mark}-rows-INITIAL_FORMS": len(rows),
    }
    for at, row in enumerate(rows):
        given = values.get(row.name, {"actual": "5"})
        for name, value in {"key": str(row.key), **given}.items():
            sent[f"{mark}-rows-{at}-{name}"] = value
    return sent


@pytest.fixture
def officer(town, browser):
    return browser(town.people[Role.UNIT_OFFICER])


def other_report(town, n=2):
    """Another project of the unit with its report of July, begun."""
    code = f"52010023T1{n:011d}"
    project = Project.objects.create(code=code, name=f"项目{n}", organisation=town.unit)
    found = ProjectYear.objects.create(project=project, year=YEAR)
    target = Target.objects.create(
        project_year=found, organisation=town.unit, year=YEAR, goal=GOAL, amount=n
    )
    target.indicators.create(
        level="quantity", name="数量", operator="ge", target=12, unit="所", weight=90
    )
    put(target, Target.State.APPROVED)
    issue_reports(YEAR, month=JULY, at=AUGUST)
    return put(Report.objects.get(project_year=found), Report.State.FILLING)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_only_whoever_fills_in_sees_a_grid(town, filling, browser, role):
    answer = browser(town.people[role]).get(URL)
    assert (answer.status_code, faults(answer)) == (200, {})
    drawn = role in Report.EDITORS
    assert ("校舍维修" in Page(answer).text) is drawn
    assert ("没有由您填报的监控" in Page(answer).text) is not drawn


def test_another_unit_sees_and_saves_nothing(town, filling, browser):
    other = organisation("219002", "第二小学", Level.UNIT, town.department)
    stranger = browser(seated("stranger", Role.UNIT_OFFICER, other))
    answer = stranger.post(URL, typed(filling) | {"save": "all"})
    assert "校舍维修" not in Page(answer).text
    assert Report.objects.get().version == filling.version


def test_all_is_saved_judged_and_logged_once_however_often_it_is_sent(officer, filling):
    sent = typed(filling, cause="雨季停工", 维修校舍数量={"actual": "6", "evidence": "验收单"})
    for _time in range(2):
        answer = officer.post(URL, sent | {"save": "all"})
        assert (answer.status_code, answer["Location"]) == (302, URL)
    report = Report.objects.get()
    assert (report.version, report.cause) == (filling.version + 1, "雨季停工")
    reading = report.readings.get(name="维修校舍数量")
    assert (reading.actual, reading.evidence, reading.light) == (Decimal(6), "验收单", "green")
    assert report.content()["readings"][0]["evidence"] == "验收单"
    assert "evidence" not in report.content()["readings"][1]
    assert TransitionLog.objects.filter(step="edit").count() == 1


def test_saving_begins_a_report_that_nobody_has_begun(officer, issued):
    officer.post(URL, typed(issued) | {"save": str(issued.pk)})
    assert str(Report.objects.get().state) == "filling"
    assert list(TransitionLog.objects.order_by("version").values_list("step", flat=True)) == [
        "start",
        "edit",
    ]


def test_a_head_cannot_begin_a_report_and_keeps_what_was_typed(town, issued, browser):
    head = browser(town.people[Role.UNIT_HEAD])
    answer = head.post(URL, typed(issued, cause="雨季停工") | {"save": "all"})
    assert answer.status_code == 403
    assert "此动作由单位经办办理" in Page(answer).text
    assert "雨季停工" in answer.content.decode()
    assert (Report.objects.get().version, str(Report.objects.get().state)) == (
        issued.version,
        "issued",
    )


def test_every_fault_stands_at_its_cell_and_nothing_typed_is_lost(officer, filling):
    sent = typed(
        filling,
        维修校舍数量={"actual": "六所"},
        验收合格率={"actual": "1.23456"},
        受益学生数={"actual": "300", "cause": "nothing"},
    )
    answer = officer.post(URL, sent | {"save": "all"})
    page = Page(answer)
    assert (answer.status_code, faults(answer)) == (400, {})
    mark = f"id_r{filling.pk}-rows"
    wrong = {f"{mark}-0-actual_error", f"{mark}-1-actual_error", f"{mark}-3-cause_error"}
    assert wrong == {one for one in page.ids if one.endswith("_error")}
    assert {f"#{one.removesuffix('_error')}" for one in wrong} <= {
        attrs.get("href") for attrs in page.all("a")
    }
    assert [page.named(f"r{filling.pk}-rows-{at}-actual") for at in (0, 1, 3)] == [
        ["六所"],
        ["1.23456"],
        ["300"],
    ]
    assert Report.objects.get().version == filling.version


def test_one_project_is_saved_although_another_has_faults(town, officer, filling):
    other = other_report(town)
    sent = typed(filling, 维修校舍数量={"actual": "坏"}) | typed(other, 数量={"actual": "7"})
    sent["report"] = [filling.pk, other.pk]
    answer = officer.post(URL, sent | {"save": "all"})
    assert answer.status_code == 400
    assert other.readings.get().actual == 7
    assert Report.objects.get(pk=filling.pk).version == filling.version
    assert Page(answer).named(f"r{filling.pk}-rows-0-actual") == ["坏"]
    fresh = Report.objects.get(pk=other.pk).version
    assert Page(answer).named(f"r{other.pk}-version") == [str(fresh)]


def test_saving_one_row_keeps_what_is_typed_in_the_others(town, officer, filling):
    other = other_report(town)
    sent = typed(filling, cause="雨季停工") | typed(other, 数量={"actual": "7"})
    sent["report"] = [filling.pk, other.pk]
    answer = officer.post(URL, sent | {"save": str(other.pk)})
    assert answer.status_code == 200
    assert (other.readings.get().actual, Report.objects.get(pk=filling.pk).cause) == (7, "")
    assert "雨季停工" in answer.content.decode()


def test_a_stale_row_is_refused_with_the_difference_and_may_then_be_sent(town, officer, filling):
    head = town.people[Role.UNIT_HEAD]
    record_readings(filling, entries(filling), by=head, at=AUGUST)
    now = Report.objects.get()
    sent = typed(filling, version=filling.version, 维修校舍数量={"actual": "7"})
    answer = officer.post(URL, sent | {"save": "all"})
    assert (answer.status_code, Report.objects.get().version) == (409, now.version)
    assert "页面打开后该事项已有变化" in Page(answer).text
    assert Page(answer).named(f"r{filling.pk}-rows-0-actual") == ["7"]
    sent[f"r{filling.pk}-version"] = Page(answer).named(f"r{filling.pk}-version")[0]
    assert officer.post(URL, sent | {"save": "all"}).status_code == 302
    assert filling.readings.get(name="维修校舍数量").actual == 7


def test_a_preview_judges_what_is_typed_and_saves_nothing(officer, filling):
    sent = typed(filling, 维修校舍数量={"actual": "1"})
    answer = officer.post(URL, sent | {"preview": "1"})
    assert answer.status_code == 200
    assert "7月末应完成5.83，实际1" in answer.content.decode()
    assert "红灯" in Page(answer).text
    assert (Report.objects.get().version, Reading.objects.filter(actual=None).count()) == (
        filling.version,
        5,
    )


def test_zero_is_filled_in_and_only_what_is_empty_is_missing(town, officer, filling):
    other = other_report(town)
    officer_of = town.people[Role.UNIT_OFFICER]
    zeros = dict.fromkeys(("维修校舍数量", "验收合格率", "按期完工率", "受益学生数"), 0)
    record_readings(filling, entries(filling, **zeros, 师生满意度=0), by=officer_of, at=AUGUST)
    text = Page(officer.get(URL, {"only": "missing"})).text
    assert ("校舍维修" in text, other.project_year.project.name in text) == (False, True)
    text = Page(officer.get(URL, {"only": "below"})).text
    assert ("校舍维修" in text, other.project_year.project.name in text) == (True, False)


def test_a_ratio_is_worked_out_from_its_two_numbers(officer, filling):
    Reading.objects.filter(name="验收合格率").update(
        accumulation="ratio", numerator="合格数", denominator="验收数"
    )
    sent = typed(filling, 验收合格率={"numerator_value": "2", "denominator_value": "3"})
    page = Page(officer.get(URL))
    assert page.named(f"r{filling.pk}-rows-1-numerator_value") == [None]
    assert "合格数÷验收数" in page.text
    assert officer.post(URL, sent | {"save": "all"}).status_code == 302
    assert filling.readings.get(name="验收合格率").actual == Decimal("66.6667")


@pytest.mark.parametrize(
    ("above", "below", "sentence"),
    [("2", "", "须同时填写"), ("2", "0", "不能为0"), ("9999999999999999", "0.0001", "过大")],
)
def test_two_numbers_that_make_no_ratio_are_refused(officer, filling, above, below, sentence):
    sent = typed(filling, 验收合格率={"numerator_value": above, "denominator_value": below})
    answer = officer.post(URL, sent | {"save": "all"})
    assert answer.status_code == 400
    assert sentence in Page(answer).text
    assert Report.objects.get().version == filling.version


def test_a_closed_window_says_when_it_was_open_and_whom_to_ask(town, officer, filling):
    Window.objects.create(
        year=YEAR, stage="report", opens_on=date(2023, 7, 1), closes_on=date(2023, 7, 31),
        note="月报", by=town.people[Role.PERFORMANCE], at=AUGUST,
    )  # fmt: skip
    text = Page(officer.get(URL)).text
    assert "填报窗口已经关闭（2023-07-01至2023-07-31）" in text
    assert "由主管部门向财政绩效科申请例外" in text


def test_the_month_is_filed_through_the_bulk_preview(officer, report):
    page = Page(officer.get(URL))
    sent = {name: page.named(name)[0] for name in ("step", "picks", "next")}
    assert sent["picks"] == f"monitoring.report:{report.pk}:{report.version}"
    answer = officer.post("/inbox/bulk/", sent)
    assert answer.status_code == 200
    assert str(Report.objects.get().state) == "filling"
    key = Page(answer).named("key")[0]
    done = officer.post("/inbox/bulk/", sent | {"confirm": "1", "key": key, "note": ""})
    assert (done.status_code, str(Report.objects.get().state)) == (200, "submitted")


def test_what_is_filed_is_shown_and_not_written(officer, report):
    filed = put(report, Report.State.SUBMITTED)
    page = Page(officer.get(URL))
    assert page.named("save") == []
    officer.post(URL, typed(filed) | {"save": "all"})
    assert Report.objects.get().version == filed.version


@pytest.mark.parametrize("query", [{"month": "x"}, {"month": "13"}, {"page": "-1"}, {"only": "?"}])
def test_a_strange_address_shows_the_month_that_is_open(officer, filling, query):
    assert "校舍维修" in Page(officer.get(URL, query)).text


@pytest.mark.parametrize("sent", [{"report": ["x", str(2**70)]}, {"save": "all"}, {}])
def test_a_strange_form_changes_nothing(officer, filling, sent):
    assert officer.post(URL, sent).status_code in (200, 302)
    assert Report.objects.get().version == filling.version


def test_the_grid_costs_the_same_for_one_project_and_for_many(town, officer, filling):
    counts = []
    for n in range(2):
        officer.get(URL)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            officer.get(URL)
        counts.append(len(asked))
        if n == 0:
            for more in range(2, 6):
                other_report(town, more)
    assert counts[0] == counts[1] <= NO_QUERIES_MORE


def test_a_grid_gets_back_what_was_typed_before_the_session_ended(town, officer, filling):
    client, sent = Client(), typed(filling, cause="供料延误") | {"save": "all"}
    client.force_login(town.people[Role.UNIT_OFFICER])
    client.get(URL)
    Session.objects.all().delete()
    found = Page(client.post(URL, sent)).named("kept")[0]
    client.force_login(town.people[Role.UNIT_OFFICER])
    session = client.session
    session[kept.SALT] = found
    session.save()
    answer = client.get(URL)
    page = Page(answer)
    assert (answer.status_code, faults(answer)) == (200, {})
    assert ("供料延误" in page.text, "未保存" in page.text) == (True, True)
    assert not [name for name in page.ids if name.startswith("kept-")]
    assert Report.objects.get().version == filling.version
