"""A leader's figures of monitoring on a small town, worked out by hand."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.actions.folding import fold
from lifecycle.models import Execution, Project, ProjectYear
from lifecycle.roles import Level
from monitoring import queries
from monitoring.models import LightResult, Rectification
from monitoring.queries.leader import Closing, Place, Share, Spent, lit
from monitoring.queries.lights import Judged
from tests.conftest import YEAR, organisation, put

WAN = 10_000


@pytest.fixture
def another(town):
    """A second department under the same desk."""
    return organisation("220", "体育局", Level.DEPARTMENT, town.desk)


def project_year(place, number, *, kind="project"):
    project = Project.objects.create(
        code=f"52010023T{number:012d}", name=f"项目{number}", organisation=place, kind=kind
    )
    return ProjectYear.objects.create(project=project, year=YEAR)


def paid(row, month, budget, amount, revision=1):
    Execution.objects.create(
        project_year=row, month=month, revision=revision, paid=amount, budget=budget,
        document=f"{month}月", on=date(YEAR, month, 28),
    )  # fmt: skip


def light(row, month, colour, *, kind="project", revision=1):
    LightResult.objects.create(
        project_year=row, year=YEAR, month=month, kind=kind, revision=revision, light=colour,
        sentence=f"{colour} {month}", inputs={}, pack="national v1", as_of=date(YEAR, month, 28),
    )  # fmt: skip


def worst(**limits):
    return queries.worst(YEAR, lit(YEAR), **limits)


@pytest.fixture
def rows(town, another):
    """Three projects of the school and one of the other department, and a department as a whole."""
    found = [project_year(town.unit, number) for number in range(3)]
    found.append(project_year(another, 3))
    whole = project_year(town.department, 4, kind="department")
    for row in (*found, whole):
        light(row, 4, "green")
        paid(row, 4, 100 * WAN, 30 * WAN)
    light(found[0], 6, "red")
    light(found[1], 6, "green")
    light(found[1], 6, "yellow", revision=2)
    light(found[2], 6, "red")
    light(found[3], 6, "red", kind="goal")
    light(found[3], 6, "green")
    light(whole, 6, "red")
    paid(found[0], 6, 100 * WAN, 10 * WAN)
    paid(found[1], 6, 200 * WAN, 50 * WAN)
    paid(found[1], 6, 200 * WAN, 60 * WAN, revision=2)
    paid(found[3], 6, 400 * WAN, 300 * WAN)
    paid(whole, 6, 9000 * WAN, 1 * WAN)
    return found


def test_money_is_added_up_by_month_in_its_last_revision_without_wholes(rows):
    assert queries.spent(YEAR) == [
        Spent(4, 4, 400 * WAN, 120 * WAN, date(YEAR, 4, 28)),
        Spent(6, 3, 700 * WAN, 370 * WAN, date(YEAR, 6, 28)),
    ]
    assert queries.spent(YEAR + 1) == []


def test_a_line_that_is_corrected_later_is_of_the_later_day(rows, town):
    Execution.objects.create(
        project_year=rows[0], month=6, revision=2, paid=20 * WAN, budget=100 * WAN,
        document="更正", on=date(YEAR, 7, 5),
    )  # fmt: skip
    assert queries.spent(YEAR)[-1] == Spent(6, 3, 700 * WAN, 380 * WAN, date(YEAR, 7, 5))


def test_a_whole_that_was_corrected_is_left_out_as_well(rows):
    whole = ProjectYear.objects.get(project__kind="department")
    paid(whole, 6, 9000 * WAN, 2 * WAN, revision=2)
    light(whole, 6, "yellow", revision=2)
    assert queries.spent(YEAR)[-1] == Spent(6, 3, 700 * WAN, 370 * WAN, date(YEAR, 6, 28))
    assert queries.lights_by_month(YEAR)[6]["yellow"] == 1


def test_folded_sums_say_the_same(rows):
    def said():
        found = lit(YEAR)
        figures = queries.spent(YEAR), queries.judged(YEAR), queries.worst(YEAR, found)
        return *figures, queries.shares(found), queries.places(found)

    before = said()
    fold()
    assert said() == before


def test_lights_are_added_up_by_count_and_by_the_money_of_the_rows_behind_them(rows, town):
    light(project_year(town.unit, 6), 6, "red")
    assert queries.shares(lit(YEAR)) == {
        "red": Share(3, Decimal(200 * WAN), 1),
        "yellow": Share(1, Decimal(200 * WAN), 0),
        "green": Share(1, Decimal(400 * WAN), 0),
        "blue": Share(),
        "grey": Share(),
    }
    assert queries.shares(lit(YEAR + 1)) == dict.fromkeys(queries.LIGHTS, Share())


def test_a_project_that_only_an_older_month_judged_counts_by_that_light(rows, town):
    light(project_year(town.unit, 6), 4, "blue")
    assert queries.shares(lit(YEAR))["blue"] == Share(1, Decimal(0), 1)
    assert queries.judged(YEAR).months[6]["blue"] == 0


def test_the_newest_month_says_until_when_lights_are(rows):
    found = queries.judged(YEAR)
    assert (found.month, found.as_of) == (6, date(YEAR, 6, 28))
    assert queries.judged(YEAR + 1) == Judged({}, None)


def test_the_months_keep_what_was_judged_then(rows):
    months = queries.lights_by_month(YEAR)
    assert list(months) == [4, 6]
    assert months[4] == {"red": 0, "yellow": 0, "green": 4, "blue": 0, "grey": 0}
    assert months[6] == {"red": 2, "yellow": 1, "green": 1, "blue": 0, "grey": 0}


def test_departments_come_with_the_slowest_first(rows, town, another):
    found = queries.places(lit(YEAR))
    assert [(p.name, p.projects, str(p.rate), p.red) for p in found] == [
        ("教育局", 3, "25.00", Share(2, Decimal(200 * WAN))),
        ("体育局", 1, "75.00", Share()),
    ]
    assert [p.key for p in found] == [town.department.pk, another.pk]


def test_a_department_without_money_is_ranked_last_and_not_at_zero(rows, town):
    idle = organisation("221", "档案馆", Level.DEPARTMENT, town.desk)
    light(project_year(idle, 5), 6, "grey")
    last = queries.places(lit(YEAR))[-1]
    assert last == Place(idle.pk, "档案馆", 1)
    assert last.rate is None


def test_the_worst_are_red_by_money_then_yellow(rows):
    found = worst()
    assert [(w.project, w.unit, w.light, w.sentence, w.rate) for w in found] == [
        ("项目0", "第一小学", "red", "red 6", Decimal("10.00")),
        ("项目2", "第一小学", "red", "red 6", Decimal("30.00")),
        ("项目1", "第一小学", "yellow", "yellow 6", Decimal("30.00")),
    ]
    assert [w.project for w in worst(shown=1)] == ["项目0"]


def test_the_worst_are_the_same_whether_sought_in_their_units_or_among_the_largest(
    rows, town, monkeypatch
):
    light(project_year(town.unit, 6), 6, "red")
    few = worst(), worst(shown=2)
    monkeypatch.setattr("monitoring.queries.leader.FEW", 0)
    assert (worst(), worst(shown=2)) == few
    assert [w.project for w in few[1]] == ["项目0", "项目2"]


def test_a_year_without_alarms_has_no_worst(town):
    light(project_year(town.unit, 6), 6, "green")
    assert worst() == []


def test_of_the_worst_a_project_without_money_is_the_last_of_its_light(rows, town):
    light(project_year(town.unit, 6), 6, "red")
    last = worst()[2]
    assert (last.project, last.light, last.budget, last.rate) == ("项目6", "red", None, None)


@pytest.mark.parametrize(
    ("closed_on", "finish_by", "state", "expected"),
    [
        (date(YEAR, 5, 1), date(YEAR, 5, 1), "closed", (1, 1, 0, 0, "100.00")),
        (date(YEAR, 5, 2), date(YEAR, 5, 1), "closed", (1, 0, 1, 0, "100.00")),
        (None, date(YEAR, 5, 1), "rectifying", (1, 0, 0, 1, "0.00")),
    ],
)
def test_orders_close_in_time_late_or_not_yet(rows, closed_on, finish_by, state, expected):
    made = Rectification.objects.create(
        project_year=rows[0], organisation=rows[0].project.organisation, year=YEAR, number=1,
        source="report", machine="monitoring.report", object_id=1, problem="慢",
    )  # fmt: skip
    put(made, state, closed_on=closed_on, finish_by=finish_by)
    found = queries.closing(YEAR)
    assert (
        found.opened, found.closed_on_time, found.closed_late, found.open, str(found.rate),
    ) == expected  # fmt: skip


def test_no_order_has_no_rate(town):
    assert queries.closing(YEAR) == Closing(0, 0, 0, 0)
    assert queries.closing(YEAR).rate is None


def test_each_figure_costs_one_query(rows):
    known = lit(YEAR)
    for ask in (
        queries.spent,
        queries.judged,
        lit,
        partial(queries.worst, found=known),
        queries.closing,
    ):
        with CaptureQueriesContext(connection) as found:
            ask(YEAR)
        assert len(found) == 1
