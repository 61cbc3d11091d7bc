"""The annual report on a small town whose figures were worked out by hand."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evaluations.actions import prepare_batch
from evaluations.models import Application, KeyEvaluation, SelfEvaluation
from evaluations.report.figures import figures
from lifecycle.figures import ORDER, decimals, rate
from lifecycle.models import Appraisal, Project, ProjectYear, Target
from lifecycle.roles import Level, Role
from tests.conftest import NOON, YEAR, organisation, put

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def another(town):
    """A second department under the same desk, with no unit of its own."""
    return organisation("220", "体育局", Level.DEPARTMENT, town.desk)


def project_year(place, number, *, kind="project", fund="11", **columns):
    project = Project.objects.create(
        code=f"52010023T{number:012d}",
        name=f"项目{number}",
        organisation=place,
        kind=kind,
        fund=fund,
    )
    return ProjectYear.objects.create(project=project, year=YEAR, **columns)


def of(row):
    return {"project_year": row, "organisation": row.project.organisation, "year": YEAR}


def appraised(row, state, declared, approved, *, key_path=True):
    made = Appraisal.objects.create(**of(row), kind="project", declared=Decimal(declared))
    columns = {"approved": approved and Decimal(approved), "key_path": key_path}
    return put(made, state, **columns)


def promised(row, amount, state="approved", number=1):
    made = Target.objects.create(**of(row), number=number, goal="目标", amount=Decimal(amount))
    return put(made, state)


def scored(row, budget, total, grade, state="confirmed", **columns):
    made = SelfEvaluation.objects.create(
        **of(row), budget=Decimal(budget), imported=True, source="公开表"
    )
    return put(made, state, total=Decimal(total), grade=grade, **columns)


def test_appraisals_of_the_key_path_alone_count(town):
    rows = [project_year(town.unit, number) for number in range(1, 7)]
    appraised(rows[0], "supported", "1000000.00", "1000000.00")
    appraised(rows[1], "partial", "2000000.00", "1500000.00")
    appraised(rows[2], "rejected", "700000.00", "0.00")
    appraised(rows[3], "in_pool", "500000.00", "400000.00")
    appraised(rows[4], "supported", "9000000.00", "1.00", key_path=False)
    appraised(rows[5], "concluded", "9000000.00", None)
    assert figures(YEAR)["ex_ante"] == {
        "assessed": 4,
        "cancelled": 1,
        "declared": "4200000.00",
        "cut": "1300000.00",
        "cut_rate": "30.95",
    }


def test_first_approved_targets_of_projects_count_by_department(town, another):
    first, second, third, whole = (
        project_year(town.unit, 1),
        project_year(town.department, 2),
        project_year(another, 3),
        project_year(another, 4, kind="department"),
    )
    promised(first, "100.10")
    promised(first, "999", number=2)
    promised(second, "200.20", "published")
    promised(third, "300.30", "published")
    promised(whole, "5000")
    promised(project_year(another, 5), "7000", "finalised")
    expected = {"departments": 2, "projects": 3, "amount": "600.60"}
    assert figures(YEAR)["targets"] == expected


@pytest.fixture
def congress(town, another):
    """Three projects before the congress: 100, 300 and 600 元 at 90, 79.99 and 85.5 points."""
    rows = [
        project_year(town.unit, 1, to_congress=True, published_no=2),
        project_year(another, 2, to_congress=True, published_no=1),
        project_year(town.department, 3, to_congress=True, published_no=3),
    ]
    scored(rows[0], "100", "90", "excellent")
    scored(rows[1], "300", "79.99", "fair", "published")
    scored(rows[2], "600", "85.50", "good", recheck_total=Decimal("80.50"), recheck_grade="good")
    scored(project_year(town.unit, 4), "1000", "10", "poor")
    scored(project_year(town.unit, 5, to_congress=True), "50", "99", "excellent", "dept_review")
    scored(project_year(another, 6, kind="department"), "70", "95", "excellent")
    return rows


def test_the_congress_table_adds_up(congress):
    found = figures(YEAR)["self_evaluation"]["congress"]
    rows = found.pop("rows")
    assert found == {
        "projects": 3,
        "amount": "1000.00",
        "lowest": "79.99",
        "highest": "90.00",
        "mean": "85.16",  # 255.49 / 3 = 85.1633…
        "weighted_mean": "84.30",  # (9000 + 23997 + 51300) / 1000 = 84.297
        "departments": 2,
        "grades": {
            "优": {"count": 1, "amount": "100.00"},
            "良": {"count": 1, "amount": "600.00"},
            "中": {"count": 1, "amount": "300.00"},
            "差": {"count": 0, "amount": "0.00"},
        },
    }
    assert [row["no"] for row in rows] == [1, 2, 3]
    assert rows[0] == {
        "no": 1,
        "department": "体育局",
        "project": "项目2",
        "amount": "300.00",
        "score": "79.99",
        "grade": "中",
    }


@pytest.mark.usefixtures("congress")
def test_coverage_and_rechecks():
    found = figures(YEAR)["self_evaluation"]
    assert found["coverage"] == {
        "projects": {"due": 5, "confirmed": 4, "rate": "80.00"},
        "department_wholes": {"due": 1, "confirmed": 1, "rate": "100.00"},
        "departments": 2,
        "units": 3,
    }
    assert found["recheck"] == {"rechecked": 1, "mean_gap": "5.00", "distorted": 1}


def test_key_evaluations_count_from_selection_on(town, another):
    rows = [
        (project_year(another, 1, kind="department"), "100.00", "selected", {}),
        (project_year(town.unit, 2), "200.00", "final", {"score": 85, "grade": "good"}),
        (
            project_year(town.unit, 3, fund="bond"),
            "50.50",
            "published",
            {"score": 59, "grade": "poor"},
        ),
        (project_year(town.unit, 4, kind="policy"), "7.00", "field", {}),
        (project_year(town.unit, 5), "9000.00", "candidate", {}),
    ]
    for row, amount, state, columns in rows:
        made = KeyEvaluation.objects.create(**of(row), amount=Decimal(amount), reason="重点")
        put(made, state, **columns)
    found = figures(YEAR)["key_evaluation"]
    assert {name: found[name] for name in ("departments", "projects", "policies", "final")} == {
        "departments": 1,
        "projects": 2,
        "policies": 1,
        "final": 2,
    }
    assert found["amount"] == "357.50"
    assert found["funds"]["一般公共预算"] == {"count": 3, "amount": "307.00"}
    assert found["funds"]["地方政府专项债券"] == {"count": 1, "amount": "50.50"}
    assert found["funds"]["社会保险基金预算"] == {"count": 0, "amount": "0.00"}
    assert found["grades"]["良"] == {"count": 1, "amount": "200.00"}
    assert found["grades"]["差"] == {"count": 1, "amount": "50.50"}


def test_applications_by_action(congress):
    cases = [("cut", "300", "240", "250", "applied"), ("support", "100", "100", None, "proposed")]
    for source, (action, base, amount, decided, state) in zip(
        SelfEvaluation.objects.order_by("pk"), cases, strict=False
    ):
        made = Application.objects.create(
            **of(source.project_year),
            target_year=YEAR + 2,
            self_evaluation=source,
            source_version=1,
            source_hash="",
            grade="fair",
            base=Decimal(base),
            coefficient=Decimal("0.8"),
            proposed_amount=Decimal(amount),
            action=action,
            reason="x",
        )
        put(made, state, decided_amount=decided and Decimal(decided))
    found = figures(YEAR)["application"]
    actions = found.pop("actions")
    assert found == {
        "proposed": 2,
        "department_wholes": 0,
        "decided": 1,
        "applied": 1,
        "base": "400.00",
        "proposed_amount": "340.00",
        "decided_amount": "250.00",
        "change": "-50.00",
    }
    assert actions["压减"] == {"count": 1, "base": "300.00", "proposed_amount": "240.00"}
    assert actions["优先保障"]["count"] == 1
    assert actions["取消"]["count"] == 0


def test_publication_counts_the_fewest_key_projects(town, another):
    for place, keys in ((town.department, 3), (another, 2)):
        promised(project_year(place, place.pk * 10, kind="department"), "1")
        for number in range(keys):
            row = project_year(place, place.pk * 10 + number + 1, is_key=True, to_congress=True)
            promised(row, "1")
    by = town.people[Role.PERFORMANCE]
    seats = {town.department: town.people[Role.DEPARTMENT_HEAD]}
    seats[another] = seats[town.department]
    seats[another].seats.create(
        organisation=another, role=Role.DEPARTMENT_HEAD, starts_on=date(2020, 1, 1)
    )
    for place, person in seats.items():
        batch = prepare_batch(place, kind="budget", year=YEAR, by=person, at=NOON)
        put(batch, "published", published_on=date(2023, 3, 21 + (place == another)))
    city = prepare_batch(town.bureau, kind="congress", year=YEAR, by=by, at=NOON)
    put(city, "published", published_on=NOON.date())
    found = figures(YEAR)["publication"]
    assert found["budget"] == {
        "departments": 2,
        "fewest_key_projects": 2,
        "items": 7,
        "late": 1,
    }
    assert found["final"] == {"departments": 0, "fewest_key_projects": None, "items": 0, "late": 0}
    assert found["congress"] == {"projects": 5}
    assert found["report"] == {"projects": 0}


def test_the_parts_stand_in_the_order_of_the_report():
    assert list(figures(YEAR)) == ["year", *[name for name in ORDER if name in figures(YEAR)]]
    assert {"ex_ante", "targets", "self_evaluation", "publication"} <= figures(YEAR).keys()


@pytest.mark.usefixtures("congress")
def test_the_command_prints_json_exactly():
    out = StringIO()
    call_command("report", str(YEAR), "--format", "json", stdout=out)
    assert json.loads(out.getvalue()) == figures(YEAR)


@pytest.mark.usefixtures("congress")
def test_the_command_prints_lines_to_read():
    out = StringIO()
    call_command("report", str(YEAR), "--format", "text", stdout=out)
    assert (
        "报人大项目绩效自评：3个，资金总额0.10万元，最低79.99分，平均85.16分，按资金加权84.30分"
        in out.getvalue().splitlines()
    )
    assert "自评覆盖：应评5个，已确认4个，覆盖率80.00%" in out.getvalue().splitlines()


def test_a_year_without_data_is_one_sentence():
    with pytest.raises(CommandError, match=r"^2031年度没有数据$"):
        call_command("report", "2031")


def test_numbers_are_written_half_up():
    assert decimals(Decimal("0.005")) == "0.01"
    assert decimals(None) == "0.00"
    assert rate(None) is None
    assert rate(Decimal("44.625")) == "44.63"
