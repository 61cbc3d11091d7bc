"""Two people at once on the same rows, through the pages, on committed rows."""

import pytest
from django.test import Client

from lifecycle.models import Claim, Installation, StepToken, TransitionLog
from lifecycle.roles import Role
from tests.conftest import NOON, put, seated
from tests.lifecycle.test_races import fork, made, race
from tests.page import Page

OBJECTS = 30
RETURN = "lifecycle.target:desk_return"


@pytest.fixture
def waiting(committed, town):
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})
    return [put(made(town, n), "biz_review").pk for n in range(OBJECTS)]


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def claims(keys, clients):
    """Claim each object through the page; count those that were got."""
    client, got = clients.get(timeout=10), 0
    for key in keys:
        answer = client.post("/inbox/claim/", {"one": f"lifecycle.target:{key}:0"}, follow=True)
        got += "已认领1项" in Page(answer).text
    return got


def test_of_two_who_click_claim_at_once_one_gets_it(waiting, town):
    clients = fork.Queue()
    clients.put(signed_in(town.people[Role.DESK]))
    clients.put(signed_in(seated("mate", Role.DESK, town.desk)))
    assert sum(race(claims, waiting, clients)) == OBJECTS
    assert Claim.objects.count() == OBJECTS


def confirms(client, form):
    text = Page(client.post("/inbox/bulk/", form)).text
    return f"已办理{OBJECTS}项" in text, "已经提交过" in text


def test_a_double_click_on_the_confirmation_is_one_act(waiting, town):
    client = signed_in(town.people[Role.DESK])
    rows = ",".join(f"lifecycle.target:{key}:0" for key in waiting)
    form = {"picks": rows, "step": RETURN, "confirm": "1", "note": "指标偏少", "key": "k" * 20}
    assert sorted(race(confirms, client, form)) == [(True, False), (True, True)]
    assert TransitionLog.objects.count() == OBJECTS
    assert StepToken.objects.count() == 1


def answered(clients, form):
    client = clients.get(timeout=10)
    text = Page(client.post("/inbox/bulk/", form)).text
    return f"已办理{OBJECTS}项" in text


def test_of_two_who_confirm_the_same_rows_one_moves_them_all(waiting, town):
    clients = fork.Queue()
    clients.put(signed_in(town.people[Role.DESK]))
    clients.put(signed_in(seated("mate", Role.DESK, town.desk)))
    rows = ",".join(f"lifecycle.target:{key}:0" for key in waiting)
    form = {"picks": rows, "step": RETURN, "confirm": "1", "note": "指标偏少", "key": "k" * 20}
    assert sorted(race(answered, clients, form)) == [False, True]
    assert TransitionLog.objects.count() == OBJECTS
