"""The first page of each person."""

from datetime import date

import pytest

from lifecycle.models import Heartbeat, Installation, Notice, Substitution
from lifecycle.roles import PEOPLE, Role
from tests.conftest import NOON, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", PEOPLE)
def test_the_first_page_is_whole_for_everybody(town, target, browser, role):
    answer = browser(town.people[role]).get("/")
    assert answer.status_code == 200
    assert faults(answer) == {}
    assert town.people[role].name in Page(answer).text


def test_the_list_says_what_waits_since_when_and_how_long_there_is(town, target, browser, at):
    at(target, "returned", since=NOON, due_on=date(2023, 3, 4))
    answer = browser(town.people[Role.UNIT_OFFICER]).get("/")
    text = Page(answer).text
    for words in (
        "待办（1项）",
        "校舍维修",
        "退回修改",
        "被退回",
        "2023-03-01",
        "2023-03-04",
        "剩2个工作日",
    ):
        assert words in text
    links = [attrs["href"] for attrs in Page(answer).all("a") if "href" in attrs]
    assert f"/project-years/{target.project_year_id}/?tab=target#target-{target.pk}" in links
    at(target, "returned", due_on=date(2023, 2, 27))
    assert "逾期2个工作日" in Page(browser(town.people[Role.UNIT_OFFICER]).get("/")).text


def test_an_empty_list_says_so_and_what_comes_next(town, browser):
    assert "没有等您办理的事项" in Page(browser(town.people[Role.DESK]).get("/")).text


def test_whoever_has_no_seat_today_is_told_whom_to_ask(town, browser):
    person = town.people[Role.DESK]
    person.seats.update(ends_on=date(2023, 2, 28))
    answer = browser(person).get("/")
    assert "您今天没有任何岗位" in Page(answer).text
    assert faults(answer) == {}


def test_the_seats_say_for_whom_one_stands_in(town, browser):
    deputy = seated("deputy", Role.DESK, town.desk, name="代理人")
    Substitution.objects.create(
        absent=town.people[Role.BUDGET],
        substitute=deputy,
        starts_on=NOON.date(),
        ends_on=NOON.date(),
        reason="休假",
    )
    text = Page(browser(deputy).get("/")).text
    assert "教科文科 · 财政业务科室" in text
    assert "市财政局 · 财政预算科" in text
    assert "代财政预算科办理" in text


def test_notices_are_shown_with_their_text_escaped(town, browser):
    person = town.people[Role.DESK]
    Notice.objects.create(
        person=person,
        address=person.email,
        kind="x",
        subject="<b>退回</b>",
        body="<script>alert(1)</script>",
        message_id="<1@example.com>",
        at=NOON,
    )
    answer = browser(person).get("/")
    assert "<b>退回</b>" in Page(answer).text
    assert b"<script>alert" not in answer.content


def test_auditors_alone_are_led_to_their_site(town, browser):
    for role in PEOPLE:
        answer = browser(town.people[role]).get("/")
        assert (b'href="/audit/"' in answer.content) is (role is Role.AUDITOR)


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
    assert "relay" in Page(answer).text
    assert faults(answer) == {}


def test_the_menu_counts_what_waits_on_every_page(town, target, browser):
    client = browser(town.people[Role.UNIT_OFFICER])
    for page in ("/", "/projects/"):
        assert "待办1" in Page(client.get(page)).text


def test_the_first_page_only_answers_to_reading(town, browser):
    assert browser(town.people[Role.DESK]).post("/").status_code == 405
