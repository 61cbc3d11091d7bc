"""The real PostgreSQL and Redis of a test run; loaded with -p, before the settings are read.

In this order: DATABASE_URL and REDIS_URL (silent ones are an error), servers on the default
ports that let us make databases, programs on this machine, programs in the wheels.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import psycopg
from psycopg import sql

from config.services import Embedded, ServiceError, answering, complaint, fresh, without_password
from config.services.places import NAME, SHORT_ROOT
from config.services.postgres import AUDITOR, OWNER

MAY_MAKE = f"""SELECT rolsuper OR rolcreatedb AND (
  rolcreaterole OR EXISTS (SELECT FROM pg_roles WHERE rolname = '{AUDITOR}'))
FROM pg_roles WHERE rolname = current_user"""  # noqa: S608 - a constant
OLDEST_POSTGRES = 140000  # Django 5.2 asks for 14
DEFAULT_REDIS = "redis://127.0.0.1:6379/0"
PREFIX = f"{NAME}-test-"
MIGRATED = "MIGRATED_DATABASE"
"""Names, for the processes of a run, the database that is migrated once for all of them."""
FOR_TESTS = {
    "SECRET_KEY": "for-tests-only-" + "0123456789" * 4,
    "HTTPS": "false",
    "MAIL_EPOCH": "test",
    "LOG_FORMAT": "plain",
}
header: list[str] = []


def pytest_report_header() -> list[str]:
    """Say which servers this run stands on."""
    return header


def _give_up(sentence: str) -> NoReturn:
    """End before any test; an exception of pytest's own would show as a traceback here."""
    sys.stderr.write(f"{sentence}\n")
    sys.exit(2)


def _default_databases() -> Iterator[str]:
    password = os.environ.get("POSTGRES_PASSWORD", "postgres")
    yield "postgresql://lifecycle:lifecycle@127.0.0.1:5432/lifecycle"
    yield f"postgresql://postgres:{password}@127.0.0.1:5432/postgres"
    yield "postgresql://postgres@127.0.0.1:5432/postgres"
    yield "postgresql:///postgres?host=/var/run/postgresql"


def _makes_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as server:
            allowed = server.execute(MAY_MAKE.encode()).fetchone() == (True,)
            return allowed and server.info.server_version >= OLDEST_POSTGRES
    except psycopg.Error:
        return False


def _named(variable: str) -> str:
    """The address in the environment, which must answer; empty when there is none."""
    url = os.environ.get(variable, "")
    reason = complaint(url) if url else ""
    if reason:
        _give_up(
            f"{variable}（{without_password(url)}）指向的服务器不应答。 / "
            f"{variable} names a server that does not answer: {reason}"
        )
    return url


def _named_database() -> str:
    if not _named("DATABASE_URL"):
        return ""
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if (url := _named(variable)) and _makes_databases(url):
            return url
    _give_up(
        "DATABASE_URL 的用户不能建库，或缺少 lifecycle_auditor 角色且不能创建它，测试需要二者。 / "
        "The role of DATABASE_URL may not create databases, or not the missing role "
        "lifecycle_auditor; tests need both."
    )


def _sweep() -> None:
    """Stop and remove the servers of test runs that were killed."""
    for left in SHORT_ROOT.glob(f"{PREFIX}*/run/lock"):
        var = left.parents[1]
        if var.stat().st_uid != os.geteuid():
            continue
        try:
            fresh(var)
        except ServiceError:
            continue  # another run is using it
        shutil.rmtree(var, ignore_errors=True)


def _start(*, postgres: bool, redis: bool) -> Embedded:
    var = Path(tempfile.mkdtemp(prefix=PREFIX, dir=SHORT_ROOT))
    var.chmod(0o711)  # the servers run under another account when we are root
    servers = Embedded(var, postgres=postgres, redis=redis, durable=False)
    try:
        servers.start()
    except ServiceError as error:
        shutil.rmtree(var, ignore_errors=True)
        _give_up(str(error))
    atexit.register(_end, servers)
    return servers


def _end(servers: Embedded) -> None:
    servers.leave()
    fresh(servers.var)
    shutil.rmtree(servers.var, ignore_errors=True)


def _stand() -> None:
    """Find or start the servers and name them in the environment."""
    database = _named_database() or next(filter(_makes_databases, _default_databases()), "")
    redis = _named("REDIS_URL") or (DEFAULT_REDIS if answering(DEFAULT_REDIS) else "")
    found = filter(None, (database, redis))
    header.extend(f"{without_password(url)}: already running" for url in found)
    if not database or not redis:
        _sweep()
        servers = _start(postgres=not database, redis=not redis)
        header.extend(f"{line}: started for this run" for line in servers.description())
        if servers.postgres:
            database = servers.postgres.url(OWNER)
        if servers.redis:
            redis = servers.redis.url
    os.environ.update({"DATABASE_URL": database, "REDIS_URL": redis})
    os.environ[MIGRATED] = f"{NAME}-migrated-{os.getpid()}"


def pytest_unconfigure() -> None:
    """Drop the migrated database, of which each process of the run had a copy."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            order = sql.SQL("DROP DATABASE IF EXISTS {}")
            server.execute(order.format(sql.Identifier(os.environ[MIGRATED])))


os.environ.update(FOR_TESTS)
if "PYTEST_XDIST_WORKER" not in os.environ:
    _stand()
