"""A target goes back with reasons on its fields, comes again, and is approved, in a browser."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from lifecycle.models import Comment, Installation, Target, TargetReview, TransitionLog
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import NOON
from tests.walks.crawler import CHROMIUM

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
SHOTS = os.environ.get("SHOTS", "")
"""Where the pages are pictured, for whoever wants to look at them."""
REASON = "维修数量与预算金额不匹配，请附测算"


@pytest.fixture(params=[1280, 390])
def tab(request, new_tab):
    """A page of a browser, wide and narrow, that notes every complaint of the browser."""
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    return new_tab(viewport={"width": request.param, "height": 900})


def enter(tab, live_server, person):
    client = Client()
    client.force_login(person)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    tab.context.add_cookies([cookie])


def fits(tab, name):
    """Hold that the page is no wider than the window."""
    width = tab.viewport_size["width"]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    if SHOTS:
        tab.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def walk_back(tab, target):
    """Return the target with a reason on one of its indicators."""
    assert tab.goto("/review/").status == 200
    fits(tab, "queue")
    with tab.expect_navigation():
        tab.get_by_role("link", name="校舍维修").click()
    fits(tab, "review")
    row = target.indicators.get(name="维修校舍数量")
    box = tab.locator(f"[name='indicators.{row.key}-reason']")
    box.locator("xpath=ancestor::details/summary").click()
    box.fill(REASON)
    fits(tab, "reason")
    tab.get_by_role("button", name="部门退回").click()
    tab.wait_for_url("**/review/")
    expect(tab.get_by_text("已办理：校舍维修，现为“退回修改”")).to_be_visible()
    assert Comment.objects.get().anchor == f"indicators.{row.key}"
    assert TransitionLog.objects.latest("pk").note == f"绩效指标 › 维修校舍数量：{REASON}"


def file_again(target, people, *, amount, taking_back=False):
    """Change the amount and bring the target before the head of the department again."""
    officer = people[Role.UNIT_OFFICER]
    if taking_back:
        fire(target, "withdraw", by=officer, at=NOON)
    edit(target, by=officer, changes={"amount": Decimal(amount)}, at=NOON)
    fire(target, "submit", by=officer, at=NOON)
    fire(target, "accept", by=people[Role.DEPARTMENT_OFFICER], at=NOON)


def walk_to_the_judgement(tab, target):
    """See what changed, and type points and an opinion."""
    tab.goto(f"/review/lifecycle.target/{target.pk}/")
    changed = tab.locator("#difference")
    expect(changed.locator("del")).to_have_text("3000000")
    expect(changed.locator("ins")).to_have_text("2600000")
    fits(tab, "again")
    for label, points in (("完整性", 18), ("相关性", 28), ("适当性", 27), ("可行性", 18)):
        tab.get_by_label(label).fill(str(points))
    tab.locator("[name='note']").fill("目标完整可行")


def walk_into_a_stale_page(tab):
    """Approve what has changed meanwhile: refused, and every typed word is there."""
    tab.get_by_role("button", name="部门审核通过").click()
    expect(tab.get_by_text("页面打开后该事项已有变化")).to_be_visible()
    expect(tab.get_by_label("完整性")).to_have_value("18")
    expect(tab.locator("[name='note']")).to_have_value("目标完整可行")
    assert not TargetReview.objects.exists()
    fits(tab, "stale")


def walk_to_the_approval(tab):
    """Approve what is shown now."""
    tab.get_by_role("button", name="部门审核通过").click()
    tab.wait_for_url("**/review/")
    expect(tab.get_by_text("已办理：校舍维修，现为“业务科室审核”")).to_be_visible()
    assert TargetReview.objects.get().total == 91
    tab.goto("/review/judged/")
    fits(tab, "judged")


def test_a_target_is_returned_filed_again_and_approved(town, target, tab, live_server):
    people = town.people
    fire(target, "submit", by=people[Role.UNIT_OFFICER], at=NOON)
    enter(tab, live_server, people[Role.DEPARTMENT_HEAD])
    walk_back(tab, target)
    enter(tab, live_server, people[Role.UNIT_OFFICER])
    tab.goto(target.get_absolute_url())
    expect(tab.get_by_text(REASON).first).to_be_visible()
    fits(tab, "filer")
    file_again(target, people, amount="2600000.00")
    enter(tab, live_server, people[Role.DEPARTMENT_HEAD])
    walk_to_the_judgement(tab, target)
    file_again(target, people, amount="2500000.00", taking_back=True)
    walk_into_a_stale_page(tab)
    walk_to_the_approval(tab)
    assert Target.objects.get().state == "biz_review"
    assert [said for said in tab.complaints if "409" not in said] == []


def test_everything_is_reached_by_keyboard_alone(town, target, tab, live_server):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    enter(tab, live_server, town.people[Role.DEPARTMENT_HEAD])
    tab.goto(f"/review/lifecycle.target/{target.pk}/")
    tab.locator("[name='goal-reason']").locator("xpath=ancestor::details/summary").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.type("没有写明受益范围")
    tab.get_by_role("button", name="部门退回").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/review/")
    assert Comment.objects.get().wordings.get().text == "没有写明受益范围"
