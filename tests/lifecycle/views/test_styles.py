"""The style page: every component, for those who keep the house."""

import pytest

from lifecycle.roles import PEOPLE, Role
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", PEOPLE)
def test_auditors_and_administrators_see_it_and_nobody_else(town, browser, role):
    answer = browser(town.people[role]).get("/styles/")
    open_to = role in (Role.AUDITOR, Role.ADMINISTRATOR)
    assert answer.status_code == (200 if open_to else 404)
    assert faults(answer) == {}


def test_it_shows_every_chart_with_its_table_twin(town, target, browser):
    page = Page(browser(town.people[Role.AUDITOR]).get("/styles/"))
    assert page.text.count("数据截至2023-08-31") == 5
    for words in (
        "各部门预算执行率和序时进度",
        "各部门红黄灯分布",
        "计划和实际支出",
        "各月项目灯色",
    ):
        assert words in page.text


def test_it_stays_small(town, target, browser):
    assert len(browser(town.people[Role.AUDITOR]).get("/styles/").content) < 120_000
