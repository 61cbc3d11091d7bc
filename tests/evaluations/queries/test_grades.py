"""Grades of a year by count and by money."""

from decimal import Decimal

from evaluations import queries
from evaluations.models import SelfEvaluation
from lifecycle.models import Project, ProjectYear
from lifecycle.queries import sums_adrift
from tests.conftest import YEAR, put


def scored(place, number, grade, budget, state="confirmed", kind="project"):
    project = Project.objects.create(
        code=f"52010023T{number:012d}", name=f"项目{number}", organisation=place, kind=kind
    )
    row = ProjectYear.objects.create(project=project, year=YEAR)
    made = SelfEvaluation.objects.create(
        project_year=row, organisation=place, year=YEAR, budget=Decimal(budget),
        imported=True, source="公开表",
    )  # fmt: skip
    return put(made, state, total=Decimal(90), grade=grade)


def shown(year=YEAR):
    return [(one.label, one.count, one.amount) for one in queries.grade_shares(year)]


def test_confirmed_projects_count_by_grade_and_wholes_do_not(town):
    scored(town.unit, 1, "excellent", "1000000.50")
    scored(town.unit, 2, "excellent", "500000.00", state="published")
    scored(town.unit, 3, "poor", "20000.00")
    scored(town.unit, 4, "good", "70000.00", state="dept_review")
    scored(town.department, 5, "good", "9000000.00", kind="department")
    assert shown() == [
        ("优", 2, Decimal("1500000.50")),
        ("良", 0, Decimal(0)),
        ("中", 0, Decimal(0)),
        ("差", 1, Decimal("20000.00")),
    ]
    assert sums_adrift() == []
