"""PostgreSQL and Redis of one checkout: shared by its commands, stopped by the last one out."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from config.services import places
from config.services.locks import UseLock, gate
from config.services.postgres import APPLICATION, AUDITOR, OWNER, Build, Postgres, builds, chosen
from config.services.redis_server import RedisServer
from config.services.trouble import ServiceError


class Embedded:
    """The servers of one `var`, found running or started; a context manager.

    What lies in `var/postgres-<major>` is kept from run to run. `durable=False` is for tests.
    """

    def __init__(
        self, var: Path, *, postgres: bool = True, redis: bool = True, durable: bool = True
    ) -> None:
        self.var = _prepared(var)
        self.postgres: Postgres | None = None
        self.redis: RedisServer | None = None
        self._wanted = (postgres, redis)
        self._durable = durable
        self._lock: UseLock | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def start(self) -> None:
        """Find the servers running or start them, and say that we use them."""
        with gate(self.var / "run"):
            self._lock = UseLock(self.var / "run" / "lock")
            alone = self._lock.claim()
            try:
                self._start(alone=alone)
                self._lock.share()
            except BaseException:
                self._depart(alone=alone)
                raise

    def leave(self) -> None:
        """Say that we no longer use the servers, and stop them where nobody else does."""
        if self._lock is None:
            return
        with gate(self.var / "run"):
            self._depart(alone=self._lock.claim())

    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to run on these servers."""
        found = {"SECRET_KEY": _secret_key(self.var), "HTTPS": "false", "MAIL_EPOCH": "embedded"}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url(APPLICATION)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
            found["AUDIT_DATABASE_URL"] = self.postgres.url(AUDITOR)
            found["EMBEDDED"] = "true"
        if self.redis:
            found["REDIS_URL"] = self.redis.url
        return found

    def description(self) -> list[str]:
        """One line a server: its version and where its programs come from."""
        lines = []
        if self.postgres:
            build = self.postgres.build
            lines.append(f"PostgreSQL {build.version} ({build.origin})")
        if self.redis:
            lines.append(f"Redis {self.redis.version()} ({self.redis.origin})")
        return lines

    def _start(self, *, alone: bool) -> None:
        with_postgres, with_redis = self._wanted
        if with_postgres:
            self.postgres = Postgres(self.var, _build(self.var), durable=self._durable)
            self._start_postgres(self.postgres, alone=alone)
        if with_redis:
            self.redis = RedisServer(self.var)
            if not self.redis.answers():
                self.redis.start()

    def _start_postgres(self, postgres: Postgres, *, alone: bool) -> None:
        if postgres.answers():
            return
        if not alone:
            # A second postmaster on files that another one may still write would destroy them.
            message = (
                f"另一条命令正在使用 {self.var}，但其中的 PostgreSQL 不应答：请先结束那条命令。 / "
                f"Another command uses {self.var}, but its PostgreSQL does not answer: "
                "end that command first."
            )
            raise ServiceError(message)
        postgres.start()

    def _depart(self, *, alone: bool) -> None:
        if self._lock is None:
            return
        try:
            if alone:
                stop_all(self.var)
        finally:
            self._lock.close()
            self._lock = None


def embedded(var: Path) -> Embedded:
    """The servers of this `var`, to be entered with `with`."""
    return Embedded(var)


def fresh(var: Path) -> None:
    """Delete the database in `var`; refused while a command uses it."""
    _prepared(var)
    with gate(var / "run"):
        lock = UseLock(var / "run" / "lock")
        try:
            if not lock.claim():
                message = (
                    f"另一条命令正在使用 {var}，不能清空：请先结束那条命令。 / "
                    f"Another command uses {var}, so it cannot be emptied: end that command first."
                )
                raise ServiceError(message)
            stop_all(var)
            places.remove(var)
        finally:
            lock.close()


def stop_all(var: Path) -> None:
    """Stop every server that runs on the files in `var`; only for who holds the claim."""
    for home in places.servers_of(var):
        if not home.is_dir():
            continue
        if home.name == "redis":
            RedisServer(var).stop()
        else:
            _postgres_in(var, home).stop()


def _postgres_in(var: Path, home: Path) -> Postgres:
    return Postgres(var, Build(home, "", home.name.partition("-")[2]), durable=True)


def _build(var: Path) -> Build:
    """The build of the server that already runs in `var`, else the one to start."""
    for home in sorted(var.glob("postgres-*")):
        if home.is_dir() and _postgres_in(var, home).answers():
            return next(
                (build for build in builds() if f"postgres-{build.major}" == home.name),
                _postgres_in(var, home).build,
            )
    return chosen(var)


def _prepared(var: Path) -> Path:
    try:
        (var / "run").mkdir(parents=True, exist_ok=True)
        writable = os.access(var, os.W_OK) and os.access(var / "run", os.W_OK)
    except OSError:
        writable = False
    if writable:
        return var.resolve()
    message = (
        f"{var} 不可写：请换用它的所有者，或设置 DATABASE_URL。 / "
        f"{var} cannot be written: run as its owner, or set DATABASE_URL."
    )
    raise ServiceError(message)


def _secret_key(var: Path) -> str:
    """A key of this checkout's own, kept so that sessions outlive a restart."""
    path = var / "secret_key"
    with gate(var / "run"):
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as target:
                target.write(secrets.token_urlsafe(48))
            if not os.geteuid():
                os.chown(path, var.stat().st_uid, var.stat().st_gid)
        return path.read_text()


def exported(variables: Mapping[str, str]) -> None:
    """Put variables into the environment, where what is already set wins."""
    for name, value in variables.items():
        os.environ.setdefault(name, value)
