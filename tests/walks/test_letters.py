"""Letters and scored forms in a real browser: issued, withdrawn, whole in both languages."""

import pytest
from playwright.sync_api import expect

from lifecycle.models import ApprovalLetter, Installation
from lifecycle.roles import Role
from tests.conftest import NOON, put
from tests.lifecycle.approvals import another, approved
from tests.walks.crawler import Crawler
from tests.walks.test_shell import enter, pytestmark, tab  # noqa: F401


@pytest.fixture
def look(tab, live_server):  # noqa: F811
    """Check pages at both widths in a language, for whoever sits at the browser."""

    def at(*urls, language="zh-hans"):
        cookie = {"name": "language", "value": language, "url": live_server.url}
        tab.context.add_cookies([cookie])
        crawler = Crawler(tab, live_server.url, english=language == "en")
        crawler.written |= {"教育局", "市财政局", "第一小学", "校舍维修", "食堂改造"}
        for url in urls:
            crawler.visit(url)
        assert crawler.faults == []
        tab.set_viewport_size({"width": 1280, "height": 900})

    return at


def test_a_letter_is_previewed_issued_and_withdrawn(town, target, tab, live_server, look):  # noqa: F811
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    approved(target)
    put(another(town.unit), "unit_submitted")
    enter(tab, live_server, town.people[Role.BUDGET])
    tab.goto("/approvals/")
    tab.get_by_label("教育局").check()
    tab.get_by_role("button", name="预览批复").click()
    tab.get_by_text("查看清单").click()
    expect(tab.get_by_text("校舍维修")).to_be_visible()
    tab.get_by_role("button", name="印发1份批复").click()
    expect(tab.get_by_text("已印发1份批复")).to_be_visible()
    own = f"/approvals/{town.department.pk}/"
    look("/approvals/", own)
    look("/approvals/", own, language="en")
    with tab.expect_download() as taken:
        tab.locator("a[download]").click()
    assert taken.value.suggested_filename.endswith(".docx")
    tab.context.add_cookies([{"name": "language", "value": "zh-hans", "url": live_server.url}])
    tab.goto(own)
    tab.locator("summary", has_text="撤回批复").click()
    tab.get_by_label("撤回事由").fill("附件有误")
    tab.get_by_role("button", name="撤回批复").click()
    expect(tab.get_by_text("批复已撤回")).to_be_visible()
    assert ApprovalLetter.objects.get().withdrawal.reason == "附件有误"


def test_the_import_pages_are_whole_in_both_languages(town, target, tab, live_server, look):  # noqa: F811
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    put(target, "dept_review")
    enter(tab, live_server, town.people[Role.DEPARTMENT_HEAD])
    urls = f"/review/lifecycle.target/{target.pk}/", f"/targets/{target.pk}/review/form/import/"
    for language in ("zh-hans", "en"):
        look(*urls, language=language)
