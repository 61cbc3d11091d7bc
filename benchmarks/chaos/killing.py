"""Kill −9 of what does the work: pool child, worker, beat, Redis, database backend, postmaster."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg

from config.processes import Processes
from config.services import Embedded, free_port
from config.services.processes import awaited

WORKING = {"child": 10, "worker": 1, "backend": 3, "postmaster": 2}
"""Whom to kill of those that stand in the midst of a slot or a mail, and how often."""
BESIDE = {"redis": 1, "beat": 1}
WORKING_A_DAY, BESIDE_A_DAY = 4, 2
"""A slot is parked at its sixth attempt: five kills of one slot are a poisoned slot, not chance."""
BACKENDS = """SELECT pid FROM pg_stat_activity
WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY pid"""
PATIENCE = 20
SOON = 1


class Crew(Processes):
    """Worker, beat and mail server; the worker and beat come back when they fall."""

    def __init__(self, logs: Path, environment: dict[str, str]) -> None:
        super().__init__(logs, environment)
        self._orders: dict[str, tuple[str, ...]] = {}

    def start(self, name: str, *module: str) -> None:
        """Start a child, and remember how."""
        self._orders[name] = module
        super().start(name, *module)

    def pid(self, name: str) -> int:
        """Name the process of a child."""
        return self._children[name].pid

    def kill(self, name: str) -> None:
        """Kill a child with all that it has started, and start it anew."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid(name), signal.SIGKILL)
        self._children[name].wait()
        self.start(name, *self._orders[name])

    def revive(self) -> None:
        """Start again what has fallen by itself, as any supervisor does."""
        for name, child in self._children.items():
            if child.poll() is not None:
                self.kill(name)


def victims(chance: random.Random, *, broker: bool) -> list[str]:
    """Choose whom to kill on a day, in which order; without a broker there is nobody beside."""
    chosen = chance.choices(list(WORKING), list(WORKING.values()), k=WORKING_A_DAY)
    if broker:
        chosen += chance.choices(list(BESIDE), list(BESIDE.values()), k=BESIDE_A_DAY)
    chance.shuffle(chosen)
    return chosen


class Killer:
    """Kills one at a time and brings back what a supervisor would; counts what it hit."""

    def __init__(self, servers: Embedded, crew: Crew, database: str, chance: random.Random) -> None:
        self._servers, self._crew, self._database = servers, crew, database
        self._chance = chance
        self.killed: dict[str, int] = {}

    def kill(self, victim: str) -> None:
        """Kill one, and return when its place is taken again."""
        acts: dict[str, Callable[[], bool]] = {
            "child": self._child,
            "backend": self._backend,
            "redis": self._redis,
            "postmaster": self._postmaster,
        }
        act = acts.get(victim, lambda: self._whole(victim))
        # A pool child may not have been born yet, and a backend may just have gone.
        if awaited(act, PATIENCE):
            self.killed[victim] = self.killed.get(victim, 0) + 1

    def _whole(self, name: str) -> bool:
        self._crew.kill(name)
        return True

    def _child(self) -> bool:
        self._crew.revive()
        pid = self._crew.pid("worker")
        with suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return bool(children) and _end(int(self._chance.choice(children)))
        return False

    def _backend(self) -> bool:
        self._crew.revive()
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(self._url(), autocommit=True) as server,
        ):
            found = [pid for (pid,) in server.execute(BACKENDS, [self._database])]
            return bool(found) and _end(self._chance.choice(found))
        return False

    def _url(self) -> str:
        return self._servers.postgres.url("postgres", "postgres")

    def _redis(self) -> bool:
        redis = self._servers.redis
        port = redis.port
        _end(redis.pid())
        # Its clients know that port alone, and their ends of the cut lines still hold it.
        gone = awaited(lambda: redis.pid() is None and free_port(port) == port, PATIENCE)
        redis.start()
        return gone and redis.port == port

    def _postmaster(self) -> bool:
        postgres = self._servers.postgres
        pid = postgres.pid()
        _end(pid)
        # While its parent has not buried it, the new one takes the lock for held.
        awaited(lambda: not Path(f"/proc/{pid}").exists(), PATIENCE)
        # Its backends see that it is gone; a new one must not write beside them.
        if not awaited(lambda: not list(_working_in(postgres.cluster)), SOON):
            for pid in _working_in(postgres.cluster):
                _end(pid)
            awaited(lambda: not list(_working_in(postgres.cluster)), PATIENCE)
        postgres.start()
        return True


def _working_in(directory: Path) -> Iterator[int]:
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if link.samefile(directory):
                yield int(link.parent.name)


def _end(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def pause(chance: random.Random) -> None:
    """Let the work go on until the next moment of the dice."""
    time.sleep(chance.uniform(0.01, 0.3))
