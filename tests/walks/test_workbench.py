"""A target is typed in the browser: a blocking remark comes while typing, and goes when mended."""

import pytest
from playwright.sync_api import expect

from lifecycle.models import Installation, Target
from lifecycle.roles import Role
from tests.conftest import NOON
from tests.lifecycle.views.test_content import address
from tests.walks.crawler import CHROMIUM
from tests.walks.test_shell import enter, tab

__all__ = ["tab"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
]
REMARK = "指标“维修校舍数量”缺少计量单位"


def test_a_blocking_remark_comes_while_typing_and_goes_when_it_is_mended(
    town, target, tab, live_server
):
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    enter(tab, live_server, town.people[Role.UNIT_OFFICER])
    tab.goto(address(target))
    panel, unit = tab.locator("#bench-panel"), tab.locator("#id_rows-0-unit")
    unit.fill("")
    panel.get_by_text(REMARK).wait_for()
    expect(tab.locator("#mark-rows-0")).to_contain_text("须改正")
    panel.get_by_role("link", name=REMARK).click()
    expect(unit).to_be_focused()
    tab.keyboard.type("所")
    panel.get_by_text(REMARK).wait_for(state="detached")
    expect(tab.locator("#mark-rows-0")).to_have_text("")
    assert Target.objects.get().version == 0
    rows_grow_and_enter_leads_on(tab)
    only_what_the_sign_needs_is_asked(tab)
    tab.wait_for_load_state("networkidle")
    tab.get_by_role("button", name="保存并继续填写").click()
    tab.get_by_text("已保存：校舍维修").wait_for()
    assert tab.complaints == []


def rows_grow_and_enter_leads_on(tab):
    tab.locator("#id_rows-0-weight").press("Enter")
    expect(tab.locator("#id_rows-1-weight")).to_be_focused()
    tab.locator("#id_rows-7-name").press("Enter")
    expect(tab.locator("#id_rows-8-name")).to_be_focused()
    expect(tab.locator("#id_rows-TOTAL_FORMS")).to_have_value("9")


def only_what_the_sign_needs_is_asked(tab):
    high = tab.locator("#id_rows-6-target_high")
    expect(high).to_be_hidden()
    tab.locator("#id_rows-6-operator").select_option("range")
    expect(high).to_be_visible()
    high.fill("9")
    tab.locator("#id_rows-6-operator").select_option("")
    expect(high).to_be_visible()
    high.fill("")
    expect(high).to_be_hidden()
