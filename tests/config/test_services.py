"""The embedded servers: started once, shared, left as found, never root."""

import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest

from config.mail_catcher import MailCatcher
from config.services import (
    Embedded,
    ServiceError,
    answering,
    free_port,
    fresh,
    places,
    postgres,
    without_password,
)

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from config.services import Embedded
with Embedded(Path(sys.argv[1]), redis=False, durable=False):
    print("up", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def var():
    """A `var` that the servers' account can reach, gone afterwards with all that ran in it."""
    path = Path(tempfile.mkdtemp(prefix="budget-performance-try-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    fresh(path)
    shutil.rmtree(path)


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


def manage(*words, **environment):
    clean = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


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


def test_a_free_port_is_kept_and_a_taken_one_replaced():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        assert free_port(taken) not in {0, taken}
    assert free_port(taken) == taken


@pytest.mark.parametrize("words", [("migrate",), ("check", "--database", "default")])
def test_a_silent_database_url_is_one_sentence_and_exit_code_2(words):
    url = f"postgresql://me:hidden@127.0.0.1:{free_port()}/x"
    done = manage(*words, DATABASE_URL=url, SECRET_KEY="x")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("DATABASE_URL（postgresql://me:***@127.0.0.1")
    assert "hidden" not in done.stderr


@pytest.mark.parametrize(
    ("name", "scheme"), [("DATABASE_URL", "postgresql"), ("REDIS_URL", "redis")]
)
def test_a_test_run_on_a_silent_server_is_one_sentence_and_exit_code_2(name, scheme):
    url = f"{scheme}://127.0.0.1:{free_port()}/0"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], name: url},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"{name}（{url}）")


def test_a_silent_redis_url_stops_the_demo_with_one_sentence(var):
    url = f"redis://127.0.0.1:{free_port()}/0"
    done = manage("demo", REDIS_URL=url, VAR_DIR=str(var))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("REDIS_URL（redis://127.0.0.1")


def test_a_migration_is_judged_by_the_owner_address():
    good, silent = os.environ["DATABASE_URL"], f"postgresql://127.0.0.1:{free_port()}/x"
    done = manage("migrate", DATABASE_URL=good, DATABASE_OWNER_URL=silent, SECRET_KEY="x")
    assert (done.returncode, done.stderr[:18]) == (2, "DATABASE_OWNER_URL")


def test_the_version_needs_no_server(var):
    done = manage("version", VAR_DIR=str(var / "never-made"))
    assert done.returncode == 0
    assert not (var / "never-made").exists()


def test_a_terminated_command_stops_the_servers(var):
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(var)}
    waiting = "import sys; print('up', flush=True); sys.stdin.readline()"
    with subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", waiting],
        cwd=ROOT,
        env=clean,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        assert "up" in command.stdout.read(3)
        command.terminate()
        assert command.wait(60) == 128 + signal.SIGTERM
    found = postgres.Postgres(var, postgres.chosen(var), durable=True)
    assert found.pid() is None


def test_an_address_is_shown_without_its_password():
    assert without_password("redis://:secret@h:1/0") == "redis://:***@h:1/0"
    assert without_password("redis://h:1/0") == "redis://h:1/0"


def test_the_mail_catcher_counts_messages_people_and_distinct_ids(tmp_path):
    with MailCatcher(directory=tmp_path) as catcher:
        for number in (1, 2, 2):
            message = EmailMessage()
            message["Subject"] = f"预警 {number}"
            message["Message-ID"] = f"<{number}@example.test>"
            message.set_content("红灯")
            with smtplib.SMTP(catcher.host, catcher.port) as client:
                client.send_message(message, "a@example.test", [f"b{number}@example.test"])
    assert catcher.count == 3
    assert catcher.message_ids == {"<1@example.test>", "<2@example.test>"}
    assert catcher.recipients == {"b1@example.test": 1, "b2@example.test": 2}
    assert catcher.subjects == ["预警 1", "预警 2", "预警 2"]
    assert len(list(tmp_path.glob("*.eml"))) == 3
