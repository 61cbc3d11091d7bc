"""Departments as a whole 部门整体: counted in every list, their money summed only by themselves."""

import csv
import io
import re
from decimal import Decimal

import pytest

from lifecycle import queries
from lifecycle.models import Execution, Project, ProjectYear, Target
from lifecycle.rights import seats_of
from lifecycle.roles import Role
from tests.conftest import NOON, YEAR, put
from tests.ground import standing
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
LEFT_OUT = "合计（不含部门整体）"
WAN = 10_000
COLUMNS = "columns=amount&columns=approved&columns=budget&columns=paid&columns=rate"


@standing
def wholes(town, target):
    """A department as a whole, which holds the money of its one project once more."""
    put(target, "approved", amount=300 * WAN)
    spent(target.project_year, 90)
    project = Project.objects.create(
        code="ZT210", name="教育局部门整体", organisation=town.department, kind="department"
    )
    made = ProjectYear.objects.create(project=project, year=YEAR)
    whole = Target.objects.create(
        project_year=made, organisation=town.department, year=YEAR, goal="目标", amount=300 * WAN
    )
    put(whole, "approved")
    spent(made, 80)
    return made


def spent(project_year, wan):
    Execution.objects.create(
        project_year=project_year, month=4, paid=wan * WAN, budget=200 * WAN, document="支付",
        on=f"{YEAR}-05-01",
    )  # fmt: skip


@pytest.fixture
def client(town, wholes, browser):
    return browser(town.people[Role.BUDGET])


def totals(answer):
    assert (answer.status_code, faults(answer)) == (200, {})
    heads = (head for head in answer.context["listing"].shown if head.has_total)
    return {head.name: re.sub("<[^>]*>", "", head.total) for head in heads}


PROJECTS = {
    "amount": "300.00", "approved": "300.00", "budget": "200.00", "paid": "90.00", "rate": "45.00%",
}  # fmt: skip
WHOLE = PROJECTS | {"paid": "80.00", "rate": "40.00%"}


@pytest.mark.parametrize("more", ["", "&amount_min=0"])  # from kept sums, and from the rows
@pytest.mark.parametrize(
    ("query", "found", "sums", "left_out"),
    [
        ("", 2, PROJECTS, 1),
        ("kind=project", 1, PROJECTS, 0),
        ("counted=projects", 1, PROJECTS, 0),
        ("kind=department", 1, WHOLE, 0),
        ("kind=policy", 0, None, 0),
    ],
)
def test_the_list_leaves_the_whole_out_of_its_sums_unless_it_is_alone(
    client, more, query, found, sums, left_out
):
    answer = client.get(f"/projects/?{COLUMNS}&{query}{more}")
    listing = answer.context["listing"]
    assert (listing.found, listing.left_out) == (found, left_out)
    if sums:
        assert totals(answer) == sums
    assert (LEFT_OUT in Page(answer).text) is bool(left_out)


def test_a_reader_of_rows_alone_is_shown_the_same_sums(town, wholes, client, browser):
    ProjectYear.objects.update(to_congress=True)
    mine = browser(town.people[Role.CONGRESS])
    address = f"/projects/?{COLUMNS}"
    assert totals(mine.get(address)) == totals(client.get(address)) == PROJECTS


def test_the_file_holds_each_row_and_no_sum(client):
    text = b"".join(client.get("/projects/?export=csv")).decode("utf-8-sig")
    paid = [row["累计支出（元）"] for row in csv.DictReader(io.StringIO(text))]
    assert paid == ["900000.00", "800000.00"]


def money(node):
    return node.count, node.summed, node.approved, node.paid, node.budget


@pytest.mark.parametrize("more", ["", "&amount_min=0"])
def test_the_tree_leaves_the_whole_out_on_every_level(client, more):
    answer = client.get(f"/projects/tree/?x=1{more}")
    assert faults(answer) == {}
    nodes, whole = answer.context["nodes"], answer.context["whole"]
    projects = (300 * WAN, 90 * WAN, 200 * WAN)
    assert [money(node) for node in nodes] == [money(whole)] == [(2, 1, *projects)]
    assert [money(unit) for unit in nodes[0].units] == [(1, 0, 0, 0, 0), (1, 1, *projects)]
    assert "金额不含部门整体" in Page(answer).text


def test_a_tree_of_wholes_alone_sums_them(client):
    answer = client.get("/projects/tree/?kind=department")
    assert money(answer.context["whole"]) == (1, 1, 300 * WAN, 80 * WAN, 200 * WAN)
    assert "不含部门整体" not in Page(answer).text.split("筛选")[-1]


def test_the_sums_of_the_city_are_those_of_its_projects(town, wholes):
    sums = queries.sums_for(seats_of(town.people[Role.LEADER], NOON.date()))
    in_force, _appraised = queries.totals(YEAR)
    found = queries.added(sums.filter(year=YEAR), {"approved": None})
    assert found == {"found": 2, "left_out": 1, "total_approved": in_force.amount}
    assert in_force.amount == Decimal(300 * WAN)


def test_execution_leaves_the_whole_out_unless_it_is_alone(town, wholes, client):
    answer = client.get("/monitor/execution/")
    assert totals(answer) == {"budget": "200.00", "paid": "90.00", "rate": "45.00%"}
    assert LEFT_OUT in Page(answer).text
    alone = client.get("/monitor/execution/?q=部门整体")
    assert totals(alone) == {"budget": "200.00", "paid": "80.00", "rate": "40.00%"}
    assert LEFT_OUT not in Page(alone).text


def test_the_letters_count_every_target_and_the_money_of_projects_alone(client):
    answer = client.get("/approvals/")
    assert totals(answer) == {"targets": "2", "secret": "0", "approved": "300.00"}
    assert "批复金额（不含涉密和部门整体）" in Page(answer).text
