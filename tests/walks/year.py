"""The people of a small town at their browsers, through the pages alone."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from lifecycle.models import Installation
from lifecycle.roles import Role
from tests.conftest import NOON
from tests.walks.crawler import CHROMIUM
from tests.walks.test_shell import enter

in_a_browser = [
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
    pytest.mark.usefixtures("committed"),
]
CITY = ZoneInfo("Asia/Shanghai")
REFUSED = ("400", "401", "403", "409", "ERR_INTERNET_DISCONNECTED")
"""Answers that a browser notes in its console although the page says what is wrong."""


class Walk:
    """The people of a town, each with a browser of their own, on one business day."""

    def __init__(self, chromium, live_server, town):
        self.chromium, self.live_server, self.town = chromium, live_server, town
        self.tabs, self.complaints = {}, []

    def on(self, day):
        """Set the business clock to ten o'clock of a day."""
        at = datetime.combine(day, time(10), CITY)
        Installation.objects.filter(id=1).update(rehearsal_at=at)

    def as_(self, role):
        """Return the tab of whoever holds a seat."""
        if role not in self.tabs:
            self.tabs[role] = Tab(self.opened(role))
        return self.tabs[role]

    def opened(self, role, *, scripts=True):
        """Open a browser in which somebody is signed in; it notes every complaint."""
        page = self.chromium.new_page(
            base_url=self.live_server.url, locale="zh-CN", java_script_enabled=scripts
        )
        enter(page, self.live_server, self.town.people[role])
        page.on("console", lambda said: self.complaints.append(f"{page.url} {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url} {error}"))
        return page

    def faults(self):
        """Return what the browsers complained of, besides pages that refuse."""
        return [said for said in self.complaints if not any(code in said for code in REFUSED)]


class Tab:
    """One person's page, and what they do on it."""

    def __init__(self, page):
        self.page = page

    def open(self, where):
        """Open an address or the page on which an object is seen."""
        url = where if isinstance(where, str) else where.get_absolute_url()
        assert self.page.goto(url).status == 200, url
        return self.page

    def follow(self, link):
        """Follow a link by its words to where it leads."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link, exact=True).first.click()

    def press(self, button):
        """Press a button by its words and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def fill(self, **values):
        """Type into boxes by their names; a name of a row is written rows_0_name."""
        for word, value in values.items():
            row = word.split("_", 2)
            name = "-".join(row) if row[0] == "rows" else word
            box = self.page.locator(f"main [name='{name}']")
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(str(value))
            else:
                box.fill(str(value))

    def take(self, subject, step, note=""):
        """Take a step on an object's card and read what became of it."""
        self.open(subject)
        card = self.page.locator(f"#{subject.stage_name()}-{subject.pk}")
        if note:
            card.get_by_label("意见").fill(note)
        card.get_by_role("button", name=step, exact=True).click()
        self.told("已办理")

    def object_to(self, anchor, reason):
        """Write on the page of a review why one place of the content goes back."""
        box = self.page.locator(f"[name='{anchor}-reason']")
        box.locator("xpath=ancestor::details/summary").click()
        box.fill(reason)

    def told(self, words):
        """Hold that the page answers with these words."""
        expect(self.page.locator(".flashes")).to_contain_text(words)

    def reads(self, words):
        """Hold that words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()


@pytest.fixture
def walk(committed, chromium, live_server, town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    found = Walk(chromium, live_server, town)
    yield found
    for context in chromium.contexts:
        context.close()
    assert found.faults() == [], found.faults()


OFFICER, CLERK, HEAD = Role.UNIT_OFFICER, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD
