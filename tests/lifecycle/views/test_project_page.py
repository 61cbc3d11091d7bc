"""The page of a project-year: its header, its course, its tabs, and what each of them holds."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import BudgetEvent, ProjectYear, Target
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.transitions import edit, fire
from lifecycle.views.panels import panels_of
from lifecycle.views.stage_tabs import TAB_OF
from monitoring.actions import issue_reports
from tests.conftest import NOON, YEAR, organisation, seated
from tests.evaluations.conftest import (  # noqa: F401 - one of each stage
    application,
    confirmed,
    department_evaluation,
    filled,
    framed,
    in_force,
    issued,
    key_evaluation,
    opened,
)
from tests.ground import standing
from tests.monitoring.conftest import AUGUST, order, warning  # noqa: F401
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MOST = 12
"""Queries of a page, the frame's four among them."""
TABS = (
    "overview", "targets", "amendments", "budget", "monitoring", "warnings", "rectification",
    "appraisal", "self-evaluation", "department-evaluation", "evaluation", "application",
    "publication", "files", "comments", "history",
)  # fmt: skip
CODES = (
    "quantity", "served_satisfaction", "social_benefit", "excellent", "achieved", "confirmed",
    "unit_submitted", "lifecycle.", "monitoring.", "evaluations.", "None",
)  # fmt: skip
"""Words of the system that no reader should meet."""


def shown(client, target, tab, **more):
    words = "".join(f"&{name}={value}" for name, value in more.items())
    return client.get(f"/project-years/{target.project_year_id}/?tab={tab}{words}")


@pytest.mark.parametrize("role", PEOPLE)
def test_the_page_is_whole_for_everybody_who_may_see_it(town, target, browser, role):
    answer = browser(town.people[role]).get(target.get_absolute_url())
    blind = role in (Role.CONGRESS, Role.ADMINISTRATOR, Role.AGENCY, Role.EXPERT)
    assert answer.status_code == (404 if blind else 200)
    assert faults(answer) == {}


def test_a_stranger_gets_the_same_answer_as_for_nothing(town, target, browser):
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    client = browser(seated("stranger", Role.DEPARTMENT_HEAD, elsewhere))
    there = client.get(target.get_absolute_url())
    nothing = client.get(reverse("project-year", args=[999999]))
    huge = client.get(reverse("project-year", args=[10**30]))
    assert there.status_code == nothing.status_code == huge.status_code == 404
    assert Page(there).text == Page(nothing).text


def test_every_stage_is_on_the_page_those_ahead_too(town, target, browser):
    text = Page(browser(town.people[Role.AUDITOR]).get(target.get_absolute_url())).text
    for words in (
        "事前绩效评估",
        "绩效目标",
        "监控填报",
        "预警",
        "绩效自评",
        "结果应用",
        "信息公开",
    ):
        assert words in text
    assert "尚未开始" in text
    assert "编制中" in text


def test_an_open_step_is_a_button_and_a_closed_one_stays_with_its_reason(town, target, browser):
    target.indicators.all().delete()
    page = Page(browser(town.people[Role.UNIT_OFFICER]).get(target.get_absolute_url()))
    assert "此动作由单位负责人办理" in page.text
    assert "缺少质量指标" in page.text
    assert not [b for b in page.all("button") if "formaction" in b]
    assert [b for b in page.all("button") if "disabled" in b and "aria-describedby" in b]
    page = Page(browser(town.people[Role.UNIT_HEAD]).get(target.get_absolute_url()))
    assert [b["formaction"] for b in page.all("button") if "formaction" in b] == [
        f"/steps/lifecycle.target/{target.pk}/void/"
    ]
    assert "须填意见" in page.text


def test_the_history_names_who_when_in_which_seat_and_why(town, target, browser):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], note="请<b>审</b>", at=NOON)
    url = reverse("project-year", args=[target.project_year_id])
    answer = browser(town.people[Role.DESK]).get(f"{url}?tab=history")
    text = Page(answer).text
    for words in (
        "2023-03-01 12:00",
        "送审",
        "编制中 → 单位送审",
        "第一小学 单位经办",
        "请<b>审</b>",
    ):
        assert words in text
    assert b"<b>" not in answer.content


def test_the_page_costs_the_same_for_one_object_and_for_many(town, target, browser, at):
    client = browser(town.people[Role.UNIT_OFFICER])

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get(target.get_absolute_url()).status_code == 200
        return len(found)

    at(target, "published")
    one = cost()
    assert one <= MOST
    for number in range(2, 8):
        other = Target.objects.create(
            project_year=target.project_year, organisation=town.unit, year=YEAR, goal="目标",
            amount=1, number=number,
        )  # fmt: skip
        at(other, "published")
    assert cost() == one


@standing
def life(town, target, application, framed, department_evaluation, warning, order):  # noqa: F811
    """A project-year with one of nearly every stage."""
    issue_reports(YEAR, month=7, at=AUGUST)
    return target


def test_the_tabs_stand_in_the_order_of_the_year():
    assert tuple(panel.name for panel in panels_of("project")) == TABS
    assert set(TAB_OF.values()) < set(TABS)


@pytest.mark.parametrize(
    "role", [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK, Role.BUDGET, Role.LEADER]
)
def test_every_tab_is_whole_speaks_in_words_and_costs_little(town, life, browser, role):
    client = browser(town.people[role])
    for tab in TABS:
        with CaptureQueriesContext(connection) as asked:
            answer = shown(client, life, tab)
        assert (tab, answer.status_code, faults(answer)) == (tab, 200, {})
        assert len(asked) <= MOST, (tab, len(asked))
        text = Page(answer).text
        assert [code for code in CODES if code in text] == [], tab


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("targets", ["维修校舍数量", "≥ 10 所", "数量指标", "20", "3,000,000.00", "全年完成10所"]),
        ("monitoring", ["按期完工率", "≥ 100%", "任务下发"]),
        ("warnings", ["红灯", "经费保障", "加快支付", "2023-03-10"]),
        ("rectification", ["资料不全", "补齐资料", "张三", "2023-04-01", "审计"]),
        ("self-evaluation", ["自评总分", "99", "优", "师生满意度", "≥ 90%"]),
        ("department-evaluation", ["立项依据充分性", "立项文件齐全", "18"]),
        ("evaluation", ["社会关注度高", "预算执行率", "执行率100%"]),
        ("application", ["建议金额（元）", "3,000,000.00", "优"]),
        ("budget", ["年初预算", "3,000,000.00", "90.00%", "累计支出与序时进度"]),
        ("overview", ["各环节现状", "下一步"]),
        ("amendments", ["没有调整过绩效目标"]),
        ("appraisal", ["没有作事前绩效评估"]),
        ("publication", ["还没有列入公开批次"]),
        ("files", ["还没有附件"]),
        ("comments", ["还没有您能看到的批注"]),
    ],
)  # fmt: skip
def test_a_tab_shows_what_its_stage_holds_or_why_it_is_empty(town, life, browser, tab, words):
    text = Page(shown(browser(town.people[Role.BUDGET]), life, tab)).text
    assert [word for word in words if word not in text] == []


def test_a_tab_that_is_not_there_is_not_found(town, target, browser):
    client = browser(town.people[Role.BUDGET])
    assert shown(client, target, "nothing").status_code == 404


def test_the_code_and_the_year_lead_to_the_page(town, target, browser):
    code, client = target.project_year.project.code, browser(town.people[Role.BUDGET])
    answer = client.get(f"/projects/{code}/{YEAR}/")
    assert answer["Location"] == f"/project-years/{target.project_year_id}/"
    assert client.get(f"/projects/{code}/{YEAR + 1}/").status_code == 404
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    stranger = browser(seated("stranger", Role.DEPARTMENT_HEAD, elsewhere))
    assert stranger.get(f"/projects/{code}/{YEAR}/").status_code == 404


def test_the_header_says_the_next_step_to_whoever_may_take_it(town, target, browser):
    def steps(role):
        page = Page(browser(town.people[role]).get(f"/project-years/{target.project_year_id}/"))
        return [a["href"] for a in page.all("a") if "button" in (a.get("class") or "")]

    mark = f"/project-years/{target.project_year_id}/?tab=targets#target-{target.pk}"
    assert steps(Role.UNIT_OFFICER) == [mark]
    assert steps(Role.AUDITOR) == []


