"""The pages on which a colleague is asked and answers."""

import pytest

from lifecycle.models import Comment
from lifecycle.roles import Role
from tests.conftest import NOON
from tests.page import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(target, at):
    return at(target, "biz_review", since=NOON)


@pytest.fixture
def address(waiting):
    return f"/consult/lifecycle.target/{waiting.pk}/"


def test_a_question_goes_out_from_the_review_and_its_answer_comes_back(
    town, waiting, address, browser
):
    desk, division = (browser(town.people[role]) for role in (Role.DESK, Role.PERFORMANCE))
    review = f"/review/lifecycle.target/{waiting.pk}/"
    assert address in desk.get(review).content.decode()
    typed = {"whom": town.people[Role.PERFORMANCE].pk, "text": "权重是否合适？"}
    asked = Page(desk.post(address, typed, follow=True)).text
    assert "对方会收到通知" in asked
    assert "待答复" in asked
    inbox = Page(division.get("/inbox/")).text
    assert "请我会商" in inbox
    assert "权重是否合适？" in inbox
    question = Comment.objects.get()
    given = {"text": "合适", "back": "review"}
    answered = division.post(f"/comments/{question.pk}/answer/", given)
    assert answered.url == review
    assert "请我会商" not in Page(division.get("/inbox/")).text
    told = Page(desk.get(review)).text
    assert "已答复" in told
    assert "合适" in told


def test_what_is_missing_is_named_and_what_was_typed_stays(town, address, browser):
    page = browser(town.people[Role.DESK]).post(address, {"whom": "", "text": "依据是否充分"})
    assert page.status_code == 409
    assert "依据是否充分" in page.content.decode()
    assert not Comment.objects.exists()


def test_a_unit_sees_neither_button_nor_question(town, waiting, address, browser):
    unit = browser(town.people[Role.UNIT_OFFICER])
    found = unit.get(f"/review/lifecycle.target/{waiting.pk}/")
    assert address not in found.content.decode()
    assert "会商" not in Page(unit.get("/inbox/")).text
