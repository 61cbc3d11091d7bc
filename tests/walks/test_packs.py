"""A pack from its copy to its trial on a past month, through pages alone, in a real browser."""

from datetime import date

import pytest
from playwright.sync_api import expect

from lifecycle.actions.pack_trials import work_trials
from lifecycle.models import Installation, PackTrial, RulePack
from lifecycle.roles import Role
from monitoring.sweep import sweep
from tests.conftest import GOAL, NOON, YEAR
from tests.monitoring.conftest import JULY, paid
from tests.walks.crawler import Crawler
from tests.walks.test_appraisal_pages import press
from tests.walks.test_shell import enter, pytestmark, tab  # noqa: F401


@pytest.fixture
def lit(project_year, target):
    """Sixty of a hundred paid by July: a pace of 102.86, green."""
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    paid(project_year, 60)
    sweep(YEAR, month=JULY, as_of=date(2023, 8, 2))


def test_a_pack_is_copied_changed_and_tried_on_a_past_month(town, lit, tab, live_server):  # noqa: F811
    enter(tab, live_server, town.people[Role.PERFORMANCE])
    tab.goto("/rules/")
    tab.get_by_label("新规则包的名称").fill("贵阳")
    press(tab, "复制")
    tab.get_by_role("link", name="修改红黄灯").click()
    tab.get_by_label("进度达到此数为绿灯").fill("103")
    tab.get_by_label("改动说明").fill("从严")
    press(tab, "存为新版本")
    pack = RulePack.objects.get(name="贵阳", version=2)
    tab.get_by_label("范围").select_option(str(JULY))
    press(tab, "试算")
    waiting = tab.url
    expect(tab.get_by_text("后台约10秒内开始计算")).to_be_visible()
    assert work_trials() == 1
    tab.goto(waiting)
    tab.locator("table", has_text="项目灯").locator("tbody a strong").first.click()
    tab.wait_for_url("**subject=project&before=green&after=yellow**")
    expect(tab.get_by_role("link", name="校舍维修")).to_be_visible()
    changes = f"/rules/{pack.pk}/change"
    stands(
        tab,
        live_server,
        ["/rules/", f"/rules/{pack.pk}/", f"{changes}/layout/", f"{changes}/warnings/", tab.url],
    )
    assert PackTrial.objects.get().state == "done"


def stands(tab, live_server, pages):  # noqa: F811
    """Every page fits, is accessible, and speaks English to whoever reads English."""
    for language in ("zh-hans", "en"):
        tab.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        english = language == "en"
        crawler = Crawler(tab, live_server.url, english=english, axe=not english)
        crawler.written = {GOAL, "校舍维修", "贵阳", "第一小学", "市财政局", "从严"}
        for url in pages:
            crawler.visit(url.removeprefix(live_server.url))
        assert not crawler.faults, "\n".join(crawler.faults)
    tab.context.add_cookies([{"name": "language", "value": "zh-hans", "url": live_server.url}])
