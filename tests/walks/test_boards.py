"""A real browser opens the boards: titles, no complaint, no overflow, and one printed sheet."""

import re

import pytest
from playwright.sync_api import expect

from lifecycle.models import Heartbeat, Installation, ProjectYear
from lifecycle.roles import Role
from lifecycle.scope import machines
from tests.conftest import NOON
from tests.walks.city import city
from tests.walks.crawler import CHROMIUM, Crawler
from tests.walks.test_shell import enter, tab

__all__ = ["tab"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
SCREEN = 900
PAGE = re.compile(rb"/Type\s*/Page[^s]")
BOTTOM = """() => [...document.querySelectorAll(".banner")].reduce(
  (rest, banner) => rest - banner.offsetHeight,
  document.querySelector(".board").getBoundingClientRect().bottom + scrollY)"""
"""Where the panels end, banners left out, which stand there in a rehearsal or a failure alone."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def shown(tab, url):
    """Open a page and hold that it fits both screens."""
    answer = tab.goto(url, wait_until="load")
    assert answer.status == 200
    assert tab.title().strip(" ·").count("预算绩效") >= 1
    expect(tab.locator("h1")).to_have_count(1)
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        assert (url, width, tab.evaluate(WIDER)) == (url, width, 0)


def test_the_leaders_page_fits_its_screens_and_one_sheet(town, tab, live_server):
    city(town)
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    Heartbeat.objects.create(loop="relay", last_seen=NOON)
    enter(tab, live_server, town.people[Role.LEADER])
    shown(tab, "/leader/")
    expect(tab.locator(".rehearsal")).to_have_count(1)
    assert ends_at(tab, 1280) <= SCREEN
    prints_one_sheet(tab)
    tab.locator("#language").select_option("en")
    tab.locator("form[action*=language] button").click()
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    assert ends_at(tab, 1440) <= SCREEN
    prints_one_sheet(tab)
    assert tab.complaints == []


def ends_at(tab, width):
    """Say how high a screen of a width must be for all panels of the leader's page."""
    tab.set_viewport_size({"width": width, "height": SCREEN})
    return tab.evaluate(BOTTOM)


def prints_one_sheet(tab):
    """Press the button that prints, and hold that all of it is on one sheet."""
    tab.evaluate("window.print = () => { window.printed = true; }")
    tab.locator("[data-print]").click()
    assert tab.evaluate("window.printed")
    assert len(PAGE.findall(tab.pdf(format="A4", prefer_css_page_size=True))) == 1


def test_each_number_of_the_leaders_page_leads_somewhere(town, tab, live_server):
    city(town)
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    Heartbeat.objects.create(loop="relay", last_seen=NOON)
    enter(tab, live_server, town.people[Role.LEADER])
    shown(tab, "/leader/")
    urls = {link.get_attribute("href") for link in tab.locator(".board a").all()}
    assert len(urls) > 20
    answers = {url: tab.request.get(url).status for url in sorted(urls)}
    assert set(answers.values()) == {200}


def test_the_stages_are_drawn_on_both_screens(town, tab, live_server):
    city(town)
    enter(tab, live_server, town.people[Role.PERFORMANCE])
    names = [model.stage_name() for model in machines()]
    for url in ("/process/", *(f"/process/{name}/" for name in names)):
        shown(tab, url)
    assert tab.complaints == []


def test_a_state_of_the_diagram_opens_by_the_keyboard(town, tab, live_server):
    city(town)
    enter(tab, live_server, town.people[Role.DESK])
    shown(tab, "/process/target/")
    tab.locator(".flow a").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/projects/?*stage=target*")
    assert ProjectYear.objects.count() == 30


def test_a_city_full_of_figures_has_no_barrier(town, tab, live_server):
    city(town)
    enter(tab, live_server, town.people[Role.PERFORMANCE])
    crawler = Crawler(tab, live_server.url)
    for url in ("/leader/", "/process/", "/process/target/", "/process/appraisal/"):
        crawler.visit(url)
    assert crawler.faults == []


def test_filters_chosen_while_an_answer_is_on_its_way_all_hold(town, tab, live_server):
    city(town)
    enter(tab, live_server, town.people[Role.PERFORMANCE])
    tab.goto("/projects/")
    held = []

    def hold(route):
        held.append(route)
        if len(held) > 2:
            route.continue_()

    tab.route("**/projects/?*", hold)
    with tab.expect_request("**/projects/?*fund=11*"):
        tab.locator("#id_fund").select_option("11")
    with tab.expect_request("**/projects/?*key=no*"):
        tab.locator("#id_key").select_option("no")
    tab.locator("#id_amount_min").press_sequentially("0")
    with tab.expect_response("**/projects/?*key=no*"):
        held[1].continue_()
    tab.locator("#id_amount_min").press("Tab")
    tab.wait_for_url(re.compile("fund=11.*key=no.*amount_min=0"))
    expect(tab.locator("#id_fund")).to_have_value("11")
    expect(tab.locator("#id_key")).to_have_value("no")
    expect(tab.locator(".found")).to_contain_text("（已筛选）")


def test_a_list_that_cannot_be_answered_in_place_is_asked_for_as_a_page(town, tab, live_server):
    city(town)
    enter(tab, live_server, town.people[Role.PERFORMANCE])
    tab.goto("/projects/")
    in_place = []

    def answered(route):
        if "hx-request" not in route.request.headers:
            return route.continue_()
        in_place.append(route.request.url)
        return route.fulfill(status=500, body="")

    tab.route("**/projects/?*fund=11*", answered)
    tab.locator("#id_fund").select_option("11")
    tab.wait_for_url("**/projects/?*fund=11*")
    expect(tab.locator("#id_fund")).to_have_value("11")
    assert len(in_place) == 1
