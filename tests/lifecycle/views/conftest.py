"""Browsers: one for each person of the town."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lifecycle.models import Installation
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
