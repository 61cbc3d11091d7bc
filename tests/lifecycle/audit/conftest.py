"""An auditor at the browser, and an object with a life to read about."""

import pytest
from django.test import Client

from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import NOON
from tests.ground import standing


@pytest.fixture
def auditor(town):
    client = Client()
    client.force_login(town.people[Role.AUDITOR])
    return client


@standing
def life(town, target):
    """A target submitted, withdrawn, changed and submitted again: four versions."""
    officer = town.people[Role.UNIT_OFFICER]
    fire(target, "submit", by=officer, note="第一次", at=NOON)
    fire(target, "withdraw", by=officer, at=NOON)
    edit(target, by=officer, changes={"amount": 7}, at=NOON)
    fire(target, "submit", by=officer, at=NOON)
    return target
