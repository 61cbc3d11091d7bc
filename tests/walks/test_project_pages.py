"""A real browser walks through the projects: every page fits its screen and keeps the policy."""

from playwright.sync_api import expect

from lifecycle.roles import Role
from tests.evaluations.conftest import (  # noqa: F401 - one of each stage
    application,
    confirmed,
    department_evaluation,
    filled,
    framed,
    in_force,
    issued,
    key_evaluation,
    opened,
)
from tests.lifecycle.views.test_project_page import TABS, life  # noqa: F401
from tests.monitoring.conftest import order, warning  # noqa: F401
from tests.walks.test_shell import enter, pytestmark, tab  # noqa: F401

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_every_page_of_a_project_fits_its_screen(town, life, tab, live_server):  # noqa: F811
    enter(tab, live_server, town.people[Role.DESK])
    home = f"/project-years/{life.project_year_id}/"
    urls = [
        "/projects/?year=2023",
        "/projects/tree/?year=2023",
        *(f"{home}?tab={name}" for name in TABS),
    ]
    for url in urls:
        assert tab.goto(url, wait_until="load").status == 200
        for width in (1280, 390):
            tab.set_viewport_size({"width": width, "height": 900})
            assert (url, width, tab.evaluate(TOO_WIDE)) == (url, width, 0)
    assert tab.complaints == []


def test_a_comment_is_written_by_keyboard_alone(town, life, tab, live_server):  # noqa: F811
    enter(tab, live_server, town.people[Role.DESK])
    tab.goto(life.get_absolute_url())
    tab.locator("summary", has_text="写批注").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.type("目标值偏低")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**#target-*")
    expect(tab.get_by_text("目标值偏低")).to_have_count(1)
