"""The relay and servers that hang up, are slow or end a session; a mail that kills the relay."""

# ruff: noqa: F811 - fixtures of the outbox, asked for by their names

import asyncio
import multiprocessing
import os
import signal
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from django.db import connections
from django.utils import timezone

from config.mail_catcher import MailCatcher
from config.services import free_port
from lifecycle import relay
from lifecycle.models import Installation, Notice
from lifecycle.roles import Role
from tests.lifecycle.test_outbox import (  # noqa: F401 - fixtures
    epoch,
    leave,
    officer,
    serve,
    smtp_backend,
)

pytestmark = pytest.mark.django_db
fork = multiprocessing.get_context("fork")


class Rude:
    """Takes a message after DATA and hangs up without a word, so many times; or is slow."""

    def __init__(self, *, drops=0, delay=0.0):
        self.drops, self.delay, self.taken = drops, delay, []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(envelope.content.split(b"Message-ID: ")[1].split(b"\r\n")[0])
        if self.delay:
            await asyncio.sleep(self.delay)
        if len(self.taken) <= self.drops:
            server.transport.abort()
        return "250 OK"


@contextmanager
def serving(settings, handler):
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        serve(settings, controller.port)
        yield handler
    finally:
        controller.stop()


def test_a_server_that_hangs_up_after_data_gets_one_copy_more_of_the_same_id(
    settings,
    epoch,
    officer,
):
    leave(officer, 3)
    with serving(settings, Rude(drops=1)) as server:
        assert relay.relay() == 2
        assert Notice.objects.get(state="waiting").fault.startswith("SMTPServerDisconnected")
        Notice.objects.update(next_try_at=timezone.now())
        assert relay.relay() == 1
    assert (len(server.taken), len(set(server.taken))) == (4, 3)


class Counting:
    """Counts the sessions in which it takes mail, and ends one after so many mails if told to."""

    def __init__(self, *, most=None):
        self.most, self.sessions = most, []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        self.sessions.append(0)
        return responses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.sessions[-1] += 1
        if self.sessions[-1] == self.most:
            asyncio.get_running_loop().call_soon(server.transport.close)
        return "250 OK"


def test_many_mails_go_in_one_session_and_a_long_list_in_several(
    settings,
    epoch,
    officer,
    monkeypatch,
):
    monkeypatch.setattr(relay, "A_SESSION", 3)
    leave(officer, 7)
    with serving(settings, Counting()) as server:
        assert relay.relay() == 7
    assert server.sessions == [3, 3, 1]


def test_a_session_that_the_server_ended_costs_no_mail_an_attempt(settings, epoch, officer):
    leave(officer, 5)
    with serving(settings, Counting(most=2)) as server:
        assert relay.relay() == 5
    assert server.sessions == [2, 2, 1]
    assert set(Notice.objects.values_list("attempts", "fault")) == {(1, "")}


def test_a_server_that_does_not_answer_is_left_and_nothing_is_lost(settings, epoch, officer):
    leave(officer, 1)
    settings.EMAIL_TIMEOUT = 0.2
    with serving(settings, Rude(delay=1)):
        assert relay.relay() == 0
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.in_doubt) == ("waiting", 1, False)
    assert "timed out" in notice.fault


def test_a_slow_server_costs_the_mails_that_wait_no_attempt(settings, epoch, officer):
    leave(officer, 3)
    with serving(settings, Rude(delay=0.05)):
        assert relay.relay(seconds=0) == 1
    waiting = Notice.objects.filter(state="waiting")
    assert list(waiting.values_list("attempts", flat=True)) == [0, 0]


def test_an_attempt_is_counted_before_the_sending(settings, epoch, officer, monkeypatch):
    leave(officer, 2)

    class PulledPlug(BaseException):
        pass

    def plug(*_args):
        raise PulledPlug

    monkeypatch.setattr(relay, "_send", plug)
    with pytest.raises(PulledPlug):
        relay.relay()
    assert list(Notice.objects.order_by("pk").values_list("attempts", "fault")) == [
        (1, ""),
        (0, ""),
    ]
    assert [notice.in_doubt for notice in Notice.objects.order_by("pk")] == [True, False]


def relay_until_killed(poison):
    """Relay in a process of its own, which the poison kills in the middle of its sending."""
    send = relay._send

    def deadly(notice, connection):
        if notice.pk == poison:
            os.kill(os.getpid(), signal.SIGKILL)
        return send(notice, connection)

    relay._send = deadly
    relay.relay()
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_kills_the_relay_five_times_is_parked_and_blocks_nobody(
    settings, committed, town
):
    Installation.objects.create(id=1, epoch="test")
    leave(town.people[Role.UNIT_OFFICER], 5)
    poison = Notice.objects.order_by("pk")[1].pk
    with MailCatcher() as catcher:
        serve(settings, catcher.port)
        killed = 0
        for _run in range(6):
            Notice.objects.filter(state="waiting").update(next_try_at=timezone.now())
            connections.close_all()
            process = fork.Process(target=relay_until_killed, args=(poison,))
            process.start()
            process.join(60)
            killed += process.exitcode == -signal.SIGKILL
        assert (killed, catcher.count, len(set(catcher.message_ids))) == (5, 4, 4)
    parked = Notice.objects.get(pk=poison)
    assert (parked.state, parked.attempts) == ("parked", 5)
    assert parked.fault == "发送程序5次在发送此邮件时中断"
    others = Notice.objects.exclude(pk=poison).values_list("state", "attempts")
    assert set(others) == {("sent", 1)}
