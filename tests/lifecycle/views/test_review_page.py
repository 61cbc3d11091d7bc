"""One object before its reviewer: what every role sees of it, and at what cost."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.actions import claiming
from lifecycle.models import (
    Indicator,
)
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.transitions import edit, fire
from tests.conftest import GOAL, NOON, organisation, seated
from tests.lifecycle.views.review_forms import (
    page_of,
    press,
    reason_on,
    refiled,
)
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.mark.parametrize("role", PEOPLE)
def test_the_page_is_whole_for_whoever_may_see_the_object(town, accepted, browser, role):
    answer = browser(town.people[role]).get(page_of(accepted))
    seen = role not in (Role.ADMINISTRATOR, Role.AGENCY, Role.EXPERT, Role.CONGRESS)
    assert answer.status_code == (200 if seen else 404)
    if seen:
        assert faults(answer) == {}
        offered = b'id="review-form"' in answer.content
        assert offered is (role in (Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD))


def test_another_department_finds_nothing(town, accepted, browser):
    other = organisation("300", "卫健局", Level.DEPARTMENT, town.desk)
    stranger = seated("stranger", Role.DEPARTMENT_HEAD, other)
    client = browser(stranger)
    assert client.get(page_of(accepted)).status_code == 404
    assert press(client, accepted, "endorse", {}).status_code == 404
    assert press(client, accepted, "points", {}).status_code == 404
    assert client.get("/review/no.stage/1/").status_code == 404


def test_the_content_is_shown_in_words_with_a_box_for_a_reason_at_each_place(accepted, head):
    answer = head.get(page_of(accepted))
    text = Page(answer).text
    for words in (GOAL, "年度总体目标", "3,000,000", "维修校舍数量", "数量指标", "退回此处"):
        assert words in text
    boxes = [a["name"] for a in Page(answer).all("textarea") if a["name"].endswith("-reason")]
    rows = [reason_on(row) for row in accepted.indicators.order_by("pk")]
    assert boxes == ["goal-reason", "amount-reason", "waived-reason", *rows]
    assert "dept_review" not in answer.content.decode().replace("/dept_review/", "")


def test_the_first_filing_says_that_there_is_nothing_to_compare(accepted, head):
    assert "首次报送，没有可以比较的版本。" in Page(head.get(page_of(accepted))).text


def test_what_changed_since_this_seat_judged_is_shown_to_whoever_sits_in_it(
    town, accepted, browser
):
    fire(accepted, "dept_return", by=town.people[Role.DEPARTMENT_HEAD], note="改", at=NOON)
    officer = town.people[Role.UNIT_OFFICER]
    edit(accepted, by=officer, changes={"amount": Decimal("2500000.00")}, at=NOON)
    again = fire(accepted, "submit", by=officer, at=NOON)
    fire(again, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    successor = seated("successor", Role.DEPARTMENT_HEAD, town.department)
    for person in (town.people[Role.DEPARTMENT_HEAD], successor):
        text = Page(browser(person).get(page_of(accepted))).text
        assert "本岗位（部门负责人）审核时相比" in text
        assert "3000000" in text
        assert "2500000" in text


def test_whoever_judged_nothing_before_sees_the_change_from_the_earlier_filing(
    town, filed, browser
):
    refiled(town, filed, goal=GOAL + "并按期结算。")
    text = Page(browser(town.people[Role.DESK]).get(page_of(filed))).text
    assert "的版本相比" in text
    assert "审核时相比" not in text


def test_looking_writes_nothing(accepted, head):
    with CaptureQueriesContext(connection) as found:
        head.get(page_of(accepted))
    asked = {query["sql"].lstrip("( \n").split()[0] for query in found}
    assert asked == {"SELECT", "WITH"}


def test_what_another_has_claimed_says_who_and_can_be_taken_over(town, accepted, browser, head):
    other = seated("other", Role.DEPARTMENT_HEAD, town.department, name="王晓明")
    claiming.claim(accepted, by=other, at=NOON)
    answer = head.get(page_of(accepted))
    page = Page(answer)
    assert "王晓明已认领此事项" in page.text
    assert b'id="review-form"' not in answer.content
    assert faults(answer) == {}
    sent = {name: page.named(name)[0] for name in ("pick", "back", "act")}
    assert head.post("/review/claim/", sent)["Location"] == page_of(accepted)
    assert "您已认领此事项" in Page(head.get(page_of(accepted))).text
    assert "部门负责人已认领此事项" in Page(browser(other).get(page_of(accepted))).text


def test_what_nobody_holds_can_be_claimed_and_given_back(accepted, head):
    for act, said in (("claim", "您已认领此事项"), ("release", "尚无人认领")):
        page = Page(head.get(page_of(accepted)))
        assert page.named("act") == [act]
        head.post("/review/claim/", {n: page.named(n)[0] for n in ("pick", "back", "act")})
        assert said in Page(head.get(page_of(accepted))).text


def test_the_findings_and_the_conditions_are_ticked_or_red(accepted, head, at):
    text = Page(head.get(page_of(accepted))).text
    assert "没有阻断性质量问题，权重合计准确" in text
    assert "主管部门已按四性审核为优或良" in text
    at(accepted, "dept_review", goal="修学校")
    page = Page(head.get(page_of(accepted)))
    assert "绩效目标应不少于30个字，现为3个字" in page.text
    assert "不符合" in page.text


def test_what_is_finished_is_not_asked_again_what_its_filing_asked(accepted, head, at):
    assert "报送条件" in Page(head.get(page_of(accepted))).text
    at(accepted, "void")
    assert "报送条件" not in Page(head.get(page_of(accepted))).text


def test_the_page_costs_the_same_at_any_number_of_rows(town, accepted, browser, at):
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    head.get(page_of(accepted))
    with CaptureQueriesContext(connection) as few:
        assert head.get(page_of(accepted)).status_code == 200
    at(accepted, "draft")
    for n in range(40):
        Indicator.objects.create(
            target_set=accepted, level="quantity", name=f"指标{n}", operator="ge", target=1,
            unit="个", weight=1,
        )  # fmt: skip
    at(accepted, "dept_review")
    with CaptureQueriesContext(connection) as many:
        assert head.get(page_of(accepted)).status_code == 200
    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES
