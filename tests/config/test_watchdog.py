"""A worker that stands still ends itself; one that has nothing to do, or sees nothing, does not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from config import watchdog
from config.celery import app
from lifecycle.models import Heartbeat
from tests.config.conftest import ROOT


class Hours:
    """What is seen at each look, ten seconds apart."""

    def __init__(self, *seen):
        self.seen, self.at = list(seen), 0.0

    def look(self):
        found = self.seen.pop(0)
        self.at += 10
        if isinstance(found, Exception):
            raise found
        return found

    def now(self):
        return self.at


def stalled(*seen):
    hours = Hours(*seen)
    watch = watchdog.Stalled(hours.look, hours.now)
    return [watch.seconds() for _look in seen]


def test_it_stalls_while_tasks_wait_and_nothing_is_heard():
    assert stalled((3, "noon"), (4, "noon"), (5, "noon")) == [0, 10, 20]


def test_a_loop_that_is_heard_is_work():
    assert stalled((3, "noon"), (3, "noon"), (3, "later"), (3, "later")) == [0, 10, 0, 10]


def test_an_empty_queue_is_no_standstill():
    assert stalled((3, "noon"), (0, "noon"), (0, "noon"), (1, "noon")) == [0, 0, 0, 10]


def test_what_cannot_be_seen_is_not_mended_by_a_restart():
    gone = ConnectionError("no broker")
    assert stalled((3, "noon"), gone, gone, (3, "noon")) == [0, 0, 0, 10]


def _here():
    """Name the database of the test, for another process."""
    database = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


@pytest.fixture
def worker(tmp_path):
    """A real worker with a pool, on a queue of its own."""
    words = {"STALL_SECONDS": "2", "LOG_FORMAT": "plain", "LOG_LEVEL": "WARNING"}
    environment = os.environ | words | {"DATABASE_URL": _here()}
    queue = f"stalled-{os.getpid()}"
    order = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-Q", queue]
    with (
        (tmp_path / "worker.log").open("wb") as log,
        subprocess.Popen(
            order, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        ) as child,
    ):
        try:
            yield child, queue, tmp_path / "worker.log"
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            with app.connection_for_write() as broker:
                broker.default_channel.queue_delete(queue)


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_pool_hangs_ends_for_its_supervisor(worker):
    child, queue, log = worker
    give_up = time.monotonic() + 120
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    while not Heartbeat.objects.exists() and child.poll() is None and time.monotonic() < give_up:
        app.send_task("lifecycle.relay", queue=queue, expires=2)
        time.sleep(0.2)
    for pid in children.read_text().split():
        os.kill(int(pid), signal.SIGSTOP)
    while child.poll() is None and time.monotonic() < give_up:
        app.send_task("lifecycle.relay", queue=queue, expires=2)
        time.sleep(0.2)
    assert child.poll() == watchdog.SOFTWARE, log.read_text()
    assert "stalled" in log.read_text()
