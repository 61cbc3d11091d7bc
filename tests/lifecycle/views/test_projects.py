"""The list of project-years with its totals and files, and the tree of them."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import (
    Execution,
    FiscalYear,
    Organisation,
    Project,
    ProjectYear,
    Target,
)
from lifecycle.roles import Level, Role
from lifecycle.views.projects import UNITS_SHOWN
from monitoring.models import LightResult
from tests.conftest import YEAR, organisation
from tests.ground import standing
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


def listed(answer):
    return [row.project.name for row in answer.context["listing"].page]


@standing
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
    first, second, third = ProjectYear.objects.exclude(project__name="校舍维修").order_by("pk")
    ProjectYear.objects.filter(pk=third.pk).update(is_key=True)
    judged(first, month=3, light="red")
    judged(first, month=4, light="yellow")
    judged(first, month=4, light="green", revision=2)
    judged(second, month=3, light="red")
    pay(first, "100000", budget="200000")
    pay(second, "0", budget="100000")
    return other


def judged(project_year, *, month, light, revision=1):
    LightResult.objects.create(
        project_year=project_year, year=YEAR, month=month, kind="project", revision=revision,
        light=light, sentence=f"{month}月判灯", inputs={}, pack="national", as_of=date(YEAR, 4, 1),
    )  # fmt: skip


def pay(project_year, paid, *, budget):
    Execution.objects.create(
        project_year=project_year, month=4, paid=Decimal(paid), budget=Decimal(budget),
        document="支付", on=date(YEAR, 5, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["甲", "乙", "丙", "校舍维修"]),
        ("q=医院", ["乙", "丙"]),
        ("q=甲", ["甲"]),
        ("q=52010021", ["乙"]),
        ("fund=12", ["乙"]),
        ("kind=policy", []),
        ("state=draft", ["甲", "乙", "丙", "校舍维修"]),
        ("state=approved", []),
        ("stage=target", ["甲", "乙", "丙", "校舍维修"]),
        ("stage=target&state=draft", ["甲", "乙", "丙", "校舍维修"]),
        ("stage=target&state=approved", []),
        ("stage=report", []),
        ("key=yes", ["丙"]),
        ("key=no", ["甲", "乙", "校舍维修"]),
        ("amount_min=20&amount_max=30", ["甲", "丙"]),
        ("amount_min=20.01", ["丙", "校舍维修"]),
        ("amount_max=10", ["乙"]),
        ("amount_min=x", ["甲", "乙", "丙", "校舍维修"]),
        ("light=red", ["乙"]),
        ("light=green", ["甲"]),
        ("light=red&fund=11", []),
        ("year=", ["甲", "乙", "丙", "校舍维修"]),
        ("sort=light", ["乙", "甲", "校舍维修", "丙"]),
        ("sort=-paid", ["甲", "乙", "校舍维修", "丙"]),
        ("year=2023", ["甲", "乙", "丙", "校舍维修"]),
        ("sort=amount", ["乙", "甲", "丙", "校舍维修"]),
        ("sort=-amount", ["校舍维修", "丙", "甲", "乙"]),
        ("sort=-code", ["校舍维修", "丙", "乙", "甲"]),
        ("sort=name", ["丙", "乙", "校舍维修", "甲"]),
        ("sort=-name", ["甲", "校舍维修", "乙", "丙"]),
        ("sort=unit", ["乙", "丙", "校舍维修", "甲"]),
        ("sort=-unit", ["校舍维修", "甲", "乙", "丙"]),
        ("counted=red-yellow", ["乙"]),
        ("sort=password", ["甲", "乙", "丙", "校舍维修"]),
        ("fund=zzz", ["甲", "乙", "丙", "校舍维修"]),
        ("year=99999999999999999999", ["甲", "乙", "丙", "校舍维修"]),
        ("q=%00", ["甲", "乙", "丙", "校舍维修"]),
        ("page=99999999999999999999&x=1", ["甲", "乙", "丙", "校舍维修"]),
        ("q=%25", []),
    ],
)
def test_the_address_narrows_and_sorts_the_list(town, many, browser, query, names):
    answer = browser(town.people[Role.BUDGET]).get(f"/projects/?{query}")
    assert answer.status_code == 200
    assert listed(answer) == names
    assert faults(answer) == {}
    assert f"共{len(names)}条" in Page(answer).text


def test_the_list_can_be_narrowed_to_a_department(town, many, browser):
    client = browser(town.people[Role.BUDGET])
    assert listed(client.get(f"/projects/?department={many.pk}")) == ["乙", "丙"]
    mine = browser(town.people[Role.DEPARTMENT_HEAD])
    assert listed(mine.get(f"/projects/?department={many.pk}")) == ["甲", "校舍维修"]
    clinic = Organisation.objects.get(code="220001")
    assert listed(client.get(f"/projects/?department={many.pk}&unit={clinic.pk}")) == ["乙", "丙"]
    assert listed(client.get(f"/projects/?unit={town.unit.pk}")) == ["甲", "校舍维修"]
    assert listed(client.get(f"/projects/?unit={many.pk}")) == ["乙", "丙"]
    assert listed(mine.get(f"/projects/?unit={clinic.pk}")) == ["甲", "校舍维修"]


def test_the_list_opens_at_the_year_of_the_frame_and_shows_another_when_asked(
    town, target, year, browser
):
    FiscalYear.objects.create(year=YEAR + 1, pack=year.pack)
    ProjectYear.objects.create(project=target.project_year.project, year=YEAR + 1)
    client = browser(town.people[Role.BUDGET])
    assert [r.year for r in client.get("/projects/").context["listing"].page] == [YEAR]
    assert [r.year for r in client.get("/projects/?year=2024").context["listing"].page] == [2024]
    assert len(listed(client.get("/projects/?year="))) == 2


@pytest.mark.parametrize("query", ["", "counted=projects", "counted=red-yellow", "light=red"])
def test_kept_sums_are_those_of_the_rows(town, many, browser, at, query):
    for found in Target.objects.all():
        at(found, "approved")
    client = browser(town.people[Role.BUDGET])
    address = f"/projects/?columns=amount&columns=approved&columns=budget&columns=paid&{query}"
    kept, each = client.get(address), client.get(f"{address}&amount_min=0")  # of which are no sums
    assert (totals_of(kept), listed(kept)) == (totals_of(each), listed(each))


def test_the_last_line_sums_all_that_is_filtered(town, many, browser, at):
    for found in Target.objects.exclude(project_year__project__name="丙"):
        at(found, "approved")
    answer = browser(town.people[Role.BUDGET]).get("/projects/?per=20")
    assert totals_of(answer) == {"approved": "330.00", "paid": "10.00", "rate": "33.33%"}


def totals_of(answer):
    heads = (head for head in answer.context["listing"].shown if head.has_total)
    return {head.name: re.sub("<[^>]*>", "", head.total) for head in heads}


@pytest.mark.parametrize("query", ["", "fund=12", "light=green", "q=第一小学&sort=-amount"])
def test_the_files_hold_what_is_filtered_and_nothing_else(town, many, browser, query):
    client = browser(town.people[Role.BUDGET])
    names = listed(client.get(f"/projects/?{query}"))
    text = b"".join(client.get(f"/projects/?{query}&export=csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["项目名称"] for row in rows] == names
    book = client.get(f"/projects/?{query}&export=xlsx").content
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        shared = parts.read("xl/sharedStrings.xml").decode()
    assert all(name in shared for name in names)
    others = {"甲", "乙", "丙", "校舍维修"} - set(names)
    assert not any(f">{name}<" in shared for name in others)


def test_a_file_says_words_and_exact_amounts_not_codes(town, many, browser):
    client = browser(town.people[Role.BUDGET])
    text = b"".join(client.get("/projects/?q=甲&export=csv")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["资金性质"], row["红黄灯"], row["绩效目标"]) == ("一般公共预算", "绿灯", "编制中")
    assert (row["累计支出（元）"], row["执行率"]) == ("100000.00", "50.00")


def test_the_tree_sums_each_department_and_unit(town, many, browser, at):
    for found in Target.objects.all():
        at(found, "approved")
    answer = browser(town.people[Role.BUDGET]).get("/projects/tree/")
    assert faults(answer) == {}
    nodes = answer.context["nodes"]
    told = [(n.organisation.name, n.count, n.approved, n.paid, n.rate, n.lights) for n in nodes]
    assert told == [
        ("教育局", 2, Decimal(3200000), Decimal(100000), Decimal("50.00"), {"green": 1}),
        ("卫健局", 2, Decimal(400000), Decimal(0), Decimal("0.00"), {"red": 1}),
    ]
    whole = answer.context["whole"]
    assert (whole.count, whole.approved) == (4, Decimal(3600000))
    assert [unit.count for node in nodes for unit in node.units] == [2, 2]


def test_the_tree_leads_to_its_lists(town, many, browser):
    client = browser(town.people[Role.BUDGET])
    page = Page(client.get("/projects/tree/?fund=11"))
    links = [a["href"] for a in page.all("a") if f"department={many.pk}" in a.get("href", "")]
    assert len(links) == 2
    assert {tuple(listed(client.get(link))) for link in links} == {("丙",)}
    assert "您刚才填写的内容" not in page.text


def test_a_large_tree_shows_departments_and_each_leads_to_its_units(town, many, browser):
    line = {"department": town.department, "desk": town.desk, "bureau": town.bureau}
    line |= {"level": Level.UNIT, "parent": town.department}
    units = Organisation.objects.bulk_create(
        Organisation(code=f"2{n:08d}", name=f"第{n}中学", **line) for n in range(UNITS_SHOWN)
    )
    projects = Project.objects.bulk_create(
        Project(code=f"Z{unit.code}", name="操场", organisation=unit) for unit in units
    )
    ProjectYear.objects.bulk_create(ProjectYear(project=one, year=YEAR) for one in projects)
    client = browser(town.people[Role.BUDGET])
    page = Page(client.get("/projects/tree/"))
    assert "教育局" in page.text
    assert "第1中学" not in page.text
    (link,) = {
        a["href"] for a in page.all("a") if f"department={town.department.pk}" in a.get("href", "")
    }
    assert link.startswith("/projects/tree/")
    opened = client.get(f"/projects/tree/?department={town.department.pk}")
    assert [node.organisation.name for node in opened.context["nodes"]] == ["教育局"]
    assert "第1中学" in Page(opened).text


def test_the_tree_costs_the_same_for_one_unit_and_for_many(town, target, browser):
    client = browser(town.people[Role.BUDGET])

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get("/projects/tree/").status_code == 200
        return len(found)

    few = cost()
    for n in range(2, 8):
        unit = organisation(f"21900{n}", f"第{n}小学", Level.UNIT, town.department)
        project = Project.objects.create(code=f"Y{n}", name=f"操场{n}", organisation=unit)
        ProjectYear.objects.create(project=project, year=YEAR)
    assert cost() == few <= 12


def test_the_tree_shows_a_department_its_own_alone(town, many, browser):
    answer = browser(town.people[Role.DEPARTMENT_HEAD]).get("/projects/tree/")
    assert [node.organisation.name for node in answer.context["nodes"]] == ["教育局"]
    assert "卫健局" not in Page(answer).text


def test_what_is_secret_is_not_before_the_congress(town, target, browser):
    row = target.project_year
    ProjectYear.objects.filter(pk=row.pk).update(is_secret=True)
    client = browser(town.people[Role.CONGRESS])
    assert listed(client.get("/projects/")) == []
    assert client.get(f"/project-years/{row.pk}/").status_code == 404


def test_amounts_are_in_ten_thousands_and_exact_where_one_points(town, target, browser, at):
    at(target, "draft", amount=Decimal("12345678.91"))
    answer = browser(town.people[Role.UNIT_HEAD]).get("/projects/?columns=amount")
    assert "1,234.57" in Page(answer).text
    amounts = [(attrs["value"], attrs["title"]) for attrs in Page(answer).all("data")]
    assert amounts[0] == ("12345678.91", "12,345,678.91 元")


def test_the_list_is_cut_into_pages_at_the_same_cost(town, project_year, browser):
    client = browser(town.people[Role.BUDGET])

    def cost():
        with CaptureQueriesContext(connection) as found:
            answer = client.get("/projects/?page=2&sort=name&per=50")
        return len(found), answer

    few, _answer = cost()
    projects = Project.objects.bulk_create(
        Project(code=f"X{n:04}", name=f"项目{n:04}", organisation=town.unit) for n in range(60)
    )
    ProjectYear.objects.bulk_create(ProjectYear(project=p, year=YEAR) for p in projects)
    lots, answer = cost()
    assert len(listed(answer)) == 11
    assert lots == few <= 12
    text = Page(answer).text
    assert "第2页，共2页" in text
    assert "共61条" in text
