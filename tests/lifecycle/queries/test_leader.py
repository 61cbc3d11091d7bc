"""The city's totals, and whose eyes they are for."""

from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from lifecycle import queries
from lifecycle.models import Appraisal, Person
from lifecycle.queries.leader import Appraised, Promised
from lifecycle.roles import PEOPLE, Role
from tests.conftest import NOON, YEAR

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
    at(made, "partial", key_path=True, approved=Decimal("6000000.00"))
    with CaptureQueriesContext(connection) as found:
        in_force, appraised = queries.totals(YEAR)
    assert len(found) == 1
    assert in_force == Promised(1, 1, Decimal("3000000.00"))
    assert appraised == Appraised(1, 0, Decimal("8000000.00"), Decimal("6000000.00"))
    assert (appraised.cut, appraised.cut_rate) == (Decimal("2000000.00"), Decimal("25.00"))
