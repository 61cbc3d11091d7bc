"""What an ended session left behind: told in the words of its own form, or put back into it."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from lifecycle.models import Target
from lifecycle.roles import Role
from lifecycle.transitions import fire
from lifecycle.views import kept, kept_words
from tests.conftest import NOON
from tests.lifecycle.views.test_content import address
from tests.lifecycle.views.test_content import typed as shown
from tests.lifecycle.views.test_session import HERE, PASSWORD, log_in, sealed_in
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
SHEET = "/content/lifecycle.target/7/"
ROWS = [["rows-TOTAL_FORMS", "2"], ["rows-MIN_NUM_FORMS", "0"], ["rows-MAX_NUM_FORMS", "1000"]]


def told(action, *fields):
    """Say what a person sees of a kept form: label and words or value."""
    found = kept_words.said(action, fields)
    return [(one.label, one.words or one.value) for one in found if one.label]


def test_what_a_form_carries_for_itself_and_what_is_empty_is_not_shown():
    unseen = [["version", "3"], ["content_hash", "ab"], ["key", "k"], ["rows-0-key", "u"], *ROWS]
    empty = [["rows-0-name", ""], ["rows-0-milestones_3", " "], ["stay", "1"], ["seen", "x:y"]]
    assert told(SHEET, *unseen, *empty) == []


def test_rows_are_numbered_choices_are_in_words_and_months_are_named():
    typed = [
        ["goal", "全年修缮校舍"],
        ["rows-0-level", "quantity"],
        ["rows-0-operator", "ge"],
        ["rows-1-name", "受益学生数"],
        ["rows-1-milestones_2", "40"],
        ["rows-1-DELETE", "on"],
        ["reason-B3-0a1b2c3d4e", "沿用上年口径"],
    ]
    assert told(SHEET, *ROWS, *typed) == [
        ("年度总体目标", "全年修缮校舍"),
        ("第1行 · 二级指标", "数量指标"),
        ("第1行 · 指标性质", "≥"),
        ("第2行 · 三级指标", "受益学生数"),
        ("第2行 · 各月进度 · 3月", "40"),
        ("第2行 · 删除本项", "是"),
        ("保留的理由（B3）", "沿用上年口径"),
    ]


@pytest.mark.parametrize(
    ("action", "posted", "wanted"),
    [
        ("/comments/lifecycle.target/7/", [["anchor", "indicators.01145d93"], ["text", "偏少"]],
         [("批注", "偏少")]),
        ("/comments/7/answer/", [["back", "stage"], ["text", "已改"]], [("答复", "已改")]),
        ("/comments/7/resolve/", [["note", "已改"]], [("说明", "已改")]),
        ("/deeds/lifecycle.target/7/begin-amendment/",
         [["reason_kind", "policy"], ["reason", "上级要求"]],
         [("调整原因", "政策变化"), ("调整说明", "上级要求")]),
        ("/review/lifecycle.target/7/dept_return/",
         [["goal-reason", "不清"], ["note", "请改"], ["relevance", "20"]],
         [("年度总体目标 · 退回理由", "不清"), ("意见", "请改"), ("相关性", "20")]),
        ("/monitor/entry/?month=7",
         [["r3-rows-TOTAL_FORMS", "1"], ["r3-rows-0-actual", "5"], ["r3-cause", "供料延误"]],
         [("第1行 · 实际完成值", "5"), ("偏差原因说明", "供料延误")]),
        ("/nowhere/", [["text", "一段话"]], [("填写的内容", "一段话")]),
    ],
)  # fmt: skip
def test_labels_are_those_of_the_form_that_the_address_names(action, posted, wanted):
    assert told(action, *posted) == wanted


def ended(person, page, action, sent):
    """Post a form whose session has ended, and sign in again with what the page carried."""
    client = Client()
    log_in(client, person)
    client.get(page)
    Session.objects.all().delete()
    came = f"http://testserver{page}"
    answer = client.post(action, sent, HTTP_REFERER=came, **HERE)
    assert answer.status_code == 401
    assert log_in(client, person, kept=sealed_in(answer))["Location"] == page
    return client


@pytest.fixture
def officer(town, rehearsal):
    person = town.people[Role.UNIT_OFFICER]
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.mark.parametrize("last", ["", "check/"])
def test_a_fill_form_gets_back_what_was_typed_and_saves_it(officer, target, browser, last):
    page = address(target)
    sent = shown(browser(officer).get(page), amount="2600000.00", **{"rows-0-weight": "15"})
    client = ended(officer, page, page + last, sent)
    answer = client.get(page)
    assert (answer.status_code, faults(answer)) == (200, {})
    assert "已放回本页的表格，还没有保存" in Page(answer).text
    assert not [name for name in Page(answer).ids if name.startswith("kept-")]
    again = shown(answer)
    assert (again["amount"], again["rows-0-weight"]) == ("2600000.00", "15")
    assert Target.objects.get().version == 0
    assert client.post(page, again).status_code == 302
    assert Target.objects.get().amount == 2_600_000
    assert "您刚才填写的内容" not in Page(client.get("/")).text


def test_what_can_be_filled_in_no_more_is_shown_beside_the_page(officer, target, browser):
    page = address(target)
    sent = shown(browser(officer).get(page), goal="改写了一半的总体目标")
    client = ended(officer, page, page, sent)
    fire(target, "submit", by=officer, at=NOON)
    answer = client.get(page)
    assert (answer.status_code, faults(answer)) == (400, {})
    found = Page(answer)
    assert found.named("goal") == ["改写了一半的总体目标"]
    assert found.named("rows-0-level") == ["quantity"]
    assert ("第1行 · 三级指标" in found.text, "NUM_FORMS" in found.text) == (True, False)


def test_no_posted_value_is_lost_between_what_is_shown_and_what_is_carried(officer, target):
    fields = [["rows-TOTAL_FORMS", "1"], ["rows-0-name", "甲"], ["rows-0-name", ""], ["x", "y"]]
    found = kept.Kept(officer.pk, address(target), "/", fields, files=False)
    assert [[one.name, one.value] for one in found.said] == fields
