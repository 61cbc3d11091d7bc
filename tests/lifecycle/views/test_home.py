"""The homes: which panels each person meets, and nothing of others."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle import slots
from lifecycle.models import (
    Assignment,
    DueSlot,
    FiscalYear,
    Heartbeat,
    Installation,
    ProjectYear,
    Seat,
    Substitution,
)
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, assign, organisation, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
UNIT = ["现在要办", "我的项目", "本月填报", "未完成的整改", "最近的退回意见"]
HEAD = ["待审批", "红黄灯概况", "逾期事项", "自评进度"]
PANELS = {
    Role.UNIT_OFFICER: UNIT,
    Role.DEPARTMENT_OFFICER: UNIT,
    Role.UNIT_HEAD: HEAD,
    Role.DEPARTMENT_HEAD: HEAD,
    Role.DESK: ["待审核队列", "报送情况", "红黄灯项目", "待核查的整改"],
    Role.PERFORMANCE: [
        "待审核队列", "全年各环节进度", "窗口和任务下发", "现行规则版本", "自评抽查", "重点评价",
        "待公开批次",
    ],
    Role.BUDGET: ["待批复", "全年各环节进度", "现行规则版本"],
    Role.EXPERT: ["指派给我的评估评价"],
    Role.AGENCY: ["指派给我的评估评价"],
    Role.CONGRESS: ["报送审议的项目"],
    Role.ADMINISTRATOR: ["运行状况"],
}  # fmt: skip


class Panels(Page):
    """A page that also knows its second headings."""

    def __init__(self, answer):
        self.headings = []
        super().__init__(answer)

    def handle_data(self, data):
        super().handle_data(data)
        if "main" in self.open and self.open[-1] == "h2" and data.strip():
            self.headings.append(data.strip())


@pytest.mark.parametrize("role", PANELS)
def test_each_seat_has_its_own_panels_in_their_order(town, target, browser, role):
    answer = browser(town.people[role]).get("/")
    assert answer.status_code == 200
    assert Panels(answer).headings == PANELS[role]
    assert faults(answer) == {}


def test_every_role_has_a_home_or_a_page_elsewhere():
    assert {*PEOPLE} - {*PANELS} == {Role.LEADER, Role.AUDITOR}


def test_an_auditor_is_led_to_the_auditors_site(town, browser):
    answer = browser(town.people[Role.AUDITOR]).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/audit/")


@pytest.mark.parametrize("role", PANELS)
def test_a_home_costs_few_queries(town, target, at, browser, role):
    client = browser(town.people[role])
    client.get("/")
    for state in ("returned", "unit_submitted", "biz_review", "finalised"):
        at(target, state, since=NOON, due_on=date(2023, 2, 27))
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        assert len(asked) <= MOST_QUERIES, state


def test_the_list_says_what_waits_since_when_and_how_long_there_is(town, target, browser, at):
    at(target, "returned", since=NOON, due_on=date(2023, 3, 4))
    answer = browser(town.people[Role.UNIT_OFFICER]).get("/")
    text = Page(answer).text
    for words in ("校舍维修", "退回修改", "今天", "2023-03-04", "剩2个工作日", "全部待办1项"):
        assert words in text
    links = [attrs["href"] for attrs in Page(answer).all("a") if "href" in attrs]
    assert f"/project-years/{target.project_year_id}/?tab=target#target-{target.pk}" in links
    at(target, "returned", due_on=date(2023, 2, 27))
    assert "逾期2个工作日" in Page(browser(town.people[Role.UNIT_OFFICER]).get("/")).text


def test_only_the_first_rows_are_shown_returned_first(town, target, browser, at, more):
    at(target, "returned", due_on=date(2023, 6, 1))
    for n in range(6):
        more(n, "draft", due_on=date(2023, 3, 2 + n))
    text = Page(browser(town.people[Role.UNIT_OFFICER]).get("/")).text
    assert "全部待办7项" in text
    todo = text[text.index("现在要办") : text.index("我的项目")]
    assert todo.index("校舍维修") < todo.index("项目0") < todo.index("项目3")
    assert "项目4" not in todo


def test_the_words_of_the_return_stand_on_the_units_home(town, target, at, browser):
    at(target, "dept_review")
    head = town.people[Role.DEPARTMENT_HEAD]
    fire(target, "dept_return", by=head, note="指标值偏低", at=NOON)
    text = Page(browser(town.people[Role.UNIT_OFFICER]).get("/")).text
    assert "指标值偏低" in text
    assert str(head) in text


def test_nothing_of_another_unit_or_department_is_shown(town, target, at, browser):
    at(target, "returned", since=NOON, due_on=date(2023, 2, 27))
    other = organisation("220", "卫生局", Level.DEPARTMENT, town.desk)
    school = organisation("219002", "第二小学", Level.UNIT, town.department)
    strangers = [
        seated("far_officer", Role.DEPARTMENT_OFFICER, other),
        seated("far_head", Role.DEPARTMENT_HEAD, other),
        seated("near_officer", Role.UNIT_OFFICER, school),
        seated("near_head", Role.UNIT_HEAD, school),
    ]
    for person in strangers:
        assert "校舍维修" not in Page(browser(person).get("/")).text
    for role in (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD):
        assert "校舍维修" in Page(browser(town.people[role]).get("/")).text


def test_what_is_late_stands_on_the_heads_home_whoever_owes_it(town, target, at, browser):
    client = browser(town.people[Role.DEPARTMENT_HEAD])
    at(target, "draft", due_on=date(2023, 3, 1))
    assert "没有逾期的事项" in Page(client.get("/")).text
    at(target, "draft", due_on=date(2023, 2, 28))
    text = Page(client.get("/")).text
    assert "校舍维修" in text[text.index("逾期事项") :]


def test_the_desks_queue_says_who_holds_what_and_claims_from_there(town, target, at, browser):
    at(target, "biz_review", since=NOON)
    client = browser(town.people[Role.DESK])
    page = Page(client.get("/"))
    (one,) = page.named("one")
    assert one == f"lifecycle.target:{target.pk}:0"
    client.post("/inbox/claim/", {"one": one, "next": "/"})
    text = Page(client.get("/")).text
    assert f"{town.people[Role.DESK]}已认领" in text


def test_the_departments_are_held_to_what_they_had_to_file(town, target, at, browser):
    at(target, "draft")
    desk = browser(town.people[Role.DESK])
    assert all(word in matrix_of(desk) for word in ("教育局", "未报1"))
    for day, late in ((date(2022, 10, 31), False), (date(2022, 11, 1), True)):
        at(target, "biz_review", first_filed_on=day)
        assert ("迟报1" in matrix_of(desk)) == late


def matrix_of(desk):
    return Page(desk.get("/")).text.partition("报送情况")[2].partition("红黄灯项目")[0]


def test_the_funnel_counts_every_state_of_the_year(town, target, at, browser, more):
    at(target, "draft")
    more(1, "biz_review")
    more(2, "biz_review")
    text = Page(browser(town.people[Role.PERFORMANCE]).get("/")).text
    rows = " ".join(text[text.index("各环节的状态") :].split())
    assert "绩效目标 3 编制中 1 业务科室审核 2" in rows
    assert "national v1" in rows


def test_an_expert_meets_only_what_is_assigned_and_signs_the_statement(town, target, browser):
    expert = town.people[Role.EXPERT]
    client = browser(expert)
    assert "目前没有指派给您的评估评价" in Page(client.get("/")).text
    given = assign(expert, Role.EXPERT, target)
    Assignment.objects.update(cleared_on=None)
    page = Page(client.get("/"))
    assert "校舍维修" in page.text
    assert "签署回避声明" in page.text
    other = browser(town.people[Role.AGENCY])
    assert "校舍维修" not in Page(other.get("/")).text
    assert other.post(f"/assignments/{given.pk}/declare/").status_code == 404
    client.post(f"/assignments/{given.pk}/declare/")
    given.refresh_from_db()
    assert given.cleared_on == NOON.date()
    assert "2023-03-01已签署" in Page(client.get("/")).text


def test_an_ended_assignment_is_gone_at_once(town, target, browser):
    expert = town.people[Role.EXPERT]
    assign(expert, Role.EXPERT, target)
    client = browser(expert)
    assert "校舍维修" in Page(client.get("/")).text
    Assignment.objects.update(ends_on=date(2023, 2, 28))
    assert "校舍维修" not in Page(client.get("/")).text


def test_the_congress_sees_only_what_was_put_before_it(town, target, browser):
    client = browser(town.people[Role.CONGRESS])
    assert "校舍维修" not in Page(client.get("/")).text
    ProjectYear.objects.update(to_congress=True)
    assert "全部1个项目" in Page(client.get("/")).text


def test_who_has_several_seats_switches_between_homes_by_the_address(town, target, browser):
    person = town.people[Role.DESK]
    Seat.objects.create(
        person=person, organisation=town.bureau, role=Role.PERFORMANCE, starts_on=date(2020, 1, 1)
    )
    client = browser(person)
    assert Panels(client.get("/")).headings == PANELS[Role.DESK]
    answer = client.get("/?home=performance")
    assert Panels(answer).headings == PANELS[Role.PERFORMANCE]
    here = [a["href"] for a in Page(answer).all("a") if a.get("aria-current") == "page"]
    assert "?home=performance" in here
    assert Panels(client.get("/?home=leader")).headings == PANELS[Role.DESK]


def test_a_home_of_ones_own_comes_before_that_of_whom_one_stands_in_for(town, browser):
    deputy = seated("deputy", Role.BUDGET, town.bureau, name="代理人")
    Substitution.objects.create(
        absent=town.people[Role.DESK],
        substitute=deputy,
        starts_on=NOON.date(),
        ends_on=NOON.date(),
        reason="休假",
    )
    client = browser(deputy)
    assert Panels(client.get("/")).headings == PANELS[Role.BUDGET]
    text = Page(client.get("/?home=desk")).text
    assert "教科文科 · 财政业务科室" in text
    assert "代财政业务科室办理" in text


@pytest.mark.parametrize("role", PANELS)
def test_a_home_is_whole_while_no_year_is_open(town, browser, role):
    FiscalYear.objects.all().delete()
    answer = browser(town.people[role]).get("/")
    assert Panels(answer).headings == PANELS[role]
    assert faults(answer) == {}


def test_an_empty_list_says_so_and_what_comes_next(town, browser):
    assert "没有等您办理的事项" in Page(browser(town.people[Role.DESK]).get("/")).text


def test_whoever_has_no_seat_today_is_told_whom_to_ask(town, browser):
    person = town.people[Role.DESK]
    person.seats.update(ends_on=date(2023, 2, 28))
    answer = browser(person).get("/")
    assert "您今天没有任何岗位" in Page(answer).text
    assert faults(answer) == {}


def test_a_rehearsal_is_announced_with_its_date(town, browser):
    client = browser(town.people[Role.DESK])
    assert "系统日期为 2023-03-01" in Page(client.get("/")).text
    Installation.objects.update(rehearsal_at=None)
    assert "演练时钟" not in Page(client.get("/")).text


def test_a_loop_that_fell_silent_is_announced_one_that_never_ran_is_not(town, browser, long_ago):
    client = browser(town.people[Role.DESK])
    assert "后台停止运行" not in Page(client.get("/")).text
    Heartbeat.objects.create(loop="relay", last_seen=long_ago)
    answer = client.get("/")
    assert "后台停止运行" in Page(answer).text
    assert "没有心跳：邮件发送。" in Page(answer).text
    assert faults(answer) == {}


def test_the_menu_counts_what_waits_on_every_page(town, target, browser):
    client = browser(town.people[Role.UNIT_OFFICER])
    for page in ("/", "/projects/", "/inbox/"):
        assert "待办1" in Page(client.get(page)).text


def test_the_first_page_only_answers_to_reading(town, browser):
    assert browser(town.people[Role.DESK]).post("/").status_code == 405


def test_the_administrators_home_names_loops_and_parked_work_in_words(town, browser, long_ago):
    for loop in ("relay", "seal", "tick"):
        Heartbeat.objects.create(loop=loop, last_seen=long_ago)
    for kind in slots.WORK:
        DueSlot.objects.create(
            kind=kind, business_date=NOON.date(), state=DueSlot.State.FAILED, fault="ValueError"
        )
    text = Page(browser(town.people[Role.ADMINISTRATOR]).get("/")).text
    for words in ("邮件发送", "日志封存", "定时任务执行", "催办和逐级上报"):
        assert words in text
    assert [code for code in ("relay", "seal", "tick", *slots.WORK) if code in text] == []
