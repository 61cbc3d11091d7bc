"""Browsers: one for each person of the town."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lifecycle.models import Installation
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON


@pytest.fixture
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
def filed(town, target):
    """The target, as its unit filed it."""
    return fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)


@pytest.fixture
def accepted(town, filed):
    return fire(filed, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)


@pytest.fixture
def head(town, browser):
    return browser(town.people[Role.DEPARTMENT_HEAD])
