"""What goes wrong in an office: two clicks, an old page, an ended session, a stopped server."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from lifecycle.models import Target, TransitionLog
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import GOAL, NOON
from tests.walks.year import OFFICER, Tab, in_a_browser, walk  # noqa: F401 - a fixture

pytestmark = in_a_browser
WORDS = "数量指标已核对，请审定"
ANOTHER = f"{GOAL}其中新建操场两处。"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_double_click_takes_one_step(town, target, walk, scripts):  # noqa: F811
    page = walk.opened(OFFICER, scripts=scripts)
    Tab(page).open(target)
    button = page.get_by_role("button", name="送审", exact=True)
    button.dblclick()
    page.wait_for_url("**#target-*")
    expect(page.get_by_text("单位送审").first).to_be_visible()
    assert TransitionLog.objects.get().step == "submit"
    assert Target.objects.get().version == 1


def test_the_same_form_sent_from_two_windows_takes_one_step(town, target, walk):  # noqa: F811
    first = Tab(walk.opened(OFFICER))
    first.open(target)
    key = first.page.locator("[name=key]").first.input_value()
    token = first.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    sent = {
        "csrfmiddlewaretoken": token,
        "key": key,
        "version": "0",
        "note": "",
        "content_hash": "",
    }
    for _window in range(2):
        url = f"/steps/lifecycle.target/{target.pk}/submit/"
        assert first.page.request.post(url, form=sent).status == 200
    assert TransitionLog.objects.count() == 1


def test_an_old_page_is_refused_with_the_difference_and_keeps_the_words(town, target, walk):  # noqa: F811
    officer = walk.as_(OFFICER)
    officer.open(f"/content/lifecycle.target/{target.pk}/")
    officer.fill(rows_0_weight=15, rows_3_weight=35)
    officer.press("保存并继续填写")
    officer.fill(goal=ANOTHER)
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"amount": 2_500_000}, at=NOON)
    officer.press("保存")
    officer.reads("页面打开后该事项已有变化")
    shown = officer.page.locator("[role=alert]").inner_text()
    assert "3000000" in shown
    assert "2500000" in shown
    expect(officer.page.locator("[name=goal]")).to_have_value(ANOTHER)
    assert Target.objects.get().goal == GOAL
    officer.press("保存")
    officer.told("已保存")
    assert Target.objects.get().goal == ANOTHER


def test_an_old_card_is_refused_and_keeps_the_opinion(town, target, walk):  # noqa: F811
    fire(target, "submit", by=town.people[OFFICER], at=NOON)
    clerk = walk.as_(Role.DEPARTMENT_OFFICER)
    clerk.open(target)
    clerk.page.get_by_label("意见").fill(WORDS)
    fire(target, "withdraw", by=town.people[OFFICER], at=NOON)
    fire(target, "submit", by=town.people[OFFICER], at=NOON)
    clerk.press("受理")
    clerk.reads("页面打开后该事项已有变化")
    expect(clerk.page.get_by_label("意见")).to_have_value(WORDS)
    assert Target.objects.get().state == "unit_submitted"


def test_a_sheet_typed_when_the_session_ended_comes_back(town, target, walk):  # noqa: F811
    person = town.people[OFFICER]
    person.set_password("a-long-enough-password")
    person.save()
    officer = walk.as_(OFFICER)
    officer.open(f"/content/lifecycle.target/{target.pk}/")
    officer.fill(goal=ANOTHER)
    Session.objects.all().delete()
    officer.press("保存")
    officer.page.get_by_label("账号").fill(person.username)
    officer.page.get_by_label("密码").fill("a-long-enough-password")
    officer.press("登录")
    assert Target.objects.get().goal == GOAL
    officer.press("保存")
    officer.told("已保存")
    assert Target.objects.get().goal == ANOTHER


def test_a_server_that_does_not_answer_leaves_nothing_half_done(town, target, walk):  # noqa: F811
    officer = walk.as_(OFFICER)
    officer.open(target)
    officer.page.get_by_label("意见").fill(WORDS)
    officer.page.context.set_offline(True)
    officer.page.get_by_role("button", name="送审", exact=True).click()
    officer.page.wait_for_url("chrome-error://**")
    assert not TransitionLog.objects.exists()
    officer.page.context.set_offline(False)
    officer.page.go_back()
    officer.take(target, "送审", WORDS)
    assert TransitionLog.objects.get().note == WORDS
