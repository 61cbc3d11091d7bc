"""The same days lived twice, once under kills; then the control under kills of its own."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from celery import Celery
from kombu.exceptions import OperationalError

from benchmarks.chaos import rows, story
from benchmarks.chaos.killing import BESIDE_A_DAY, WORKING_A_DAY, Crew, Killer, pause, victims
from config.processes import Processes
from config.services import Embedded, free_port
from config.services.postgres import DATABASE, OWNER
from config.services.processes import awaited

PATIENCE = 90.0
STALLED = 0.4
LEFT = """SELECT
  (SELECT count(*) FROM lifecycle_dueslot WHERE business_date = %(day)s) > 0
  AND NOT EXISTS (SELECT FROM lifecycle_dueslot WHERE state = 'waiting')
  AND NOT EXISTS (SELECT FROM lifecycle_notice WHERE state NOT IN ('sent', 'parked', 'folded')),
  (SELECT count(*) FROM lifecycle_dueslot WHERE state <> 'waiting')
  + (SELECT count(*) FROM lifecycle_notice WHERE state <> 'waiting')"""
# What a killed relay had claimed waits for a minute: that minute goes by.
LATER = "UPDATE lifecycle_notice SET next_try_at = now() WHERE state = 'waiting'"
STANDING = """SELECT kind || ' ' || business_date, attempts, fault FROM lifecycle_dueslot
WHERE state = 'waiting' UNION ALL
SELECT kind, attempts, fault FROM lifecycle_notice WHERE state = 'waiting' LIMIT 9"""
HIT = """SELECT (SELECT count(*) FROM lifecycle_dueslot WHERE attempts > 1),
  (SELECT count(*) FROM lifecycle_notice WHERE attempts > 1)"""


class Stuck(Exception):  # noqa: N818 - the sentence says what stands still
    """A day did not come to its end."""


@dataclass(slots=True)
class Outcome:
    """What the kills did, and what is wrong afterwards."""

    kills: dict[str, int]
    rows: dict[str, int]
    mails: int
    extra: int
    hit: tuple[int, int]
    faults: list[str] = field(default_factory=list)
    control: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many were killed."""
        return sum(self.kills.values())


