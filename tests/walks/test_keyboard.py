"""The keyboard alone: past the frame by the skip link, through the menu, into a form and on."""

import pytest

from lifecycle.models import Comment, Installation, Target
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON
from tests.walks.crawler import CHROMIUM
from tests.walks.test_shell import enter, tab

__all__ = ["tab"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
FURTHEST = 150
"""Stops of the tabulator after which a page would be too long for whoever has no mouse."""
FOCUSED = """() => {
  const e = document.activeElement;
  return {text: (e.innerText || e.getAttribute('aria-label') || '').trim(),
    name: e.name || '', ringed: e.matches(':focus-visible'), in_main: !!e.closest('main')};
}"""


def press_until(page, wanted, key="Tab"):
    """Move on until the focus is where it is wanted; every stop on the way shows its ring."""
    for _stop in range(FURTHEST):
        page.keyboard.press(key)
        here = page.evaluate(FOCUSED)
        assert here["ringed"], here
        if wanted(here):
            return
    pytest.fail("the keyboard does not reach it")


def past_the_frame(page):
    """Take the skip link; the next stop is in the page itself."""
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["in_main"]


def test_a_target_is_returned_by_the_keyboard_alone(town, target, tab, live_server):
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    enter(tab, live_server, town.people[Role.DEPARTMENT_HEAD])
    tab.goto("/")
    press_until(tab, lambda here: here["text"] == "审核" and not here["in_main"])
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/review/")
    past_the_frame(tab)
    press_until(tab, lambda here: here["text"] == "校舍维修")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/review/lifecycle.target/*/")
    past_the_frame(tab)
    press_until(tab, lambda here: here["text"].startswith("退回此处"))
    tab.keyboard.press("Enter")
    press_until(tab, lambda here: here["name"].endswith("-reason"))
    tab.keyboard.type("没有写明受益范围")
    press_until(tab, lambda here: here["name"] == "note")
    tab.keyboard.type("请修改后再报")
    press_until(tab, lambda here: here["text"] == "部门退回")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/review/")
    assert Target.objects.get().state == "returned"
    assert Comment.objects.get().wordings.get().text == "没有写明受益范围"
    assert tab.complaints == []
