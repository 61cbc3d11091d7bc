"""The embedded servers: started once, shared, left as found, never root."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config.services import Embedded, ServiceError, answering, fresh, places, postgres
from tests.config.conftest import ROOT

HOLD = """
import sys, time
from pathlib import Path
from config.services import Embedded
with Embedded(Path(sys.argv[1]), redis=False, durable=False):
    print("up", flush=True)
    sys.stdin.readline()
"""


def on(var, **kinds):
    return Embedded(var, durable=False, **kinds)


@contextmanager
def another_command(var):
    """Another process that uses the servers until it is told to end."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, var],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "up\n"
        yield other
        if other.poll() is None:
            other.communicate("\n")


def asked(url, question):
    with psycopg.connect(url, autocommit=True) as server:
        return server.execute(question).fetchone()[0]


def test_both_servers_answer_inside_and_neither_afterwards(var):
    with on(var) as servers:
        urls = [servers.environment()[name] for name in ("DATABASE_URL", "REDIS_URL")]
        assert [answering(url) for url in urls] == [True, True]
    assert [answering(url) for url in urls] == [False, False]


def test_the_second_run_finds_the_rows_and_the_key_of_the_first(var):
    with on(var, redis=False) as servers:
        first = servers.environment()
        with psycopg.connect(first["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with on(var, redis=False) as servers:
        second = servers.environment()
        assert second == first
        assert asked(second["DATABASE_URL"], "SELECT number FROM kept") == 7


def test_the_application_reads_and_writes_but_owns_and_makes_nothing(var):
    with on(var, redis=False) as servers:
        found = servers.environment()
        with psycopg.connect(found["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE ledger (amount numeric)")
        with psycopg.connect(found["DATABASE_URL"]) as application:
            application.execute("INSERT INTO ledger VALUES (1)")
            for forbidden in ("CREATE TABLE mine (x int)", "DROP TABLE ledger"):
                application.commit()
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(forbidden)
                application.rollback()
        assert asked(found["DATABASE_OWNER_URL"], "SELECT count(*) FROM ledger") == 1
        superusers = "SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname ~ 'lifecycle'"
        assert asked(found["DATABASE_URL"], superusers) == 0


def test_the_auditors_log_in_to_read_and_a_cluster_without_their_role_gets_it(var):
    with on(var, redis=False) as servers:
        url = servers.environment()["AUDIT_DATABASE_URL"]
        assert asked(url, "SELECT current_user") == "lifecycle_auditor"
        assert asked(url, "SHOW default_transaction_read_only") == "on"
        with psycopg.connect(servers.postgres.url("postgres")) as superuser:
            superuser.execute("DROP OWNED BY lifecycle_auditor")
        with psycopg.connect(servers.postgres.url("postgres", "template1")) as superuser:
            superuser.execute("DROP OWNED BY lifecycle_auditor; DROP ROLE lifecycle_auditor")
    with on(var, redis=False) as servers:
        assert asked(url, "SELECT current_user") == "lifecycle_auditor"


def test_no_server_runs_as_root(var):
    with on(var) as servers:
        pids = [servers.postgres.pid(), servers.redis.pid()]
        owners = [Path(f"/proc/{pid}").stat().st_uid for pid in pids]
    assert 0 not in owners


def test_postgresql_listens_on_a_private_socket_only(var):
    with on(var, redis=False) as servers:
        sockets = servers.postgres.sockets
        assert sockets.stat().st_mode & 0o777 == 0o700
        address = asked(servers.postgres.url("postgres"), "SHOW listen_addresses")
        assert address == ""
        assert asked(servers.postgres.url("postgres"), "SHOW timezone") == "UTC"


def test_tests_lose_no_commit_when_they_crash_a_server(var):
    with on(var, redis=False) as servers:
        url = servers.postgres.url("postgres")
        shown = [asked(url, f"SHOW {name}") for name in ("fsync", "synchronous_commit")]
    assert shown == ["off", "on"]


def test_kept_rows_are_written_to_disk_before_a_commit_returns(var):
    with Embedded(var, redis=False) as servers:
        url = servers.postgres.url("postgres")
        shown = [asked(url, f"SHOW {name}") for name in ("fsync", "synchronous_commit")]
    assert shown == ["on", "on"]


def test_a_second_command_uses_the_same_server_and_the_last_one_out_stops_it(var):
    with another_command(var) as other:
        with on(var, redis=False) as servers:
            shared = servers.postgres.pid()
        assert servers.postgres.pid() == shared
        other.communicate("\n")
    assert servers.postgres.pid() is None


def test_two_commands_that_start_at_once_start_one_server(var):
    pair = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD, var],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [each.stdout.readline() for each in pair] == ["up\n", "up\n"]
    with on(var, redis=False) as servers:
        assert asked(servers.postgres.url("postgres"), "SELECT 1") == 1
    for each in pair:
        each.communicate("\n")
    assert [each.returncode for each in pair] == [0, 0]
    assert servers.postgres.pid() is None


def test_a_server_orphaned_by_a_kill_is_found_and_stopped_by_the_next_command(var):
    with another_command(var) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    with on(var, redis=False) as servers:
        assert servers.description()[0].startswith("PostgreSQL ")
        orphan = servers.postgres.pid()
        assert orphan is not None
    assert servers.postgres.pid() is None


def test_a_crashed_server_is_started_again_with_its_rows(var):
    with on(var, redis=False) as servers:
        with psycopg.connect(servers.environment()["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 7 AS number")
        os.kill(servers.postgres.pid(), signal.SIGQUIT)
        while servers.postgres.pid():
            time.sleep(0.02)
    with on(var, redis=False) as servers:
        assert asked(servers.environment()["DATABASE_URL"], "SELECT number FROM kept") == 7


def test_a_crashed_server_is_not_restarted_under_another_command(var):
    with another_command(var):
        other = postgres.Postgres(var, postgres.chosen(var), durable=False)
        other.stop()
        with pytest.raises(ServiceError, match="另一条命令正在使用"):
            on(var, redis=False).start()


def test_a_note_of_another_process_with_the_same_number_is_not_believed(var):
    with on(var, redis=False) as servers:
        note = servers.postgres.cluster / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n")
    assert servers.postgres.pid() is None
    with on(var, redis=False) as servers:
        assert servers.postgres.pid() != os.getpid()


def test_an_interrupted_initialisation_is_done_over(var):
    home, account = places.place(var, f"postgres-{postgres.chosen(var).major}")
    (home / "cluster.new").mkdir()
    (home / "cluster.new" / "half").write_text("written")
    account.own(home)
    with on(var, redis=False) as servers:
        assert answering(servers.environment()["DATABASE_URL"])


def test_fresh_removes_the_rows(var):
    with (
        on(var, redis=False) as servers,
        psycopg.connect(servers.environment()["DATABASE_OWNER_URL"]) as owner,
    ):
        owner.execute("CREATE TABLE gone ()")
    fresh(var)
    assert list(var.glob("postgres-*")) == []
    with on(var, redis=False) as servers:
        assert asked(servers.environment()["DATABASE_URL"], "SELECT to_regclass('gone')") is None


def test_fresh_refuses_while_a_command_uses_the_servers(var):
    with on(var, redis=False) as servers:
        with pytest.raises(ServiceError, match="不能清空"):
            fresh(var)
        assert answering(servers.environment()["DATABASE_URL"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_below_a_shut_directory_the_files_lie_outside_behind_a_link(var):
    var.chmod(0o700)
    with on(var, redis=False) as servers:
        outside = servers.postgres.home
        assert not outside.is_relative_to(var)
        assert answering(servers.environment()["DATABASE_URL"])
    fresh(var)
    assert not outside.exists()


def test_a_socket_directory_laid_there_by_somebody_else_is_refused(var):
    account = places.account_for(var / "postgres-0")
    squatted = places.socket_directory(var, account)
    squatted.symlink_to(var)
    try:
        with pytest.raises(ServiceError, match="已被占用"):
            places.private(squatted, account)
    finally:
        squatted.unlink()


@pytest.mark.parametrize("named", ["wheel"])
def test_the_wheel_serves_where_no_postgresql_is_installed(var, monkeypatch, named):
    wheel = next(path for path, origin in postgres._directories() if origin == named)
    monkeypatch.setattr(postgres, "_directories", lambda: iter([(wheel, named)]))
    with on(var, redis=False) as servers:
        version = asked(servers.environment()["DATABASE_URL"], "SHOW server_version")
    assert version.startswith("18")


def test_a_database_of_a_version_that_is_not_there_is_named_not_hidden(var):
    (var / "postgres-9" / "cluster").mkdir(parents=True)
    with pytest.raises(ServiceError, match="PostgreSQL 9"):
        postgres.chosen(var)
    shutil.rmtree(var / "postgres-9")


def test_without_any_postgresql_one_sentence_says_what_to_do(var, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(var))
    with pytest.raises(ServiceError, match="DATABASE_URL"):
        on(var, redis=False).start()
