"""The monitoring board: who sees what, lights by month, pages by key, counts, money and files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Project, ProjectYear
from lifecycle.roles import Role
from monitoring.models import LightResult
from monitoring.queries import board as queries
from tests.conftest import YEAR
from tests.ground import standing
from tests.monitoring.conftest import AUGUST, JULY, paid
from tests.monitoring.views.test_execution import SEES
from tests.page import faults

pytestmark = pytest.mark.django_db
URL = "/monitor/"


def lit(project_year, light, *, kind="project", month=JULY, revision=1):
    return LightResult.objects.create(
        project_year=project_year, year=YEAR, month=month, kind=kind, revision=revision,
        light=light, sentence="目标绿灯，执行红灯 → 项目红灯", inputs={}, pack="national v1",
        as_of=AUGUST.date(),
    )  # fmt: skip


@standing
def many(town, project_year):
    """Twenty-four more projects of the unit, every third of them new, one a department's whole."""
    made = []
    for n in range(24):
        project = Project.objects.create(
            code=f"52010023T3{n:02d}", name=f"项目{n:02d}", organisation=town.unit
        )
        made.append(ProjectYear.objects.create(project=project, year=YEAR, is_new=n % 3 == 0))
    whole = Project.objects.create(
        code="52010023T399", name="整体", organisation=town.unit, kind=Project.Kind.DEPARTMENT
    )
    lit(ProjectYear.objects.create(project=whole, year=YEAR), "red")
    return made


@pytest.fixture
def leader(town, browser):
    return browser(town.people[Role.LEADER])


def shown(answer):
    return [row.project.name for row, *_rest in answer.context["lines"]] if (
        "lines" in answer.context
    ) else []  # fmt: skip


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_each_sees_the_board_of_their_own_projects(town, project_year, browser, role):
    lit(project_year, "red")
    answer = browser(town.people[role]).get(URL)
    assert (answer.status_code, faults(answer)) == (200, {})
    assert shown(answer) == (["校舍维修"] if role in SEES else [])


def test_a_cell_says_the_newest_revision_of_the_kind_that_is_looked_at(project_year, leader):
    lit(project_year, "red", month=4)
    lit(project_year, "yellow", month=4, revision=2)
    lit(project_year, "blue", kind="goal", month=4)
    text = {kind: leader.get(URL, {"show": kind}).content.decode() for kind in queries.KINDS}
    assert "校舍维修 4 黄灯 4月：目标绿灯" in text["project"]
    assert "校舍维修 4 蓝灯" in text["goal"]
    assert "校舍维修 4 " not in text["execution"]
    assert f"/project-years/{project_year.pk}/?tab=monitoring" in text["project"]
    assert "灰色为什么不是绿色" in text["project"]


def test_lights_are_counted_with_their_money_and_grey_is_what_was_never_judged(
    project_year, many, leader
):
    paid(project_year, 60, budget=20000)
    lit(project_year, "red")
    rows = {part.light: part for part, *_rest in leader.get(URL).context["rows"]}
    assert (rows["red"].count, rows["red"].amount) == (1, 20000)
    assert (rows["grey"].count, rows["green"].count) == (24, 0)


def test_pages_go_by_key_there_and_back(project_year, many, leader):
    first = leader.get(URL)
    after = first.context["page"].after
    second = leader.get(URL, {"after": after})
    back = leader.get(URL, {"before": second.context["page"].before})
    assert (len(shown(first)), len(shown(second))) == (queries.SIZE, 5)
    assert not set(shown(first)) & set(shown(second))
    assert shown(back) == shown(first)
    assert (first.context["page"].before, second.context["page"].after) == (None, None)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"new": "new"}, 8),
        ({"new": "old"}, 17),
        ({"light": "red"}, 1),
        ({"light": "red", "rule": "goal"}, 0),
        ({"light": "yellow", "rule": "goal"}, 1),
        ({"light": "grey", "rule": "goal"}, 24),
        ({"q": "校舍"}, 1),
        ({"after": "x", "light": "?", "rule": "?", "year": "1999"}, 25),
        ({"after": "9" * 19}, 25),
    ],
)
def test_the_board_is_narrowed_by_the_address(project_year, many, leader, query, count):
    lit(project_year, "red")
    lit(project_year, "yellow", kind="goal")
    answer = leader.get(URL, query)
    assert answer.status_code == 200
    assert answer.context["count"] == count


def test_the_file_holds_all_that_is_filtered(project_year, many, leader):
    lit(project_year, "red")
    raw = b"".join(leader.get(URL, {"export": "csv", "light": "red"}).streaming_content)
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert [dict(zip(head, one, strict=True))["项目灯"] for one in rows] == ["红灯"]
    assert leader.get(URL, {"export": "pdf"}).status_code == 404


def test_the_board_costs_twelve_queries_at_most_for_one_project_and_for_many(
    project_year, leader, request
):
    leader.get(URL)
    with CaptureQueriesContext(connection) as few:
        leader.get(URL)
    request.getfixturevalue("many")
    with CaptureQueriesContext(connection) as more:
        leader.get(URL)
    assert len(few) == len(more) <= 12
