"""Commands and the addresses they are given: a silent server is one sentence, no traceback."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage

import pytest

from config.mail_catcher import MailCatcher
from config.services import free_port, postgres, without_password
from tests.config.conftest import ROOT


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
