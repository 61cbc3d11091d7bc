"""Due slots: each once, in order, after any absence; poison is parked and blocks nothing."""

import multiprocessing
import threading
import time
from datetime import date, timedelta
from functools import partial

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.db.models import F

from config.celery import app
from lifecycle import slots
from lifecycle.models import DueSlot, Heartbeat, Installation
from lifecycle.tasks import tick
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
DAY = date(2023, 3, 1)


def daily(run):
    return slots.Kind(run, lambda day: True)


@pytest.fixture
def worked(monkeypatch):
    done = []
    monkeypatch.setattr(slots, "WORK", {"a": daily(lambda day: done.append(("a", day)))})
    return done


def test_a_week_of_absence_becomes_seven_slots_in_order(worked):
    slots.plan(DAY)
    slots.work_through()
    slots.plan(DAY + timedelta(days=7))
    assert slots.work_through() == 7
    assert worked == [("a", DAY + timedelta(days=n)) for n in range(8)]


def test_planning_twice_makes_no_second_slot(worked):
    slots.plan(DAY)
    slots.plan(DAY)
    assert DueSlot.objects.count() == 1
    assert slots.work_through() == 1
    assert slots.work_through() == 0


def test_a_slot_that_fails_leaves_nothing_and_is_parked_after_five_attempts(monkeypatch, worked):
    def fail(day):
        Heartbeat.objects.create(loop="half", last_seen=NOON)
        raise ValueError("坏\n数据")

    monkeypatch.setitem(slots.WORK, "b", daily(fail))
    slots.plan(DAY)
    for _attempt in range(8):
        slots.work_through(limit=2)
    broken = DueSlot.objects.get(kind="b")
    assert (broken.state, broken.fault) == ("failed", "ValueError: 坏 数据")
    assert not Heartbeat.objects.filter(loop="half").exists()
    assert DueSlot.objects.get(kind="a").state == "done"


def test_a_server_that_goes_away_ends_the_pass_before_any_later_slot(monkeypatch, worked):
    def cut_off(day):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(slots, "WORK", {"0": daily(cut_off), **slots.WORK})
    slots.plan(DAY)
    with pytest.raises(OperationalError):
        slots.work_through()
    assert worked == []
    assert slots.work_through() == 0  # whoever counted may hold it yet
    DueSlot.objects.update(tried_at=F("tried_at") - timedelta(seconds=1))
    monkeypatch.setitem(slots.WORK, "0", daily(lambda day: worked.append(("0", day))))
    assert slots.work_through() == 2
    assert worked == [("0", DAY), ("a", DAY)]
    assert DueSlot.objects.get(kind="0").attempts == 2


def test_a_pass_that_has_lasted_long_enough_leaves_the_rest_to_the_next(worked):
    slots.plan(DAY + timedelta(days=2), since=DAY)
    assert slots.work_through(seconds=0) == 1
    assert worked == [("a", DAY)]
    assert list(DueSlot.objects.filter(state="waiting").values_list("attempts", flat=True)) == [
        0,
        0,
    ]
    assert slots.work_through() == 2


def test_a_pass_cut_short_is_gone_on_with_at_once(monkeypatch, worked):
    Installation.objects.create(id=1, epoch="", rehearsal_at=NOON)
    slots.plan(DAY, since=DAY - timedelta(days=3))
    monkeypatch.setattr(slots, "work_through", partial(slots.work_through, seconds=0))
    monkeypatch.setattr(slots, "PASS_SECONDS", 0)
    monkeypatch.setitem(app.conf, "task_always_eager", True)
    tick()
    assert [day for _kind, day in worked] == [DAY - timedelta(days=n) for n in (3, 2, 1, 0)]


@pytest.mark.parametrize("name", ["lifecycle.tick", "lifecycle.relay", "lifecycle.trials"])
def test_what_takes_long_ends_before_the_broker_hands_it_out_again(name):
    task, broker = app.tasks[name], app.conf.broker_transport_options
    assert slots.PASS_SECONDS < task.soft_time_limit < task.time_limit
    assert task.time_limit < broker["visibility_timeout"]
    assert task.time_limit < settings.STALL_SECONDS


def test_a_tick_goes_by_the_business_clock_and_leaves_its_heartbeat(worked):
    Installation.objects.create(id=1, epoch="", rehearsal_at=NOON)
    assert slots.tick() == 1
    assert worked == [("a", DAY)]
    assert Heartbeat.objects.filter(loop="tick").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seconds", "outcome"), [(0.1, True), (2, None)])
def test_a_slot_that_another_looks_at_is_worked_and_one_that_another_works_is_left(
    committed, worked, seconds, outcome
):
    slots.plan(DAY)
    slot = slots._counted([])
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT FROM lifecycle_dueslot FOR UPDATE")
        timer = threading.Timer(seconds, other.commit)
        timer.start()
        assert slots._work_one(*slot) is outcome
        timer.cancel()
    assert DueSlot.objects.get().state == ("done" if outcome else "waiting")


def work_slowly(days):
    slots.WORK = {"a": daily(lambda day: time.sleep(0.02))}
    done = slots.work_through()
    connections.close_all()
    return done


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_do_each_slot_once_and_park_none(committed, worked):
    slots.plan(DAY + timedelta(days=29), since=DAY)
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(4) as pool:
        done = sum(pool.map(work_slowly, range(4)))
    done += slots.work_through()
    assert done == 30
    assert set(DueSlot.objects.values_list("state", "attempts")) == {("done", 1)}
