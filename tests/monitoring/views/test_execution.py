"""Execution as a list and as files, and a project's payment plan."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Execution, PlannedPayment, Project, ProjectYear
from lifecycle.roles import Level, Role
from monitoring.models import LightResult, Report
from monitoring.queries.execution import IMPORTERS
from tests.conftest import YEAR, organisation, put
from tests.monitoring.conftest import AUGUST, JULY, paid
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
URL = "/monitor/execution/"
SEES = {
    Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK,
    Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR,
}  # fmt: skip


@pytest.fixture
def other(town):
    """A project of another department, all of it spent."""
    above = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    unit = organisation("220001", "第一医院", Level.UNIT, above)
    project = Project.objects.create(code="52010023T2", name="病房", organisation=unit, fund="12")
    return paid(ProjectYear.objects.create(project=project, year=YEAR), 200, budget=200)


def lit(project_year, light):
    LightResult.objects.create(
        project_year=project_year, year=YEAR, month=JULY, kind=LightResult.Kind.EXECUTION,
        light=light, sentence="执行偏慢", inputs={}, pack="national v1", as_of=AUGUST.date(),
    )  # fmt: skip


def names(answer):
    return [row.project.name for row in answer.context["listing"].page]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_each_sees_their_own_and_only_some_are_offered_the_import(town, issued, browser, role):
    answer = browser(town.people[role]).get(URL)
    page = Page(answer)
    assert (answer.status_code, faults(answer)) == (200, {})
    assert ("校舍维修" in page.text) is (role in SEES)
    offered = any(attrs.get("href") == f"{URL}import/" for attrs in page.all("a"))
    assert offered is (role in IMPORTERS)


def test_the_gap_is_held_against_the_months_or_the_plan(town, project_year, other, browser):
    paid(project_year, 60)
    PlannedPayment.objects.bulk_create(
        PlannedPayment(project_year=project_year, month=m, revision=r, amount=a, on="2023-02-01")
        for r, m, a in [(1, 7, 10), (2, 3, 20), (2, 6, 50), (2, 9, 90)]
    )
    answer = browser(town.people[Role.BUDGET]).get(URL, {"sort": "gap"})
    rows = {row.project.name: row for row in answer.context["listing"].page}
    mine, theirs = rows["校舍维修"], rows["病房"]
    assert (mine.rate, mine.planned_rate, mine.gap, mine.month) == (60, 50, 10, JULY)
    assert (theirs.rate, round(theirs.planned_rate, 4)) == (100, Decimal("58.3333"))
    assert "+41.67" in Page(answer).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"fund": "12"}, ["病房"]),
        ({"light": "red"}, ["校舍维修"]),
        ({"q": "医院"}, ["病房"]),
        ({"department": "x"}, ["校舍维修", "病房"]),
        ({"year": "1999"}, ["校舍维修", "病房"]),
    ],
)
def test_it_is_narrowed_by_the_address(town, project_year, other, browser, query, found):
    lit(project_year, "red")
    assert names(browser(town.people[Role.BUDGET]).get(URL, query)) == found


def test_the_file_holds_what_is_filtered_exact_in_yuan(town, project_year, other, browser):
    paid(project_year, "60.05")
    client = browser(town.people[Role.BUDGET])
    raw = b"".join(client.get(URL, {"export": "csv", "fund": "11"}).streaming_content)
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    line = dict(zip(head, rows[0], strict=True))
    assert len(rows) == 1
    assert (line["累计支出（元）"], line["差距（百分点）"]) == ("60.05", "1.72")
    assert line["来源批次"] == "支付"
    assert client.get(URL, {"export": "xlsx"})["Content-Type"].endswith("sheet")


def test_a_month_that_is_not_loaded_is_said(town, project_year, browser):
    client = browser(town.people[Role.BUDGET])
    assert "7月的国库支付数据尚未导入" in Page(client.get(URL)).text
    paid(project_year, 60)
    assert "尚未导入" not in Page(client.get(URL)).text


def test_the_list_costs_the_same_for_few_and_for_many(town, project_year, other, browser):
    client = browser(town.people[Role.BUDGET])
    client.get(URL)
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
    assert len(asked) <= 12


# The payment plan


def plan_url(project_year):
    return f"{URL}{project_year.pk}/plan/"


@pytest.fixture
def mine(town, approved, project_year):
    paid(project_year, 60)
    return project_year


def sent(seen=0, mode="milestones", **months):
    return {"seen": seen, "mode": mode, **months}


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_whoever_sees_a_project_sees_its_plan_and_its_unit_writes_it(town, mine, browser, role):
    client = browser(town.people[role])
    answer = client.get(plan_url(mine))
    assert answer.status_code == (200 if role in SEES else 404)
    if answer.status_code == 200:
        assert faults(answer) == {}
    done = client.post(plan_url(mine), sent(m7="60"))
    writes = role in Report.EDITORS
    assert done.status_code == (302 if writes else 403 if role in SEES else 404)
    assert PlannedPayment.objects.count() == writes


def test_each_plan_is_a_new_revision_and_the_same_again_is_none(town, mine, browser):
    client = browser(town.people[Role.UNIT_OFFICER])
    for _time in range(2):
        client.post(plan_url(mine), sent(m3="20", m7="60.5"))
    client.post(plan_url(mine), sent(seen=1, m12="100"))
    rows = PlannedPayment.objects.order_by("revision", "month")
    assert list(rows.values_list("revision", "month", "amount", "by__username")) == [
        (1, 3, 20, "unit_officer"),
        (1, 7, Decimal("60.5"), "unit_officer"),
        (2, 12, 100, "unit_officer"),
    ]


def test_an_even_plan_spreads_the_budget_to_the_cent(town, mine, browser):
    client = browser(town.people[Role.UNIT_HEAD])
    assert client.post(plan_url(mine), sent(mode="even")).status_code == 302
    rows = dict(PlannedPayment.objects.values_list("month", "amount"))
    assert (len(rows), rows[1], rows[12]) == (12, Decimal("8.34"), 100)


@pytest.mark.parametrize(
    ("months", "sentence"),
    [
        ({}, "至少填写一个月"),
        ({"m3": "50", "m4": "40"}, "4月的累计应支出小于3月的"),
        ({"m12": "100.01"}, "大于全年预算"),
        ({"m1": "-1"}, "0"),
        ({"m1": "abc"}, "数字"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_kept_on_the_page(
    town, mine, browser, months, sentence
):
    answer = browser(town.people[Role.UNIT_OFFICER]).post(plan_url(mine), sent(**months))
    assert answer.status_code == 400
    assert sentence in Page(answer).text
    assert all(Page(answer).named(name) == [value] for name, value in months.items())
    assert not PlannedPayment.objects.exists()


def test_a_plan_written_meanwhile_is_not_overwritten_unseen(town, mine, browser):
    client = browser(town.people[Role.UNIT_OFFICER])
    client.post(plan_url(mine), sent(m7="60"))
    answer = client.post(plan_url(mine), sent(seen=0, m7="70"))
    assert answer.status_code == 409
    assert Page(answer).named("seen") == ["1"]
    assert PlannedPayment.objects.count() == 1


def test_a_plan_stays_while_a_report_is_looked_at_and_before_approval(
    town, mine, browser, approved
):
    client = browser(town.people[Role.UNIT_OFFICER])
    put(approved, "draft")
    assert "批复后才填写" in Page(client.post(plan_url(mine), sent(m7="1"))).text
    put(approved, "approved")
    born = Report.objects.create(project_year=mine, organisation=town.unit, year=YEAR, month=JULY)
    put(born, Report.State.SUBMITTED)
    answer = client.post(plan_url(mine), sent(m7="1"))
    assert answer.status_code == 400
    assert "正在审核" in Page(answer).text
    assert (PlannedPayment.objects.count(), Execution.objects.count()) == (0, 1)
