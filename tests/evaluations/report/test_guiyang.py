"""The published table of 2023, walked through the real steps, gives the report's own figures."""

from datetime import date
from decimal import Decimal

from evaluations.actions import enter_published_scores, issue_self_evaluations
from evaluations.models import SelfEvaluation
from lifecycle.actions.importing import import_published_projects
from lifecycle.demo.published import TABLE, published_table
from lifecycle.figures import figures
from lifecycle.models import ProjectYear, Target
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire_many
from tests.conftest import NOON, YEAR, organisation, put

STEPS = (
    ("submit", Role.UNIT_OFFICER),
    ("accept", Role.DEPARTMENT_OFFICER),
    ("confirm", Role.DEPARTMENT_HEAD),
)


def seat_everywhere(town):
    """Give each department of the table one unit, and the town's people a seat in each."""
    names = dict.fromkeys(row.department for row in published_table())
    for number, name in enumerate(names):
        department = organisation(f"{300 + number}", name, Level.DEPARTMENT, town.desk)
        unit = organisation(f"{300 + number}001", f"{name}本级", Level.UNIT, department)
        for role, place in (
            (Role.UNIT_OFFICER, unit),
            (Role.DEPARTMENT_OFFICER, department),
            (Role.DEPARTMENT_HEAD, department),
        ):
            town.people[role].seats.create(
                organisation=place, role=role, starts_on=date(2020, 1, 1)
            )


def approve_a_target_for_each_project():
    for row in ProjectYear.objects.select_related("project"):
        target = Target.objects.create(
            project_year=row,
            organisation_id=row.project.organisation_id,
            year=YEAR,
            goal="目标",
            amount=Decimal(1),
        )
        put(target, "approved")


def evaluate_as_published(town):
    """Take every self-evaluation from its issue to its confirmation."""
    assert issue_self_evaluations(YEAR, at=NOON) == 35
    rows = SelfEvaluation.objects.all()
    fire_many(rows, "open", by=None, at=NOON)
    enter_published_scores(YEAR, by=town.people[Role.PERFORMANCE], at=NOON)
    for step, role in STEPS:
        assert len(fire_many(rows, step, by=town.people[role], at=NOON).moved) == 35


def printed_rows():
    """Give the rows of the table as the report is to print them."""
    return [
        {
            "no": row.no,
            "department": row.department,
            "project": row.project,
            "amount": f"{row.adjusted_budget:.2f}",
            "score": f"{row.self_score:.2f}",
            "grade": row.grade,
        }
        for row in published_table()
    ]


def test_the_35_projects_of_2023(town):
    seat_everywhere(town)
    import_published_projects(TABLE.read_bytes(), year=YEAR, at=NOON)
    approve_a_target_for_each_project()
    evaluate_as_published(town)
    found = figures(YEAR)["self_evaluation"]["congress"]
    assert found.pop("rows") == printed_rows()
    assert found == {
        "projects": 35,
        "amount": "1933967300.00",
        "lowest": "82.00",
        "highest": "99.75",
        "mean": "93.97",
        "weighted_mean": "95.39",
        "departments": 31,
        "grades": {
            "优": {"count": 30, "amount": "1867482900.00"},
            "良": {"count": 5, "amount": "66484400.00"},
            "中": {"count": 0, "amount": "0.00"},
            "差": {"count": 0, "amount": "0.00"},
        },
    }
