"""Browsers: one for each person of the town."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lifecycle.models import Installation, Project, ProjectYear, Target
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON, YEAR, put
from tests.ground import standing
from tests.walks.city import city


@standing
def rehearsal(db):
    """The business clock stands at noon of the tests' day."""
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})


@pytest.fixture
def browser(rehearsal):
    """Sign a person in."""

    def sign_in(person):
        client = Client(enforce_csrf_checks=False, raise_request_exception=True)
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def long_ago():
    return timezone.now() - timedelta(minutes=6)


@pytest.fixture
def more(town):
    """Make another project of the unit with a target in a state."""

    def make(n, state, **columns):
        code = f"52010023T1{n:011d}"
        project = Project.objects.create(code=code, name=f"项目{n}", organisation=town.unit)
        found = ProjectYear.objects.create(project=project, year=YEAR)
        made = Target.objects.create(
            project_year=found, organisation=town.unit, year=YEAR, goal=GOAL, amount=n
        )
        return put(made, state, **columns)

    return make


@standing
def filed(town, target):
    """The target, as its unit filed it."""
    return fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)


@standing
def accepted(town, filed):
    return fire(filed, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)


@standing
def full(town):
    """The town as a city: ten departments with three projects each, their money and lights."""
    return city(town)


@pytest.fixture
def head(town, browser):
    return browser(town.people[Role.DEPARTMENT_HEAD])