@pytest.mark.parametrize(("key", "late"), [(False, False), (True, True)])
def test_a_day_is_late_only_where_somebody_owes_a_step(town, target, browser, at, key, late):
    at(target, "approved", due_on=date(2023, 2, 1))
    ProjectYear.objects.update(is_key=key)
    client = browser(town.people[Role.UNIT_OFFICER])
    for tab in ("overview", "targets"):
        page = client.get(f"/project-years/{target.project_year_id}/?tab={tab}")
        assert page.context["next_due"] == (date(2023, 2, 1) if late else None)
        assert ("逾期" in Page(page).text) is late


def test_a_version_shows_what_it_changed_of_the_one_before(town, target, browser, at):
    at(target, "approved")
    second = Target.objects.create(
        project_year=target.project_year, organisation=town.unit, year=YEAR, number=2,
        goal=target.goal.replace("10所", "12所"), amount=Decimal(2000000),
    )  # fmt: skip
    page = Page(shown(browser(town.people[Role.BUDGET]), second, "targets"))
    assert "与上一版的差异（7处）" in page.text
    assert "年度总体目标" in page.text
    assert [tag for tag, _attrs in page.tags if tag == "ins"]


def test_the_history_shows_which_fields_an_edit_changed(town, target, browser):
    officer = town.people[Role.UNIT_OFFICER]
    fire(target, "submit", by=officer, at=NOON)
    fire(target, "withdraw", by=officer, at=NOON)
    edit(target, by=officer, changes={"amount": 5}, at=NOON)
    client = browser(town.people[Role.DESK])
    answer = shown(client, target, "history")
    told = answer.context["opened"]
    text = Page(answer).text
    for words in ("修改内容", "预算金额（元）", "3000000", "首次封存"):
        assert words in text
    assert "共3条" in told.body
    assert "共3条" in Page(shown(client, target, "history", stage="target")).text
    assert "共0条" not in text
    assert "还没有流转记录" in Page(shown(client, target, "history", stage="report")).text


def test_the_history_is_cut_into_pages_at_the_same_cost(town, target, browser):
    officer, client = town.people[Role.UNIT_OFFICER], browser(town.people[Role.DESK])

    def cost():
        with CaptureQueriesContext(connection) as asked:
            answer = shown(client, target, "history")
        return len(asked), Page(answer).text

    edit(target, by=officer, changes={"amount": 1}, at=NOON)
    edit(target, by=officer, changes={"amount": 2}, at=NOON)
    few, _text = cost()
    for amount in range(3, 30):
        edit(target, by=officer, changes={"amount": amount}, at=NOON)
    lots, text = cost()
    assert lots == few <= MOST
    assert "共29条" in text
    second = Page(shown(client, target, "history", page=2)).text
    assert "第2页，共2页" in second


def test_the_budget_says_what_each_event_left(town, project_year, target, browser):
    kinds = BudgetEvent.Kind
    for line, (kind, amount) in enumerate(
        [(kinds.INITIAL, 300), (kinds.INCREASE, 50), (kinds.RECOVERY, 20)], start=1
    ):
        BudgetEvent.objects.create(
            project_year=project_year, kind=kind, amount=Decimal(amount), document="文", line=line,
            on=NOON,
        )  # fmt: skip
    text = Page(shown(browser(town.people[Role.BUDGET]), target, "budget")).text
    for words in ("300.00", "350.00", "330.00", "-20.00", "还没有执行数"):
        assert words in text


def test_reports_of_one_project_are_told_apart_by_their_month(town, life, browser):
    client = browser(town.people[Role.UNIT_OFFICER])
    for tab, words in (("overview", "监控填报 7月"), ("files", "监控填报 · 7月 · ")):
        assert words in Page(shown(client, life, tab)).text


def test_who_sees_a_part_is_not_told_that_the_rest_is_not_there(town, life, at, browser):
    at(life, "published")
    ProjectYear.objects.update(to_congress=True)
    words = "没有您可以查看的内容"
    for role, whole in ((Role.PERFORMANCE, True), (Role.CONGRESS, False)):
        text = Page(shown(browser(town.people[role]), life, "overview")).text
        assert ("尚未开始" in text, words in text) == (whole, not whole)
