"""A refusal loses no word, says who was there first, and claims no more than is so."""

from decimal import Decimal

import pytest
from django.urls import reverse

from lifecycle.models import Attachment, Comment, Target
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import GOAL, NOON
from tests.lifecycle.views.test_content import address
from tests.lifecycle.views.test_content import typed as shown
from tests.lifecycle.views.test_steps import typed, url
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
WORDS = "数量偏少，\n请核实"


@pytest.fixture
def officer(town, browser):
    return browser(town.people[Role.UNIT_OFFICER])


@pytest.fixture
def given_up(town, amendment):
    """Give an amendment up behind the back of a page, whose form is returned as it stood."""
    posted = typed(amendment, note=WORDS)
    fire(amendment, "abandon", by=town.people[Role.UNIT_HEAD], note="先行", at=NOON)
    return posted


def test_words_for_something_already_finished_stand_on_the_refusal(
    town, amendment, given_up, browser
):
    head = browser(town.people[Role.UNIT_HEAD])
    answer = head.post(url(amendment, "abandon"), given_up)
    page = Page(answer)
    assert (answer.status_code, faults(answer)) == (409, {})
    assert WORDS.replace("\n", "") in page.text
    assert "您填写的内容" in page.text
    assert "到该事项核对后重新办理" not in page.text
    amendment.refresh_from_db()
    assert amendment.version == 1


def test_a_stale_step_names_the_change_of_state_and_who_made_it_when(
    town, amendment, given_up, browser
):
    head = browser(town.people[Role.UNIT_HEAD])
    page = Page(head.post(url(amendment, "abandon"), given_up))
    text = " ".join(page.text.split())
    told = text[text.index("您看到的内容和现在的差异") : text.index("到该事项核对")]
    assert "版本 0 1" in told
    assert "状态 编制中 不予调整" in told
    assert f"最近一次变化：{NOON:%Y-%m-%d %H:%M} 单位负责人" in told


def test_no_opinion_is_spoken_of_where_none_was_typed(target, officer):
    target.indicators.all().delete()
    page = Page(officer.post(url(target, "submit"), typed(target)))
    assert "到该事项核对后重新办理" in page.text
    assert "您填写的内容" not in page.text


def test_a_refused_file_and_a_blank_comment_speak_of_no_opinion(target, officer):
    files = reverse("attach", args=[target.project_year_id])
    comment = reverse("comment", args=[target.stage(), target.pk])
    for refused in (officer.post(files, {"about": ""}), officer.post(comment, {"text": " "})):
        assert (refused.status_code, faults(refused)) == (400, {})
        assert "您填写的内容" not in Page(refused).text
    assert not Attachment.objects.exists()
    assert not Comment.objects.exists()


def test_a_refused_comment_keeps_its_words_where_they_can_be_copied(target, officer):
    comment = reverse("comment", args=[target.stage(), target.pk])
    refused = officer.post(comment, {"text": WORDS, "anchor": "nowhere"})
    assert refused.status_code == 400
    told = Page(refused).text.split("您填写的内容")[1]
    assert WORDS.replace("\n", "") in told
    assert not Comment.objects.exists()


def test_the_first_stale_save_of_a_draft_shows_what_was_changed(town, target, officer):
    sent = shown(officer.get(address(target)), amount="2600000.00")
    sent["seen"] = Page(officer.get(address(target))).named("seen")[0]
    changes = {"goal": f"{GOAL}（重写）"}
    edit(target, by=town.people[Role.UNIT_HEAD], changes=changes, at=NOON)
    refused = officer.post(address(target), sent)
    page = Page(refused)
    assert (refused.status_code, faults(refused)) == (409, {})
    told = " ".join(page.text.split())
    told = told[told.index("您看到的内容和现在的差异") : told.index("到该事项核对")]
    assert "2处" in told
    assert f"年度总体目标 {GOAL} {GOAL}（重写）" in told.replace("（重写） ", "（重写）")
    assert "您填写的内容" not in told
    assert Target.objects.get().amount == 3_000_000
    again = shown(refused)
    assert (again["amount"], page.named("seen")) == ("2600000.00", [])
    assert officer.post(address(target), again).status_code == 302
    assert Target.objects.get().amount == Decimal(2_600_000)


def test_a_row_that_was_changed_first_is_told_too(town, target, officer):
    page = officer.get(address(target))
    seen = Page(page).named("seen")[0]
    first = shown(page) | {"rows-0-weight": "15"}
    assert officer.post(address(target), first).status_code == 302
    second = shown(page) | {"rows-0-weight": "12", "seen": seen}
    told = Page(officer.post(address(target), second)).text
    assert "› 权重" in told


def test_a_page_that_was_wrong_first_still_knows_what_it_showed(town, target, officer):
    page = officer.get(address(target))
    seen = Page(page).named("seen")[0]
    wrong = officer.post(address(target), shown(page, amount="-1") | {"seen": seen})
    assert (wrong.status_code, Page(wrong).named("seen")) == (400, [seen])


@pytest.mark.parametrize("seen", ["", "nonsense", None])
def test_a_page_that_does_not_say_what_it_showed_is_refused_all_the_same(
    town, target, officer, seen
):
    sent = shown(officer.get(address(target)), amount="1")
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"amount": Decimal(2)}, at=NOON)
    refused = officer.post(address(target), sent if seen is None else sent | {"seen": seen})
    assert (refused.status_code, faults(refused)) == (409, {})
    assert Target.objects.get().amount == 2


def test_what_was_typed_stays_when_it_is_checked_after_all_was_closed(town, target, officer):
    sent = shown(officer.get(address(target)), goal="刚刚改写的目标")
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    answer = officer.post(f"{address(target)}check/", sent)
    assert (answer.status_code, faults(answer)) == (400, {})
    assert "刚刚改写的目标" in Page(answer).text