class Trial:
    """One set of servers, one city, and the databases of each run."""

    def __init__(
        self, servers: Embedded, logs: Path, *, seed: int, kills: int, broker: bool = True
    ) -> None:
        self._servers, self._logs = servers, logs
        self._seed, self._broker = seed, broker
        # A kill may find nobody: one day in twenty more, so that not fewer are killed than asked.
        wanted = kills + kills // 20
        self._days = -(-wanted // (WORKING_A_DAY + (BESIDE_A_DAY if broker else 0)))

    def run(self) -> Outcome:
        """Found the city, live in it twice, and compare."""
        self._child(self._environment(DATABASE, 1), "found", self._seed)
        self._copy("calm")
        self._calm()
        self._copy("stormy")
        killer, taken = self._stormy()
        return self._outcome(killer, taken)

    def _outcome(self, killer: Killer, taken: Mapping[str, int]) -> Outcome:
        calm, stormy = (rows.written(self._url(name)) for name in ("calm", "stormy"))
        wanted = self._wanted("stormy")
        total = sum(killer.killed.values())
        faults = [
            f"{table}: {lost} lost, {doubled} on top"
            for table, (lost, doubled) in rows.differences(calm, stormy).items()
        ]
        with psycopg.connect(self._url("stormy")) as database:
            hit = database.execute(HIT).fetchone()
        return Outcome(
            kills=killer.killed,
            rows={name: found.total() for name, found in stormy.items()},
            mails=len(wanted),
            extra=sum(taken.values()) - len(taken),
            hit=hit,
            faults=faults + rows.mail_faults(wanted, taken, faults=total),
            control=self._control(),
        )

    def _calm(self) -> None:
        with Processes(self._logs, {}) as post:
            port, _book = self._post(post, "calm")
            self._child(self._environment("calm", port), "live", self._days)

    def _stormy(self) -> tuple[Killer, Mapping[str, int]]:
        chance = random.Random(self._seed)  # noqa: S311 - a seed that is told
        port = free_port()
        with Crew(self._logs, self._environment("stormy", port)) as crew:
            _port, book = self._post(crew, "stormy", port)
            if self._broker:
                crew.celery()
            else:
                crew.start("worker", "benchmarks.chaos.loops")
            killer = Killer(self._servers, crew, "stormy", chance)
            for at in story.days(self._days):
                self._live(at, killer, crew, chance)
        return killer, rows.accepted(book)

    def _live(self, at: datetime, killer: Killer, crew: Crew, chance: random.Random) -> None:
        self._do("UPDATE lifecycle_installation SET rehearsal_at = %s", at)
        for victim in victims(chance, broker=self._broker):
            self._wake()
            pause(chance)
            killer.kill(victim)
        self._until_done(at, crew)

    def _until_done(self, at: datetime, crew: Crew) -> None:
        give_up, progress = time.monotonic() + PATIENCE, (-1, 0.0)
        while True:
            done, count = self._left(at)
            if done:
                return
            now = time.monotonic()
            if now > give_up:
                raise Stuck(f"{at:%Y-%m-%d}: {self._standing()}")
            if count != progress[0]:
                progress = (count, now)
            elif now - progress[1] > STALLED:
                crew.revive()
                self._do(LATER)
                self._wake()
                progress = (count, now)
            time.sleep(0.03)

    def _standing(self) -> list[tuple[str, int, str]]:
        with psycopg.connect(self._url("stormy")) as database:
            return database.execute(STANDING).fetchall()

    def _left(self, at: datetime) -> tuple[bool, int]:
        with suppress(psycopg.OperationalError), psycopg.connect(self._url("stormy")) as database:
            done, count = database.execute(LEFT, {"day": at.date()}).fetchone()
            return done, count
        return False, -1  # it recovers from a crash

    def _wake(self) -> None:
        if not self._broker:
            return
        with Celery(broker=self._servers.redis.url, set_as_current=False) as app:
            for task in ("lifecycle.tick", "lifecycle.relay"):
                with suppress(OperationalError, OSError):
                    app.send_task(task, expires=2, retry=False)

    def _control(self) -> list[str]:
        """Kill the naive relay as often as it takes to have something wrong, at most twenty."""
        chance = random.Random(self._seed)  # noqa: S311 - the same seed
        wanted = self._wanted("calm")
        with Processes(self._logs, {}) as post:
            port, book = self._post(post, "naive")
            order = [sys.executable, "-m", "benchmarks.chaos.naive", self._url("calm"), str(port)]
            killed = sum(_interrupted(order, book, chance) for _turn in range(20))
            subprocess.run(order, check=True)  # noqa: S603 - our own module
            return rows.mail_faults(wanted, rows.accepted(book), faults=killed)

    def _wanted(self, name: str) -> set[str]:
        with psycopg.connect(self._url(name)) as database:
            question = "SELECT message_id FROM lifecycle_notice WHERE state = 'sent'"
            return {key for (key,) in database.execute(question)}

    def _do(self, order: str, *words: object) -> None:
        def done() -> bool:
            with suppress(psycopg.OperationalError), psycopg.connect(url) as database:
                database.execute(order, words or None)
                return True
            return False

        url = self._url("stormy")
        if not awaited(done, PATIENCE):
            raise Stuck(order)

    def _post(self, processes: Processes, name: str, port: int = 0) -> tuple[int, Path]:
        port, book = port or free_port(), self._logs / f"{name}.book"
        processes.mail(port, book)
        awaited(lambda: book.exists() and _listens(port), PATIENCE)
        return port, book

    def _copy(self, name: str) -> None:
        with psycopg.connect(self._servers.postgres.url("postgres", "postgres")) as server:
            server.autocommit = True
            server.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {OWNER}")

    def _url(self, name: str) -> str:
        return self._servers.postgres.url(OWNER, name)

    def _environment(self, name: str, port: int) -> dict[str, str]:
        return {
            **self._servers.environment(),
            "DATABASE_URL": self._url(name),
            "AUDIT_DATABASE_URL": self._url(name),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(port),
            "TICK_SECONDS": "1",
            "RELAY_SECONDS": "1",
            "STALL_SECONDS": "20",
            "SEAL_DIR": str(self._logs / "seals"),
        }

    def _child(self, environment: Mapping[str, str], act: str, number: int) -> None:
        order = [sys.executable, "-m", "benchmarks.chaos.story", act, str(number)]
        subprocess.run(order, env={**os.environ, **environment}, check=True)  # noqa: S603


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _interrupted(order: list[str], book: Path, chance: random.Random) -> bool:
    """Start the naive relay and kill it once it has mailed a few more."""
    until = len(book.read_text().split()) + chance.randint(1, 3)
    with subprocess.Popen(order) as relay:  # noqa: S603 - our own module
        awaited(lambda: relay.poll() is not None or len(book.read_text().split()) >= until, 10)
        relay.kill()
        return relay.wait() != 0
