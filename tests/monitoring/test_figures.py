"""Monitoring in the annual report: lights, warnings and orders counted by hand."""

from datetime import date

import pytest

from lifecycle.models import Project, ProjectYear
from monitoring.models import LightResult, Rectification, Warning  # noqa: A004
from monitoring.report import lights, rectifications, warnings
from tests.conftest import YEAR, put


@pytest.fixture
def rows(town):
    """Four project-years of the unit."""
    projects = [
        Project.objects.create(
            code=f"52010023T{number:012d}", name=f"项目{number}", organisation=town.unit
        )
        for number in range(4)
    ]
    return [ProjectYear.objects.create(project=project, year=YEAR) for project in projects]


def of(row):
    return {"project_year": row, "organisation": row.project.organisation, "year": YEAR}


def light(row, month, colour, *, kind="project", revision=1):
    return LightResult.objects.create(
        project_year=row,
        year=YEAR,
        month=month,
        kind=kind,
        revision=revision,
        light=colour,
        sentence="",
        inputs={},
        pack="national v1",
        as_of=date(YEAR, month, 28),
    )


def test_the_last_revision_of_a_month_counts(rows):
    light(rows[0], 4, "red")
    light(rows[0], 4, "green", revision=2)
    light(rows[1], 4, "red")
    light(rows[1], 4, "yellow", kind="goal")
    light(rows[2], 7, "yellow")
    light(rows[3], 7, "grey")
    assert lights(YEAR) == {
        "4": {"red": 1, "yellow": 0, "green": 1, "blue": 0, "grey": 0},
        "7": {"red": 0, "yellow": 1, "green": 0, "blue": 0, "grey": 1},
    }
    assert lights(YEAR + 1) == {}


def test_warnings_by_light_and_state(rows):
    for number, (colour, state) in enumerate(
        [("red", "open"), ("red", "closed"), ("yellow", "open")]
    ):
        made = Warning.objects.create(
            **of(rows[number]),
            month=4,
            light=colour,
            reason="执行率低",
            fingerprint=str(number),
        )
        put(made, state)
    found = warnings(YEAR)
    assert found["opened"] == 3
    assert found["lights"] == {"red": 2, "yellow": 1}
    assert {state: count for state, count in found["states"].items() if count} == {
        "open": 2,
        "closed": 1,
    }


def test_orders_closed_in_time_late_and_open(rows):
    cases = [
        ("closed", date(2023, 5, 31)),
        ("closed", date(2023, 5, 30)),
        ("closed", date(2023, 6, 1)),
        ("rectifying", None),
    ]
    for number, (state, closed_on) in enumerate(cases):
        made = Rectification.objects.create(
            **of(rows[number]),
            number=number + 1,
            source="monitoring",
            machine="monitoring.warning",
            object_id=number,
            problem="执行率低",
        )
        put(made, state, closed_on=closed_on, finish_by=date(2023, 5, 31))
    assert rectifications(YEAR) == {
        "opened": 4,
        "closed_on_time": 2,
        "closed_late": 1,
        "open": 1,
        "closing_rate": "75.00",
    }
    assert rectifications(YEAR + 1)["closing_rate"] is None
