"""One browser for all walks of a process; each test has a context of its own in it."""

import pytest

from tests.walks.crawler import CHROMIUM


@pytest.fixture(scope="session")
def chromium():
    """Start a browser once: starting it takes longer than many a walk."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield browser
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
