"""Seals: the heads of the log, written outside the database, each chained to the one before."""

import json
import multiprocessing
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from lifecycle import sealing, tasks, verification
from lifecycle.models import Heartbeat, TransitionLog
from lifecycle.roles import Role
from lifecycle.transitions import edit, fire
from tests.conftest import NOON
from tests.ground import standing
from tests.lifecycle.test_verification import as_owner

pytestmark = pytest.mark.django_db


@standing
def moved(town, target):
    officer = town.people[Role.UNIT_OFFICER]
    fire(target, "submit", by=officer, at=NOON)
    fire(target, "withdraw", by=officer, at=NOON)
    return target


def write(folder, at=NOON):
    return sealing.write(sealing.heads(), folder, at=at)


def head(target):
    line = TransitionLog.objects.filter(object_id=target.pk).latest("version")
    return {f"lifecycle.target {target.pk}": [line.version, line.hash]}


def test_the_first_seal_holds_every_head_and_later_ones_what_moved(town, moved, tmp_path):
    path = write(tmp_path)
    before = head(moved)
    write(tmp_path)
    edit(moved, by=town.people[Role.UNIT_OFFICER], changes={"amount": 7}, at=NOON)
    assert write(tmp_path) == path
    found = list(sealing.seals(tmp_path))
    assert [(one["whole"], one["lines"], one["heads"]) for one in found] == [
        (True, 2, before),
        (False, 2, {}),
        (False, 3, head(moved)),
    ]
    assert [one["previous"] for one in found] == ["", found[0]["seal"], found[1]["seal"]]
    assert found[0]["root"] == found[1]["root"] != found[2]["root"]
    assert sealing.broken_seals(tmp_path) == []


def test_there_is_one_file_a_day_and_a_whole_seal_a_month(moved, tmp_path):
    days = [NOON, NOON + timedelta(days=1), NOON + timedelta(days=31)]
    for day in days:
        write(tmp_path, day)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "seal-2023-03-01.jsonl",
        "seal-2023-03-02.jsonl",
        "seal-2023-04-01.jsonl",
    ]
    assert [one["whole"] for one in sealing.seals(tmp_path)] == [True, False, True]
    assert sealing.broken_seals(tmp_path) == []


def test_a_day_begins_at_the_citys_midnight(moved, tmp_path):
    assert write(tmp_path, datetime(2023, 3, 1, 16, tzinfo=UTC)).name == "seal-2023-03-02.jsonl"


def test_a_clock_set_back_keeps_the_order(moved, tmp_path):
    path = write(tmp_path)
    assert write(tmp_path, NOON - timedelta(days=40)) == path
    assert sealing.broken_seals(tmp_path) == []


def test_what_a_crash_left_unfinished_was_never_a_seal(moved, tmp_path):
    path = write(tmp_path)
    whole = path.read_text()
    path.write_text(whole + whole[:50])
    assert len(list(sealing.seals(tmp_path))) == 1
    write(tmp_path)
    assert path.read_text().startswith(whole)
    assert len(list(sealing.seals(tmp_path))) == 2
    assert sealing.broken_seals(tmp_path) == []


@pytest.mark.parametrize("part", sorted(sealing.PARTS))
def test_a_changed_seal_is_named(moved, tmp_path, part):
    path = write(tmp_path)
    write(tmp_path)
    first, second = path.read_text().splitlines()
    forged = json.loads(first) | {part: "x"}
    path.write_text(f"{json.dumps(forged)}\n{second}\n")
    assert sealing.broken_seals(tmp_path)
    assert sealing.sealed_lines(tmp_path) == {}


def test_a_removed_seal_is_missed(moved, tmp_path):
    path = write(tmp_path)
    write(tmp_path)
    path.write_text(path.read_text().splitlines()[1] + "\n")
    assert len(sealing.broken_seals(tmp_path)) == 1


@pytest.mark.parametrize("line", ["{", "[]", "{}", "7"])
def test_a_line_that_is_no_seal_is_named_by_file_and_number(moved, tmp_path, line):
    path = write(tmp_path)
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(CommandError, match=r"seal-2023-03-01\.jsonl 第 2 行"):
        call_command("verify_log", folder=tmp_path)


def test_a_line_written_anew_shows_against_the_seal_though_the_chain_is_whole(
    town, moved, tmp_path, capsys
):
    write(tmp_path)
    edit(moved, by=town.people[Role.UNIT_OFFICER], changes={"amount": 7}, at=NOON)
    call_command("verify_log", replay=True, folder=tmp_path)
    with as_owner() as cursor:
        cursor.execute("UPDATE lifecycle_transitionlog SET note = '伪造' WHERE version = 2")
        _rechain(cursor)
    call_command("verify_log", replay=True, folder=tmp_path / "no seals")
    with pytest.raises(CommandError):
        call_command("verify_log", replay=True, folder=tmp_path)
    assert f"{moved.pk} v2：与封存的指纹不同" in capsys.readouterr().err


def _rechain(cursor):
    before = ""
    for line in list(verification.lines()):
        digest = verification.line_hash(before, line)
        cursor.execute(
            "UPDATE lifecycle_transitionlog SET prev_hash = %s, hash = %s WHERE version = %s",
            [before, digest, line["version"]],
        )
        before = digest


def test_the_task_seals_where_the_settings_say_and_leaves_its_heartbeat(moved, tmp_path, settings):
    settings.SEAL_DIR = tmp_path / "a" / "b"
    tasks.seal()
    (path,) = settings.SEAL_DIR.iterdir()
    assert path.name == f"seal-{timezone.localdate():%Y-%m-%d}.jsonl"
    (sealed,) = sealing.seals(settings.SEAL_DIR)
    assert sealed["heads"] == head(moved)
    assert timezone.now() - Heartbeat.objects.get(loop="seal").last_seen < timedelta(minutes=1)


def test_a_seal_that_cannot_be_written_leaves_no_heartbeat(moved, tmp_path, settings):
    settings.SEAL_DIR = tmp_path / "seals"
    settings.SEAL_DIR.write_text("no folder")
    with pytest.raises(FileExistsError):
        tasks.seal()
    assert not Heartbeat.objects.filter(loop="seal").exists()


def test_beat_wakes_the_seal_every_ten_minutes(settings):
    assert settings.SEAL_SECONDS == 600
    entry = settings.CELERY_BEAT_SCHEDULE["lifecycle.seal"]
    assert entry["task"] == tasks.seal.name == "lifecycle.seal"
    assert entry["schedule"].run_every == timedelta(minutes=10)


def seal_five_times(folder):
    for _time in range(5):
        sealing.seal(folder)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_write_one_chain(committed, tmp_path):
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(4) as pool:
        pool.map(seal_five_times, [tmp_path] * 4)
    assert len(list(sealing.seals(tmp_path))) == 20
    assert sealing.broken_seals(tmp_path) == []


def test_an_odd_leaf_goes_up_alone():
    one, two, three = (sealing.merkle([leaf]) for leaf in "abc")
    assert len({sealing.merkle([]), one, two, three, sealing.merkle(["a", "b", "c"])}) == 5
