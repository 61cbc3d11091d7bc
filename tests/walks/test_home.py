"""A real browser walks from the home through the inbox: wide and narrow, by keyboard, no script."""

import pytest
from playwright.sync_api import expect

from lifecycle.models import Assignment, Installation, Target
from lifecycle.roles import PEOPLE, Role
from tests.conftest import NOON, assign, put, seated
from tests.lifecycle.test_races import made
from tests.walks.crawler import CHROMIUM
from tests.walks.test_shell import enter

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
PAGES = ("/", "/inbox/", "/inbox/?tab=done", "/inbox/?tab=watched", "/inbox/?tab=told")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def tab(new_tab, live_server):
    """Open a page of a browser as somebody."""
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})

    def open_as(person, viewport=WIDE, *, scripts=True):
        page = new_tab(viewport=viewport, java_script_enabled=scripts)
        enter(page, live_server, person)
        return page

    return open_as


@pytest.fixture
def waiting(town, target, committed):
    put(target, "biz_review", since=NOON, due_on=NOON.date())
    for n in range(7):
        put(made(town, 10 + n), ("biz_review", "returned", "unit_submitted", "draft")[n % 4])
    assign(town.people[Role.EXPERT], Role.EXPERT, target)
    Assignment.objects.update(cleared_on=None)


def test_no_home_and_no_tab_is_wider_than_the_window(town, waiting, tab, live_server):
    page = tab(town.people[Role.DESK])
    for role in PEOPLE:
        enter(page, live_server, town.people[role])
        for url in PAGES if role is Role.DESK else PAGES[:1]:  # a tab is one page for all
            answer = page.goto(url, wait_until="load")
            if page.url.endswith("/audit/"):
                continue
            assert answer.status == 200, (role, url)
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                assert page.evaluate(OVERFLOW) <= 0, (role, url, size)
        assert page.complaints == [], role


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_reviewer_claims_returns_many_and_reads_the_result(town, waiting, tab, scripts):
    page = tab(town.people[Role.DESK], scripts=scripts)
    page.goto("/")
    page.locator("#todo").get_by_role("button", name="认领").first.click()
    expect(page.locator(".flashes")).to_contain_text("已认领1项")
    page.get_by_role("link", name="全部待办3项").click()
    expect(page.locator("input.pick")).to_have_count(3)
    for box in page.locator("input.pick").all():
        box.check()
    if scripts:
        expect(page.locator("[data-picked]")).to_have_text("3")
    page.get_by_role("button", name="批量办理").click()
    page.get_by_role("button", name="业务科室退回").click()
    expect(page.get_by_text("可以办理3项")).to_be_visible()
    page.get_by_label("意见").fill("指标值偏低")
    page.get_by_role("button", name="确认业务科室退回3项").click()
    expect(page.get_by_text("已办理3项")).to_be_visible()
    assert Target.objects.filter(state="returned").count() == 5
    page.get_by_role("link", name="回到待办").click()
    expect(page.get_by_text("没有这样的事项")).to_be_visible()


def test_a_transfer_by_keyboard_alone(town, waiting, tab):
    mate = seated("mate", Role.DESK, town.desk, name="同科室")
    page = tab(town.people[Role.DESK])
    page.goto("/inbox/")
    link = page.get_by_role("link", name="转办").first
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_label("转给谁").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("出差")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/")
    expect(page.locator(".flashes")).to_contain_text("已转办给同科室")
    expect(page.get_by_text(f"{mate}已认领").first).to_be_visible()


def test_an_expert_signs_the_statement_on_the_home(town, waiting, tab):
    page = tab(town.people[Role.EXPERT], NARROW)
    page.goto("/")
    page.get_by_role("button", name="签署回避声明").click()
    expect(page.get_by_text("已签署回避声明")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("2023-03-01已签署")).to_be_visible()
