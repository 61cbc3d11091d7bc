"""A real browser at monitoring: a block is pasted into the grid and saved, each page stands."""

import pytest

from lifecycle.models import Installation
from lifecycle.roles import Role
from lifecycle.rules.indicators import Accumulation
from monitoring.actions import issue_reports
from monitoring.models import LightResult, Reading, Report
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST, JULY, paid
from tests.walks.crawler import CHROMIUM, Crawler
from tests.walks.test_crawl import written
from tests.walks.test_shell import enter, tab

__all__ = ["tab"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
PASTE = """(field, text) => {
  const held = new DataTransfer();
  held.setData('text/plain', text);
  field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: held, bubbles: true,
    cancelable: true}));
}"""
BLOCK = "6\t经费保障\t资金晚到\n100\t100\n1,000\n"
PAGES = ("/monitor/", "/monitor/execution/", "/monitor/execution/import/", "/monitor/completeness/")


@pytest.fixture
def july(town, target, project_year):
    """July's report, begun, with one ratio among its indicators and a red light of June."""
    target.indicators.filter(name="验收合格率").update(
        accumulation=Accumulation.RATIO, numerator="合格数", denominator="验收数"
    )
    put(target, "approved")
    paid(project_year, 30)
    for month, light in ((6, "red"), (7, "yellow")):
        for kind in LightResult.Kind:
            LightResult.objects.create(
                project_year=project_year, year=YEAR, month=month, kind=kind, light=light,
                sentence="目标绿灯，执行红灯 → 项目红灯", inputs={}, pack="national v1",
                as_of=AUGUST.date(),
            )  # fmt: skip
    issue_reports(YEAR, month=JULY, at=AUGUST)
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST})
    return put(Report.objects.get(), Report.State.FILLING)


def test_a_block_is_pasted_into_the_grid_and_saved(town, july, tab, live_server):
    enter(tab, live_server, town.people[Role.UNIT_OFFICER])
    tab.goto("/monitor/entry/")
    first = tab.locator("table[data-grid] tbody tr").first.locator("input[type=number]").first
    first.evaluate(PASTE, BLOCK)
    first.press("Enter")
    assert tab.evaluate("document.activeElement.name") == f"r{july.pk}-rows-1-numerator_value"
    with tab.expect_navigation():
        tab.click("button.primary[value=all]")
    rows = {row.name: row for row in july.readings.all()}
    assert (rows["维修校舍数量"].actual, rows["维修校舍数量"].cause) == (6, "funds")
    assert rows["维修校舍数量"].note == "资金晚到"
    assert Report.objects.get().version == july.version + 1
    assert tab.complaints == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_monitoring_stands(town, july, project_year, tab, live_server, language):
    english = language == "en"
    for role, urls in (
        (Role.UNIT_OFFICER, ("/monitor/entry/", f"/monitor/execution/{project_year.pk}/plan/")),
        (Role.PERFORMANCE, PAGES),
    ):
        enter(tab, live_server, town.people[role])
        cookie = {"name": "language", "value": language, "url": live_server.url}
        tab.context.add_cookies([cookie])
        crawler = Crawler(tab, live_server.url, english=english, axe=not english)
        crawler.written = written() | {"合格数÷验收数"}
        for url in urls:
            crawler.visit(url)
        assert not crawler.faults, "\n".join(crawler.faults)
    assert Reading.objects.filter(actual=None).count() == 5
