"""The dead man's switch: what stands still, and since when."""

from datetime import datetime, timedelta

import pytest

from lifecycle.models import DueSlot, Installation
from lifecycle.queries.pulse import WATCHED, standing_still
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def slot(kind, day, *, done_at=None):
    state = "waiting" if done_at is None else "done"
    return DueSlot.objects.create(kind=kind, business_date=day, state=state, done_at=done_at)


def local(day, hour):
    return datetime.combine(day, datetime.min.time(), NOON.tzinfo) + timedelta(hours=hour)


DAY = NOON.date()


def names(now):
    return {one.name: one.since for one in standing_still(now)}


def test_the_judging_and_its_digest_and_one_kind_due_daily_are_watched():
    assert {name: one.daily for name, one in WATCHED.items()} == {
        "sweep": False,
        "demands": True,
        "warnings": False,
    }


def test_an_installation_that_has_done_nothing_yet_stands_not_still():
    assert standing_still(NOON) == []


def test_judging_that_was_owed_and_never_done_counts_from_its_day():
    slot("sweep", DAY)
    assert names(local(DAY, 26)) == {}
    assert names(local(DAY, 26.01)) == {"sweep": local(DAY, 0)}


def test_judging_counts_from_when_it_was_last_done_and_from_the_next_day_owed():
    slot("sweep", DAY, done_at=local(DAY, 9))
    assert names(local(DAY, 99)) == {}
    slot("sweep", DAY + timedelta(days=1))
    assert names(local(DAY, 35)) == {}
    assert names(local(DAY, 50.01)) == {"sweep": local(DAY, 24)}
    DueSlot.objects.update(state="failed")
    slot("sweep", DAY + timedelta(days=2), done_at=local(DAY, 49))
    assert names(local(DAY, 99)) == {}


def test_what_is_due_daily_is_missed_though_nobody_planned_it():
    slot("demands", DAY, done_at=local(DAY, 9))
    assert names(local(DAY, 35)) == {}
    assert names(local(DAY, 35.01)) == {"demands": local(DAY, 9)}


def test_in_a_rehearsal_no_timed_work_is_late():
    slot("sweep", DAY)
    Installation.objects.create(id=1, rehearsal_at=NOON)
    assert names(local(DAY, 99)) == {}
