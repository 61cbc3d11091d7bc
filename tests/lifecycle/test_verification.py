"""verify_log names what was changed or removed, wherever it was."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lifecycle import verification
from lifecycle.models import Target
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import NOON
from tests.ground import standing

pytestmark = pytest.mark.django_db


@standing
def moved(town, target):
    officer = town.people[Role.UNIT_OFFICER]
    fire(target, "submit", by=officer, note="第一次", at=NOON)
    fire(target, "withdraw", by=officer, at=NOON)
    edit(target, by=officer, changes={"amount": 7}, at=NOON)
    fire(target, "submit", by=officer, at=NOON)
    return target


@contextmanager
def as_owner(table="lifecycle_transitionlog"):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def faults(*, replay=True):
    found = verification.examine()
    if replay:
        found.objects()
    return [(fault.object_id, fault.version) for fault in found.faults]


def test_an_untouched_log_is_whole_and_replays(moved):
    assert faults() == []


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_verifier_does_not_depend_on_the_time_zone(moved, zone):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL TIME ZONE '{zone}'")
    assert faults() == []


COLUMNS = {
    "note": "'x'",
    "by_name": "'别人'",
    "organisation": "'别处'",
    "at": "at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 second'",
    "content_hash": "repeat('0', 64)",
    "pack": "'other'",
    "after": "'approved'",
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_changed_line_is_named(moved, column, version):
    with as_owner() as cursor:
        cursor.execute(
            f"UPDATE lifecycle_transitionlog SET {column} = {COLUMNS[column]} WHERE version = %s",
            [version],
        )
    assert (moved.pk, version) in faults(replay=False)


def test_a_recomputed_hash_breaks_the_next_line(moved):
    with as_owner() as cursor:
        line = verification.lines().filter(version=2).get()
        line["note"] = "伪造"
        forged = verification.line_hash(line["prev_hash"], line)
        cursor.execute(
            "UPDATE lifecycle_transitionlog SET note = '伪造', hash = %s WHERE version = 2",
            [forged],
        )
    assert faults(replay=False) == [(moved.pk, 3)]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_removed_line_is_named_by_its_gap(moved, version):
    with as_owner() as cursor:
        cursor.execute("DELETE FROM lifecycle_transitionlog WHERE version = %s", [version])
    assert (moved.pk, version + 1) in faults(replay=False)


def test_a_cut_tail_shows_against_the_object(moved):
    with as_owner() as cursor:
        cursor.execute("DELETE FROM lifecycle_transitionlog WHERE version = 4")
    assert faults() == [(moved.pk, 4)]


def test_a_cut_tail_with_the_object_turned_back_shows_against_the_seal(moved, tmp_path):
    call_command("verify_log", seal=True, folder=tmp_path)
    with as_owner("lifecycle_target") as cursor:
        cursor.execute("UPDATE lifecycle_target SET state = 'draft', version = 3")
    with as_owner() as cursor:
        cursor.execute("DELETE FROM lifecycle_transitionlog WHERE version = 4")
    assert faults() == []
    with pytest.raises(CommandError):
        call_command("verify_log", folder=tmp_path)


def test_a_state_written_past_the_log_shows_in_the_replay(moved):
    with as_owner("lifecycle_target") as cursor:
        cursor.execute("UPDATE lifecycle_target SET state = 'approved'")
    assert faults() == [(moved.pk, 4)]


def test_a_removed_object_is_missed(moved):
    with as_owner("lifecycle_indicator") as cursor:
        cursor.execute("DELETE FROM lifecycle_indicator")
    with as_owner("lifecycle_target") as cursor:
        cursor.execute("DELETE FROM lifecycle_target")
    assert faults() == [(moved.pk, 4)]


def test_the_command_says_what_it_found_in_order(moved, tmp_path, capsys):
    call_command("verify_log", replay=True, folder=tmp_path)
    out = capsys.readouterr().out
    assert "4 行" in out
    assert "1 个对象" in out
    assert Target.objects.count() == 1
