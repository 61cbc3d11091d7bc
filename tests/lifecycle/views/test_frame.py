"""The frame around every page: menu, years, search, help, and what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import FiscalYear, Heartbeat
from lifecycle.roles import PEOPLE, Role
from lifecycle.views import menu
from tests.conftest import YEAR
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
FRAME_COST = 4
"""Session, person, frame, counts."""


@pytest.mark.parametrize("role", PEOPLE)
def test_the_frame_costs_four_queries_at_most(town, target, browser, role):
    client = browser(town.people[role])
    Heartbeat.objects.create(loop="tick", last_seen="2023-01-01T00:00Z")
    client.get("/help/")
    with CaptureQueriesContext(connection) as found:
        answer = client.get("/help/")
    assert "后台停止运行" in Page(answer).text
    assert len(found) <= FRAME_COST


def test_the_menu_counts_what_waits_at_each_stage(town, target, browser, at):
    at(target, "unit_submitted")
    found = browser(town.people[Role.DEPARTMENT_OFFICER]).get("/projects/")
    counts = {entry.label: entry.count for entry in found.context["menu"].stages}
    assert counts.pop("绩效目标") == found.context["waiting_count"]
    assert set(counts.values()) == {0}


def test_the_menu_says_which_page_this_is(town, browser):
    client = browser(town.people[Role.DESK])
    for url in ("/", "/projects/"):
        marked = [a["href"] for a in Page(client.get(url)).all("a") if a.get("aria-current")]
        assert marked == [url]


def test_a_page_is_added_to_the_menu_once_and_a_stage_gets_its_page(town, browser, monkeypatch):
    monkeypatch.setattr(menu, "PAGES", list(menu.PAGES))
    monkeypatch.setattr(menu, "STAGES", {})
    for _turn in range(2):
        menu.add("search", "搜索")
    menu.add_stage("lifecycle.target", "projects")
    found = browser(town.people[Role.DESK]).get("/search/").context["menu"]
    urls = [entry.url for entry in found.pages]
    assert urls == [reverse(name) for name, _label in menu.PAGES if name != "leader"]
    assert urls.count("/search/") == 1
    assert {e.url for e in found.stages if e.label == "绩效目标"} == {"/projects/"}


@pytest.fixture
def years(year):
    FiscalYear.objects.create(year=YEAR - 1, pack=year.pack)
    FiscalYear.objects.create(year=YEAR + 1, pack=year.pack)


def shown(client, url="/help/"):
    page = client.get(url)
    return page.context["year_shown"], page.wsgi_request.year


def test_the_year_is_that_of_the_business_clock_until_another_is_chosen(town, years, browser):
    client = browser(town.people[Role.DESK])
    assert shown(client) == (YEAR, YEAR)
    answer = client.post("/year/", {"year": YEAR - 1, "next": "/projects/?sort=name"})
    assert (answer.status_code, answer["Location"]) == (302, "/projects/?sort=name")
    assert shown(client) == (YEAR - 1, YEAR - 1)


@pytest.mark.parametrize("typed", ["1999", "", "x", "2023.0", "９"])
def test_a_year_that_is_not_open_is_not_chosen(town, years, browser, typed):
    client = browser(town.people[Role.DESK])
    client.post("/year/", {"year": typed, "next": "https://example.com/"})
    assert shown(client) == (YEAR, YEAR)


def test_a_choice_leads_back_and_never_to_another_site(town, years, browser):
    client = browser(town.people[Role.DESK])
    answer = client.post("/year/", {"year": YEAR, "next": "https://example.com/"})
    assert answer["Location"] == "/"


def test_another_language_shows_the_same_list(town, browser):
    here = "/projects/?light=red&sort=-paid"
    page = Page(browser(town.people[Role.PERFORMANCE]).get(here))
    assert page.named("next") == [here, here]  # of the year, and of the language


def test_each_language_is_named_in_itself(town, browser):
    text = Page(browser(town.people[Role.PERFORMANCE]).get("/")).text
    assert "English" in text
    assert "英语" not in text


def test_search_finds_what_one_may_see(town, target, browser):
    client = browser(town.people[Role.UNIT_OFFICER])
    for text, words in [
        ("校舍", "校舍维修"),
        ("52010023t", "校舍维修"),
        ("５２０１００２３Ｔ", "校舍维修"),
        ("满意", "师生满意度"),
        ("219", "教育局"),
        ("部门负责", "教育局 · 部门负责人"),
    ]:
        answer = client.get("/search/", {"q": text})
        assert words in Page(answer).text, text
        assert faults(answer) == {}


@pytest.mark.parametrize("text", ["", " ", "\x00", "%", "'", "长" * 500, "没有这个词"])
def test_odd_words_find_nothing_and_break_nothing(town, target, browser, text):
    answer = browser(town.people[Role.UNIT_OFFICER]).get("/search/", {"q": text})
    assert (answer.status_code, faults(answer)) == (200, {})
    assert "校舍维修" not in Page(answer).text


def test_help_is_reached_from_every_page_and_speaks_of_that_page(town, browser):
    client = browser(town.people[Role.DESK])
    links = [a["href"] for a in Page(client.get("/projects/")).all("a") if "href" in a]
    assert "/help/?page=projects" in links
    answer = client.get("/help/?page=projects")
    assert "您刚才的页面：项目" in Page(answer).text
    assert faults(answer) == {}
    assert client.get("/help/?page=nothing").context["asked"] is None


def test_help_holds_the_whole_glossary_in_both_languages(town, browser):
    text = Page(browser(town.people[Role.DESK]).get("/help/")).text
    for words in ("财政业务科室", "desk", "四眼（不相容岗位分离）", "four eyes", "恢复纪元"):
        assert words in text


def test_every_answer_tells_the_browser_what_it_may_do(town, browser):
    for answer in (Client().get("/login/"), browser(town.people[Role.AUDITOR]).get("/audit/")):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for allowed in ("script-src 'self'", "style-src 'self'", "form-action 'self'"):
            assert allowed in policy
        assert "camera=()" in answer["Permissions-Policy"]
