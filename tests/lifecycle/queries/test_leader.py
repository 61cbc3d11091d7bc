"""The city's totals, and whose eyes they are for."""

from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from lifecycle import queries
from lifecycle.actions.folding import fold
from lifecycle.models import Appraisal, Person, Project, ProjectYear, Target
from lifecycle.queries.leader import Appraised, Promised
from lifecycle.roles import PEOPLE, Level, Role
from tests.conftest import NOON, YEAR, organisation, put

WHOLE_CITY = {Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR}


@pytest.mark.parametrize("role", PEOPLE)
def test_the_city_is_for_whoever_sees_all_of_it(town, role):
    person = town.people[role]
    if role in WHOLE_CITY:
        assert queries.city_for(person, NOON.date()) is None
    else:
        with pytest.raises(Http404):
            queries.city_for(person, NOON.date())


def test_a_stranger_finds_no_city(town):
    with pytest.raises(Http404):
        queries.city_for(Person.objects.create(username="stranger"), NOON.date())


def test_an_empty_year_adds_up_to_nothing_and_has_no_rate(town):
    in_force, appraised = queries.totals(YEAR)
    assert in_force == Promised(0, 0, Decimal(0))
    assert appraised == Appraised(0, 0, Decimal(0), Decimal(0))
    assert (appraised.cut, appraised.cut_rate) == (0, None)


def test_targets_in_force_and_key_appraisals_are_added_up_in_one_query(target, at):
    at(target, "approved")
    made = Appraisal.objects.create(
        project_year=target.project_year, organisation=target.organisation, year=YEAR,
        kind="project", declared=Decimal("8000000.00"),
    )  # fmt: skip
    at(made, "partial", key_path=True, approved=Decimal("6000000.25"))
    with CaptureQueriesContext(connection) as found:
        in_force, appraised = queries.totals(YEAR)
    assert len(found) == 1
    assert in_force == Promised(1, 1, Decimal("3000000.00"))
    assert appraised == Appraised(1, 0, Decimal("8000000.00"), Decimal("6000000.25"))
    assert (appraised.cut, appraised.cut_rate) == (Decimal("1999999.75"), Decimal("25.00"))


def in_force(place, number, amount, *, kind="project", state="approved", version=1):
    project = Project.objects.create(
        code=f"52010023T{number:012d}", name=f"项目{number}", organisation=place, kind=kind
    )
    row = ProjectYear.objects.create(project=project, year=YEAR)
    made = Target.objects.create(
        project_year=row, organisation=place, year=YEAR, number=version, goal="目标",
        amount=Decimal(amount),
    )  # fmt: skip
    return put(made, state)


def test_only_first_targets_of_projects_in_force_are_promised(town):
    in_force(town.unit, 1, 100)
    in_force(town.unit, 2, 20, state="published")
    in_force(organisation("220", "体育局", Level.DEPARTMENT, town.desk), 3, 3)
    in_force(organisation("221", "档案馆", Level.DEPARTMENT, town.desk), 4, 9000, kind="policy")
    in_force(town.department, 5, "9000.57", kind="department")
    in_force(town.unit, 6, 9000, state="biz_review")
    in_force(town.unit, 7, 9000, version=2)
    expected = Promised(3, 2, Decimal(123))
    assert queries.totals(YEAR)[0] == expected
    fold()
    assert queries.totals(YEAR)[0] == expected
