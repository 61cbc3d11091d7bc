"""A real browser walks through the frame: nothing breaks the policy, nothing typed is lost."""

import json
import logging

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from lifecycle.models import TransitionLog
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON
from tests.walks.crawler import CHROMIUM

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
WORDS = "数量指标已核对，请审定"


@pytest.fixture
def tab(new_tab):
    """A page of a browser that notes every complaint of the browser."""
    return new_tab()


def enter(tab, live_server, person):
    client = Client()
    client.force_login(person)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    tab.context.add_cookies([cookie])


def test_no_page_breaks_the_policy(town, target, tab, live_server, caplog):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], key="k" * 20, at=NOON)
    line = TransitionLog.objects.latest("pk")
    log = "/audit/lifecycle/transitionlog/"
    with caplog.at_level(logging.WARNING, "csp"):
        tab.goto("/login/")
        enter(tab, live_server, town.people[Role.AUDITOR])
        for url in (
            "/", "/projects/", target.get_absolute_url(), "/search/?q=校", "/help/", "/nowhere/",
            "/audit/", log, f"{log}?at__year=2023&role=unit_officer", f"{log}{line.pk}/change/",
            "/audit/lifecycle/person/", f"/audit/lifecycle/target/{target.pk}/change/",
        ):  # fmt: skip
            answer = tab.goto(url, wait_until="networkidle")
            assert answer.status == (404 if url == "/nowhere/" else 200)
    broken = [said for said in tab.complaints if "/nowhere/" not in said]
    assert broken == []
    assert [found for found in caplog.records if found.name == "csp"] == []


def reported(answer):
    """What a browser's report says was broken; each report repeats the whole policy beside it."""
    body = answer.request.post_data if "csp" in answer.url else None
    return json.loads(body)["csp-report"]["effective-directive"] if body else None


def test_the_browser_reports_what_the_policy_stops(tab, live_server, caplog):
    with caplog.at_level(logging.WARNING, "csp"):
        tab.goto("/login/")
        tab.evaluate("document.body.setAttribute('style', 'color: red')")
        with tab.expect_response(lambda answer: reported(answer) == "img-src"):
            tab.evaluate(
                "document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x.png'}))"
            )
    said = [found.csp["effective_directive"] for found in caplog.records if found.name == "csp"]
    assert "img-src" in said


def test_words_typed_when_the_session_ended_come_back_in_the_browser(
    town, target, tab, live_server
):
    person = town.people[Role.UNIT_OFFICER]
    person.set_password("a-long-enough-password")
    person.save()
    enter(tab, live_server, person)
    tab.goto(target.get_absolute_url())
    tab.get_by_label("意见").first.fill(WORDS)
    Session.objects.all().delete()
    tab.locator("button[formaction$='/submit/']").click()
    tab.get_by_label("账号").fill(person.username)
    tab.get_by_label("密码").fill("a-long-enough-password")
    tab.get_by_role("button", name="登录").click()
    tab.wait_for_url(f"**{target.get_absolute_url()}")
    expect(tab.locator("#kept ~ form textarea")).to_have_value(WORDS)
    assert not TransitionLog.objects.exists()
    expect(tab.get_by_text("要办理的动作：送审")).to_be_visible()
    tab.get_by_role("button", name="核对无误，提交").click()
    expect(tab.locator("#kept")).to_have_count(0)
    assert TransitionLog.objects.get().note == WORDS


def test_the_frame_is_used_without_scripts_and_by_keyboard(town, target, tab, live_server):
    enter(tab, live_server, town.people[Role.UNIT_OFFICER])
    assert tab.goto("/").status == 200
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.get_by_label("搜索项目、单位、指标、人员").fill("校舍")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search/?q=*")
    expect(tab.get_by_role("link", name="校舍维修")).to_have_count(1)
