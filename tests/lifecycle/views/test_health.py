"""healthz: open, short, and red when a loop has died."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from lifecycle.models import Heartbeat, Notice
from lifecycle.roles import Role
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def test_an_installation_whose_loops_never_ran_is_well():
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ok": True,
        "database": True,
        "redis": True,
        "heartbeat_age_seconds": {},
        "silent": [],
        "stalled": {},
        "oldest_queued_notice_seconds": None,
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("loop", ["tick", "relay"])
def test_a_loop_that_died_fails_it(loop, long_ago):
    Heartbeat.objects.create(loop="tick", last_seen=timezone.now())
    Heartbeat.objects.update_or_create(loop=loop, defaults={"last_seen": long_ago})
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["silent"]) == (503, [loop])


def test_redis_is_told_and_never_fails_it(monkeypatch):
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["redis"]) == (200, False)


def test_a_database_that_is_down_is_told_not_thrown():
    def down(execute, sql, params, many, context):
        raise OperationalError("down")

    with connection.execute_wrapper(down):
        answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": False, "redis": True}


def test_the_age_of_waiting_mail_is_told(town):
    person = town.people[Role.DESK]
    notice = Notice.objects.create(
        person=person, address="a@example.com", kind="x", subject="x", body="x",
        message_id="<x@x>", at=NOON,
    )  # fmt: skip
    Notice.objects.update(created_at=timezone.now() - timedelta(seconds=90))
    assert 90 <= Client().get("/healthz").json()["oldest_queued_notice_seconds"] < 100
    notice.state = Notice.State.SENT
    notice.save()
    assert Client().get("/healthz").json()["oldest_queued_notice_seconds"] is None


def test_it_only_answers_to_reading():
    assert Client().post("/healthz").status_code == 405
