"""Browsers on the morning of 1 August, and July's report in the unit's hands."""

import pytest
from django.test import Client

from lifecycle.models import Installation
from monitoring.models import Report
from tests.conftest import put
from tests.ground import standing
from tests.monitoring.conftest import AUGUST


@standing
def august(db):
    """The business clock stands on the morning on which July's reports go out."""
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST})


@pytest.fixture
def browser(august):
    """Sign a person in."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@standing
def filling(issued):
    """July's report, begun."""
    return put(issued, Report.State.FILLING)
