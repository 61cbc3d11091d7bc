"""The lists of a reviewer: what waits for their judgement, what they judged, what they held."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle import queries
from lifecycle.actions import claiming
from lifecycle.models import Claim, Project, ProjectYear, Target
from lifecycle.queries import Reader
from lifecycle.rights import seats_of
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.transitions import fire
from monitoring.models import LightResult, Report
from tests.conftest import GOAL, NOON, YEAR, organisation, put, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
JUDGES = {
    "dept_review": {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD},
    "biz_review": {Role.DESK},
    "perf_review": {Role.PERFORMANCE},
    "finalised": {Role.BUDGET},
    "returned": set(),
    "approved": set(),
}


def made(unit, number, *, state="dept_review", amount="1000000", **columns):
    project = Project.objects.create(
        code=f"52010023T0000000{number:05d}", name=f"项目{number}", organisation=unit
    )
    target = Target.objects.create(
        project_year=ProjectYear.objects.create(project=project, year=YEAR),
        organisation=unit, year=YEAR, goal=GOAL, amount=Decimal(amount),
    )  # fmt: skip
    return put(target, state, since=NOON, version=1, **columns)


def ref(subject):
    return f"{subject.stage()}:{subject.pk}"


def names(answer):
    links = [a.get("href", "") for a in Page(answer).all("a")]
    return [link for link in links if link.startswith("/review/lifecycle")]


def link(subject):
    return f"/review/{subject.stage()}/{subject.pk}/"


@pytest.mark.parametrize("state", JUDGES)
def test_a_queue_holds_what_its_reader_judges_and_nothing_else(town, browser, state):
    subject = made(town.unit, 1, state=state)
    shown = {role: names(browser(town.people[role]).get("/review/")) for role in PEOPLE}
    found = {role: links for role, links in shown.items() if links}
    assert found == {role: [link(subject)] for role in JUDGES[state]}


@pytest.mark.parametrize("role", PEOPLE)
def test_every_list_is_whole_for_everybody(town, browser, role):
    made(town.unit, 1)
    client = browser(town.people[role])
    for url in ("/review/", "/review/judged/", "/review/handled/"):
        answer = client.get(url)
        assert answer.status_code == 200
        assert faults(answer) == {}


def test_what_one_filed_oneself_does_not_wait_for_one(town, browser):
    head = town.people[Role.DEPARTMENT_HEAD]
    made(town.unit, 1, filed_by_id=head.pk)
    assert names(browser(head).get("/review/")) == []
    assert len(names(browser(town.people[Role.DEPARTMENT_OFFICER]).get("/review/"))) == 1


def test_another_department_waits_for_others(town, browser):
    other = organisation("300", "卫健局", Level.DEPARTMENT, town.desk)
    made(town.unit, 1)
    stranger = seated("stranger", Role.DEPARTMENT_HEAD, other)
    assert "没有等您审核的事项。" in Page(browser(stranger).get("/review/")).text


def test_a_row_says_since_when_until_when_how_much_and_who_holds_it(town, browser):
    held = made(town.unit, 1, due_on=date(2023, 3, 6), amount="1230000")
    other = seated("other", Role.DEPARTMENT_HEAD, town.department, name="王晓明")
    claiming.claim(held, by=other, at=NOON)
    LightResult.objects.create(
        project_year=held.project_year, year=YEAR, month=2, kind="project", light="red",
        sentence="执行率偏低", inputs={}, pack="national-1", as_of=date(2023, 2, 28),
    )  # fmt: skip
    text = Page(browser(town.people[Role.DEPARTMENT_HEAD]).get("/review/")).text
    for words in (
        "项目1", "绩效目标", "第一小学", "部门审核", "123.00", "红灯", "执行率偏低",
        "2023-03-01", "今天到达", "2023-03-06", "剩3个工作日", "王晓明",
    ):  # fmt: skip
        assert words in text


def test_a_claim_of_somebody_who_left_the_seat_holds_nothing(town, browser):
    held = made(town.unit, 1)
    other = seated("other", Role.DEPARTMENT_HEAD, town.department, name="王晓明")
    claiming.claim(held, by=other, at=NOON)
    other.seats.update(ends_on=date(2023, 2, 28))
    answer = browser(town.people[Role.DEPARTMENT_HEAD]).get("/review/")
    assert "王晓明" not in Page(answer).text


def test_the_list_is_narrowed_by_stage_unit_amount_light_words_and_claim(town, browser):
    small = made(town.unit, 1, amount="10000")
    large = made(town.unit, 2, amount="9000000")
    other = organisation("300", "卫健局", Level.DEPARTMENT, town.desk)
    hospital = organisation("300001", "第一医院", Level.UNIT, other)
    far = made(hospital, 3, state="biz_review", amount="50000")
    put(small, "biz_review")
    put(large, "biz_review")
    LightResult.objects.create(
        project_year=large.project_year, year=YEAR, month=2, kind="project", light="yellow",
        sentence="略慢", inputs={}, pack="national-1", as_of=date(2023, 2, 28),
    )  # fmt: skip
    desk = town.people[Role.DESK]
    claiming.claim(small, by=desk, at=NOON)
    client = browser(desk)
    wanted = {
        "": [small, large, far],
        "stage=lifecycle.target": [small, large, far],
        "stage=monitoring.report": [],
        f"unit={town.department.pk}": [small, large],
        "least=100": [large],
        "most=5": [small, far],
        "least=1&most=1": [small],
        "light=yellow": [large],
        "text=项目3": [far],
        "text=医院": [far],
        "claimed=mine": [small],
        "claimed=free": [large, far],
        "claimed=others": [],
        "light=nonsense&least=x": [small, large, far],
    }
    for query, expected in wanted.items():
        assert names(client.get(f"/review/?{query}")) == [link(each) for each in expected], query


def test_the_list_is_sorted_by_due_date_and_by_what_is_asked(town, browser):
    late = made(town.unit, 1, due_on=date(2023, 3, 9), amount="1")
    none = made(town.unit, 2, amount="3")
    soon = made(town.unit, 3, due_on=date(2023, 3, 2), amount="2")
    client = browser(town.people[Role.DEPARTMENT_HEAD])
    for sort, order in {
        "": (soon, late, none),
        "-amount": (none, soon, late),
        "name": (late, none, soon),
        "-due_on": (late, soon, none),
    }.items():
        assert names(client.get(f"/review/?sort={sort}")) == [link(each) for each in order]


def test_objects_of_several_stages_stand_in_one_list(town, browser):
    target = made(town.unit, 1, state="biz_review", due_on=date(2023, 3, 9))
    report = Report.objects.create(
        project_year=target.project_year, organisation=town.unit, year=YEAR, month=2,
        budget=Decimal(2000000),
    )  # fmt: skip
    report = put(report, "biz_review", since=NOON, due_on=date(2023, 3, 2))
    answer = browser(town.people[Role.DESK]).get("/review/")
    found = [a.get("href", "") for a in Page(answer).all("a")]
    assert [href for href in found if href in (link(target), link(report))] == [
        link(report),
        link(target),
    ]
    assert "项目1 02" in Page(answer).text
    assert "200.00" in Page(answer).text


def test_the_list_is_exported_as_it_is_filtered(town, browser):
    made(town.unit, 1, amount="1234567.89")
    made(town.unit, 2, amount="5")
    client = browser(town.people[Role.DEPARTMENT_HEAD])
    answer = client.get("/review/?export=csv&least=100")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    row = dict(zip(*rows, strict=True))
    assert (row["事项"], row["金额（元）"], row["状态"]) == ("项目1", "1234567.89", "部门审核")
    assert client.get("/review/?export=xlsx").status_code == 200


def test_what_one_judged_and_what_one_ever_held_are_lists_of_their_own(town, target, browser):
    officer, clerk = town.people[Role.UNIT_OFFICER], town.people[Role.DEPARTMENT_OFFICER]
    fire(target, "submit", by=officer, at=NOON)
    fire(target, "accept", by=clerk, at=NOON)
    assert names(browser(officer).get("/review/judged/")) == []
    assert names(browser(officer).get("/review/handled/")) == [link(target)]
    text = Page(browser(clerk).get("/review/judged/")).text
    assert "受理" in text
    assert "2023-03-01 12:00" in text
    assert names(browser(clerk).get("/review/")) == [link(target)]


def test_a_click_claims_one_row_and_boxes_claim_several(town, browser):
    one, two, three = (made(town.unit, n) for n in (1, 2, 3))
    head = town.people[Role.DEPARTMENT_HEAD]
    client = browser(head)
    page = Page(client.get("/review/"))
    assert set(page.named("pick")) == {ref(one), ref(two), ref(three)}
    client.post("/review/claim/", {"pick": ref(one)})
    assert Claim.objects.get().holder == head
    other = seated("other", Role.DEPARTMENT_HEAD, town.department, name="王晓明")
    claiming.claim(two, by=other, at=NOON)
    answer = client.post("/review/claim/", {"pick": [ref(two), ref(three)]}, follow=True)
    assert "已由王晓明认领" in Page(answer).text
    assert "已办理1项" in Page(answer).text
    assert {c.object_id for c in Claim.objects.filter(holder=head)} == {one.pk, three.pk}


@pytest.mark.parametrize("picked", ["", "lifecycle.target:0", "nothing:1", "x", "a:１", "a:1;b"])
def test_what_is_not_there_is_not_claimed(town, browser, picked):
    made(town.unit, 1)
    answer = browser(town.people[Role.DEPARTMENT_HEAD]).post("/review/claim/", {"pick": picked})
    assert answer["Location"] == "/review/"
    assert not Claim.objects.exists()


def test_another_departments_row_is_not_claimed(town, browser):
    subject = made(town.unit, 1)
    other = organisation("300", "卫健局", Level.DEPARTMENT, town.desk)
    stranger = seated("stranger", Role.DEPARTMENT_HEAD, other)
    browser(stranger).post("/review/claim/", {"pick": ref(subject), "back": "http://x/:1"})
    assert not Claim.objects.exists()


def test_next_goes_through_the_queue_past_what_others_hold(town, browser):
    first = made(town.unit, 1, due_on=date(2023, 3, 2))
    held = made(town.unit, 2, due_on=date(2023, 3, 3))
    last = made(town.unit, 3, due_on=date(2023, 3, 4))
    other = seated("other", Role.DEPARTMENT_HEAD, town.department)
    claiming.claim(held, by=other, at=NOON)
    client = browser(town.people[Role.DEPARTMENT_HEAD])
    asked = {"": first, ref(first): last, ref(last): first, ref(held): first, "x:y": first}
    for after, then in asked.items():
        assert client.get(f"/review/next/?after={after}")["Location"] == link(then)
    put(first, "returned")
    put(held, "returned")
    answer = client.get(f"/review/next/?after={ref(last)}", follow=True)
    assert "没有其他等您审核的事项了。" in Page(answer).text


def test_the_tab_counts_what_waits_and_the_menu_leads_there(town, browser):
    made(town.unit, 1)
    page = Page(browser(town.people[Role.DEPARTMENT_HEAD]).get("/review/judged/"))
    assert "待审核1" in "".join(page.text.split())
    assert {"href": "/review/"} in page.all("a")


def test_a_list_costs_the_same_at_any_number_of_rows(town, browser):
    client = browser(town.people[Role.DEPARTMENT_HEAD])
    made(town.unit, 1)
    client.get("/review/")
    with CaptureQueriesContext(connection) as few:
        client.get("/review/")
    for n in range(2, 32):
        claiming.claim(made(town.unit, n), by=town.people[Role.DEPARTMENT_HEAD], at=NOON)
    with CaptureQueriesContext(connection) as many:
        client.get("/review/?per=50")
    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES


def test_the_count_of_the_queue_is_that_of_its_rows(town):
    made(town.unit, 1)
    for role in PEOPLE:
        person = town.people[role]
        reader = Reader(person, NOON.date(), seats_of(person, NOON.date()))
        assert queries.reviews_count(reader) == len(queries.reviews_for(reader)[:100])
