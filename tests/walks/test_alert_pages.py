"""Warnings, silences, pauses, orders and operations, as a browser and its reader meet them."""

import os
from datetime import date

import pytest
from django.urls import reverse

from lifecycle import outbox
from lifecycle.models import DueSlot, Installation, Notice
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.actions import (
    Document,
    PauseWish,
    Wish,
    propose_pause,
    record_halt,
    request_silence,
    send_warnings,
)
from monitoring.models import Escalation, LightResult
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST, JULY, REASON, order, warning  # noqa: F401
from tests.walks.crawler import WIDTHS, Crawler
from tests.walks.test_shell import enter, pytestmark, tab  # noqa: F401

PICTURES = os.environ.get("PICTURES", "")
"""A folder for pictures of the pages, where somebody wants to look at them."""


@pytest.fixture
def urls(town, project_year, warning, order):  # noqa: F811
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST, "epoch": ""})
    for month, pace in ((4, "93.10"), (6, "71.20"), (JULY, "17.14")):
        for kind in ("execution", "goal", "project"):
            inputs = {"execution": "red", "goal": "grey"} if kind == "project" else {"pace": pace}
            LightResult.objects.create(
                project_year=project_year, year=YEAR, month=month, kind=kind, light="red",
                sentence=f"{month}月末应支出58.33%，实际10.00%，进度比{pace}% < 60% → 红灯",
                inputs=inputs, pack="national v1", as_of=AUGUST.date(),
            )  # fmt: skip
    opened = fire(put(warning, "pending", cause="", plan=""), "open", by=None, at=AUGUST)
    send_warnings(AUGUST.date())
    wish = Wish(date(2023, 8, 31), REASON)
    silence = request_silence(opened, wish, by=town.people[Role.UNIT_OFFICER], at=AUGUST)
    pause, halt = paused(town, opened), halted(town, project_year)
    put(order, "rectifying", finish_by=date(2023, 8, 10), issued_on=date(2023, 7, 11))
    DueSlot.objects.create(
        kind="sweep", business_date=AUGUST.date(), state="failed", attempts=5, fault="坏数据"
    )
    person = town.people[Role.UNIT_HEAD]
    outbox.leave([outbox.compose(person, kind="t", subject="催办", lines=[], key="k", at=AUGUST)])
    alert = reverse("alert", args=[opened.pk])
    return {
        Role.DESK: [
            "/alerts/", alert, f"{alert}?tab=record", "/alerts/silences/", "/alerts/pauses/", pause,
            "/alerts/halts/", halt, "/monitor/", "/monitor/execution/",
            f"{reverse('project-year', args=[project_year.pk])}?tab=warnings",
            silence.get_absolute_url(), "/rectify/", reverse("order", args=[order.pk]),
        ],
        Role.UNIT_OFFICER: [f"/deeds/monitoring.warning/{opened.pk}/silence/"],
        Role.PERFORMANCE: [
            f"/deeds/monitoring.warning/{opened.pk}/pause/",
            f"/deeds/lifecycle.projectyear/{project_year.pk}/halt/",
        ],
        Role.LEADER: [pause, halt],
        Role.ADMINISTRATOR: [
            "/ops/mail/", reverse("ops-mail-one", args=[Notice.objects.first().pk]),
            "/ops/health/",
        ],
    }  # fmt: skip


def paused(town, opened):
    Escalation.objects.create(warning=opened, level=4, on=AUGUST.date())
    wish = PauseWish(REASON, "补齐验收资料", until=date(2023, 10, 31), condition="验收合格")
    asked = propose_pause(opened, wish, by=town.people[Role.PERFORMANCE], at=AUGUST)
    decided = fire(asked, "approve", by=town.people[Role.LEADER], at=AUGUST)
    return decided.get_absolute_url()


def halted(town, project_year):
    found = Document("suspended", "市财绩〔2023〕12号", date(2023, 7, 28), "审计发现重大风险")
    recorded = record_halt(project_year, found, by=town.people[Role.PERFORMANCE], at=AUGUST)
    return fire(recorded, "confirm", by=town.people[Role.LEADER], at=AUGUST).get_absolute_url()


def test_each_page_is_accessible_and_fits_in_both_languages(town, urls, tab, live_server):  # noqa: F811
    faults = []
    for language in ("zh-hans", "en"):
        crawler = Crawler(tab, live_server.url, axe=language != "en")
        for role, some in urls.items():
            enter(tab, live_server, town.people[role])
            cookie = {"name": "language", "value": language, "url": live_server.url}
            tab.context.add_cookies([cookie])
            for url in some:
                crawler.visit(url)
                picture(tab, url, language)
        faults += crawler.faults
    assert faults == []


def picture(page, url, language):
    """Keep the page as it is seen at both widths, where somebody asked for it."""
    for width in WIDTHS if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 900})
        name = f"{url.strip('/').replace('/', '-').replace('?', '-')}-{language}-{width}.png"
        page.screenshot(path=f"{PICTURES}/{name}", full_page=True)
