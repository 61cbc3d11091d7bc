"""One browser for all walks of a process; each test has a context of its own in it."""

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from tests import ground
from tests.walks.crawler import CHROMIUM

# A click may return before the page that answers it stands: what it says is expected, not read.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
def chromium(django_db_setup, django_db_blocker):
    """Start a browser once: starting it takes longer than many a walk.

    While it runs Django keeps other connections, so what stands in the old ones is left before;
    a test that forks would hand both to its children, so it ends with the last of the walks.
    """
    with django_db_blocker.unblock():
        ground.leave()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield browser
            with django_db_blocker.unblock():
                ground.leave()
            connections.close_all()
            browser.close()


@pytest.fixture
def new_tab(chromium, committed, live_server):
    """Open a page that notes every complaint of the browser; shut it after the test."""
    contexts = []

    def open_page(**wanted):
        context = chromium.new_context(base_url=live_server.url, locale="zh-CN", **wanted)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(f"{page.url} {said.text}"))
        page.on("pageerror", lambda error: page.complaints.append(f"{page.url} {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
