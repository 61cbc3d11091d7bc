"""The list of projects, the page of a project-year, and that of a batch."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import Publication, PublicationItem
from lifecycle.models import Project, ProjectYear, Target
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, organisation, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


def listed(answer):
    return [row.project.name for row in answer.context["page"]]


@pytest.fixture
def many(town, target):
    """Three projects of two departments, beside that of the town."""
    other = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    clinic = organisation("220001", "第一医院", Level.UNIT, other)
    rows = [("甲", town.unit, "11", 20), ("乙", clinic, "12", 10), ("丙", clinic, "11", 30)]
    for n, (name, place, fund, amount) in enumerate(rows):
        project = Project.objects.create(
            code=f"5201002{n}", name=name, organisation=place, fund=fund
        )
        found = ProjectYear.objects.create(project=project, year=YEAR)
        Target.objects.create(
            project_year=found, organisation=place, year=YEAR, goal="目标",
            amount=Decimal(amount) * 10000,
        )  # fmt: skip
    return other


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["甲", "乙", "丙", "校舍维修"]),
        ("text=医院", ["乙", "丙"]),
        ("text=甲", ["甲"]),
        ("text=52010021", ["乙"]),
        ("fund=12", ["乙"]),
        ("kind=policy", []),
        ("state=draft", ["甲", "乙", "丙", "校舍维修"]),
        ("state=approved", []),
        ("year=2023", ["甲", "乙", "丙", "校舍维修"]),
        ("sort=amount", ["乙", "甲", "丙", "校舍维修"]),
        ("sort=-amount", ["校舍维修", "丙", "甲", "乙"]),
        ("sort=-code", ["校舍维修", "丙", "乙", "甲"]),
        ("sort=password", ["甲", "乙", "丙", "校舍维修"]),
        ("fund=zzz", ["甲", "乙", "丙", "校舍维修"]),
        ("year=99999999999999999999", ["甲", "乙", "丙", "校舍维修"]),
        ("text=%00", ["甲", "乙", "丙", "校舍维修"]),
        ("page=99999999999999999999&x=1", ["甲", "乙", "丙", "校舍维修"]),
        ("text=%25", []),
    ],
)
def test_the_address_narrows_and_sorts_the_list(town, many, browser, query, names):
    answer = browser(town.people[Role.BUDGET]).get(f"/projects/?{query}")
    assert answer.status_code == 200
    assert listed(answer) == names
    assert faults(answer) == {}
    assert f"共{len(names)}个年度项目" in Page(answer).text


def test_the_list_can_be_narrowed_to_a_department(town, many, browser):
    client = browser(town.people[Role.BUDGET])
    assert listed(client.get(f"/projects/?department={many.pk}")) == ["乙", "丙"]
    mine = browser(town.people[Role.DEPARTMENT_HEAD])
    assert listed(mine.get(f"/projects/?department={many.pk}")) == ["甲", "校舍维修"]


def test_amounts_are_in_ten_thousands_and_exact_where_one_points(town, target, browser, at):
    at(target, "draft", amount=Decimal("12345678.91"))
    answer = browser(town.people[Role.UNIT_HEAD]).get("/projects/")
    assert "1,234.57" in Page(answer).text
    amounts = [(attrs["value"], attrs["title"]) for attrs in Page(answer).all("data")]
    assert amounts == [("12345678.91", "12,345,678.91 元")]


def test_the_list_is_cut_into_pages_of_fifty_at_the_same_cost(town, project_year, browser):
    client = browser(town.people[Role.BUDGET])

    def cost():
        with CaptureQueriesContext(connection) as found:
            answer = client.get("/projects/?page=2&sort=name")
        return len(found), answer

    few, _answer = cost()
    projects = Project.objects.bulk_create(
        Project(code=f"X{n:04}", name=f"项目{n:04}", organisation=town.unit) for n in range(60)
    )
    ProjectYear.objects.bulk_create(ProjectYear(project=p, year=YEAR) for p in projects)
    lots, answer = cost()
    assert len(listed(answer)) == 11
    assert lots == few
    text = Page(answer).text
    assert "第2页，共2页" in text
    assert "共61个年度项目" in text


@pytest.mark.parametrize("role", PEOPLE)
def test_the_page_is_whole_for_everybody_who_may_see_it(town, target, browser, role):
    answer = browser(town.people[role]).get(target.get_absolute_url())
    blind = role in (Role.CONGRESS, Role.ADMINISTRATOR, Role.AGENCY, Role.EXPERT)
    assert answer.status_code == (404 if blind else 200)
    assert faults(answer) == {}


def test_a_stranger_gets_the_same_answer_as_for_nothing(town, target, browser):
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    client = browser(seated("stranger", Role.DEPARTMENT_HEAD, elsewhere))
    there = client.get(target.get_absolute_url())
    nothing = client.get(reverse("project-year", args=[999999]))
    huge = client.get(reverse("project-year", args=[10**30]))
    assert there.status_code == nothing.status_code == huge.status_code == 404
    assert Page(there).text == Page(nothing).text


def test_every_stage_is_on_the_page_those_ahead_too(town, target, browser):
    text = Page(browser(town.people[Role.AUDITOR]).get(target.get_absolute_url())).text
    for words in (
        "事前绩效评估",
        "绩效目标",
        "监控填报",
        "预警",
        "绩效自评",
        "结果应用",
        "信息公开",
    ):
        assert words in text
    assert "尚未开始" in text
    assert "编制中" in text


def test_an_open_step_is_a_button_and_a_closed_one_stays_with_its_reason(town, target, browser):
    target.indicators.all().delete()
    page = Page(browser(town.people[Role.UNIT_OFFICER]).get(target.get_absolute_url()))
    assert "此动作由单位负责人办理" in page.text
    assert "缺少质量指标" in page.text
    assert not [b for b in page.all("button") if "formaction" in b]
    assert [b for b in page.all("button") if "disabled" in b and "aria-describedby" in b]
    page = Page(browser(town.people[Role.UNIT_HEAD]).get(target.get_absolute_url()))
    assert [b["formaction"] for b in page.all("button") if "formaction" in b] == [
        f"/steps/lifecycle.target/{target.pk}/void/"
    ]
    assert "须填意见" in page.text


def test_the_history_names_who_when_in_which_seat_and_why(town, target, browser):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], note="请<b>审</b>", at=NOON)
    answer = browser(town.people[Role.DESK]).get(target.get_absolute_url())
    text = Page(answer).text
    for words in (
        "2023-03-01 12:00",
        "送审",
        "编制中 → 单位送审",
        "第一小学 单位经办",
        "请<b>审</b>",
    ):
        assert words in text
    assert b"<b>" not in answer.content


def test_the_page_costs_the_same_for_one_object_and_for_many(town, target, browser, at):
    client = browser(town.people[Role.UNIT_OFFICER])

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get(target.get_absolute_url()).status_code == 200
        return len(found)

    at(target, "published")
    one = cost()
    for number in range(2, 8):
        other = Target.objects.create(
            project_year=target.project_year, organisation=town.unit, year=YEAR, goal="目标",
            amount=1, number=number,
        )  # fmt: skip
        at(other, "published")
    assert cost() == one


@pytest.fixture
def batch(town, target):
    found = Publication.objects.create(
        organisation=town.department, year=YEAR, kind="budget", clock_from=date(2023, 3, 1),
        out_by=date(2023, 3, 20),
    )  # fmt: skip
    PublicationItem.objects.create(
        publication=found,
        project_year=target.project_year,
        machine="lifecycle.target",
        object_id=target.pk,
        version=0,
        payload={"goal": "修好<b>校舍</b>"},
        sha256="ab" * 32,
    )
    return found


def test_a_batch_lists_its_frozen_copies(town, batch, browser):
    answer = browser(town.people[Role.DEPARTMENT_HEAD]).get(batch.get_absolute_url())
    text = Page(answer).text
    assert answer.status_code == 200
    for words in (
        "校舍维修 2023",
        "绩效目标",
        "修好<b>校舍</b>",
        "abababababababab…",
        "2023-03-20",
    ):
        assert words in text
    assert faults(answer) == {}


def test_a_batch_is_nobody_elses(town, batch, browser):
    answer = browser(town.people[Role.UNIT_OFFICER]).get(batch.get_absolute_url())
    assert answer.status_code == 404


def test_a_batch_is_in_the_timeline_of_its_projects(town, batch, browser):
    page = browser(town.people[Role.DEPARTMENT_HEAD]).get(
        reverse("project-year", args=[batch.items.get().project_year_id])
    )
    assert str(batch) in Page(page).text
    assert faults(page) == {}
