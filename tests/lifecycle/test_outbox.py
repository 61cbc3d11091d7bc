"""The relay over real SMTP: nothing lost, nothing sent twice without a fault, poison parked."""

import asyncio
import multiprocessing
import os
import signal
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connections
from django.utils import timezone

from config.mail_catcher import MailCatcher
from config.services import free_port
from lifecycle import outbox, relay
from lifecycle.letters import Row
from lifecycle.models import Installation, Notice, RulePack
from lifecycle.roles import Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.rules.warning_table import NATIONAL_WARNINGS, WarningNumbers
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
fork = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def smtp_backend(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_EPOCH = "test"


@pytest.fixture
def epoch(db):
    return Installation.objects.create(id=1, epoch="test")


def serve(settings, port):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def leave(person, count, *, kind="test"):
    outbox.leave(
        outbox.compose(person, kind=kind, subject=f"第{n}封", lines=["一行"], key=str(n), at=NOON)
        for n in range(count)
    )


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


def test_each_notice_is_mailed_once_under_its_stored_message_id(settings, epoch, officer):
    leave(officer, 5)
    with MailCatcher() as catcher:
        serve(settings, catcher.port)
        assert relay.relay() == 5
        assert relay.relay() == 0
        assert catcher.count == 5
        assert set(catcher.message_ids) == set(Notice.objects.values_list("message_id", flat=True))
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_the_same_cause_twice_is_one_notice(epoch, officer):
    leave(officer, 3)
    leave(officer, 3)
    assert Notice.objects.count() == 3


def test_a_dead_server_costs_delay_not_mail(settings, epoch, officer):
    leave(officer, 2)
    serve(settings, 1)
    assert relay.relay() == 0
    notice = Notice.objects.first()
    assert (notice.state, notice.attempts) == ("waiting", 1)
    assert notice.next_try_at > timezone.now() + timedelta(seconds=50)
    Notice.objects.update(next_try_at=timezone.now())
    with MailCatcher() as catcher:
        serve(settings, catcher.port)
        assert relay.relay() == 2


class Moody:
    """Refuses one recipient for good and another for now."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("gone"):
            return "550 no such person"
        if address.startswith("busy"):
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        return "250 OK"


def test_a_refused_address_is_parked_a_busy_one_waits_and_the_others_go(settings, epoch, officer):
    leave(officer, 3)
    gone, busy, fine = Notice.objects.order_by("pk")
    Notice.objects.filter(pk=gone.pk).update(address="gone@example.com")
    Notice.objects.filter(pk=busy.pk).update(address="busy@example.com")
    controller = Controller(Moody(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        serve(settings, controller.port)
        assert relay.relay() == 1
    finally:
        controller.stop()
    states = dict(Notice.objects.values_list("pk", "state"))
    assert states == {gone.pk: "parked", busy.pk: "waiting", fine.pk: "sent"}
    assert "550" in Notice.objects.get(pk=gone.pk).fault


def test_after_its_last_attempt_a_notice_is_parked(settings, epoch, officer):
    leave(officer, 1)
    serve(settings, 1)
    for _attempt in range(len(NATIONAL_WARNINGS.retry_minutes)):
        Notice.objects.update(next_try_at=timezone.now())
        relay.relay()
    assert Notice.objects.get().state == "parked"


def test_how_often_a_mail_is_tried_is_a_number_of_the_pack(settings, epoch, officer, year):
    pack = replace(NATIONAL, warnings=WarningNumbers(retry_minutes=(1, 90)))
    year.pack = RulePack.objects.create(name="mine", version=1, body=to_json(pack))
    year.save()
    leave(officer, 1)
    serve(settings, 1)
    before = timezone.now()
    relay.relay()
    waits = Notice.objects.get().next_try_at - before
    assert timedelta(minutes=1) <= waits < timedelta(minutes=2)
    Notice.objects.update(next_try_at=timezone.now())
    relay.relay()
    found = Notice.objects.get()
    assert (found.state, found.attempts) == ("parked", 2)


def test_a_restored_database_mails_nobody_until_its_epoch_is_adopted(settings, epoch, officer):
    leave(officer, 1)
    settings.MAIL_EPOCH = "another"
    with pytest.raises(relay.EpochDiffers):
        relay.relay()
    assert Notice.objects.get().attempts == 0


def test_who_lost_the_account_gets_nothing(settings, epoch, officer):
    leave(officer, 1)
    officer.is_active = False
    officer.save()
    with MailCatcher() as catcher:
        serve(settings, catcher.port)
        relay.relay()
        assert catcher.count == 0
    assert Notice.objects.get().state == "parked"


def relay_until_empty():
    sent = 0
    while found := relay.relay(20):
        sent += found
    connections.close_all()
    return sent


@pytest.mark.django_db(transaction=True)
def test_two_relays_send_each_notice_once(settings, committed, town):
    Installation.objects.create(id=1, epoch="test")
    leave(town.people[Role.UNIT_OFFICER], 100)
    with MailCatcher() as catcher:
        serve(settings, catcher.port)
        connections.close_all()
        with fork.Pool(2) as pool:
            sent = [pool.apply_async(relay_until_empty) for _ in range(2)]
            total = sum(each.get(60) for each in sent)
        assert total == catcher.count == len(set(catcher.message_ids)) == 100


def test_a_long_list_is_cut_with_its_number(officer):
    lines = [Row(f"第{n}项") for n in range(25)]
    notice = outbox.compose(officer, kind="t", subject="s", lines=lines, key="k", at=NOON)
    assert "……另有 5 项" in notice.body
    assert "第20项" not in notice.body


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
    settings, epoch, officer
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
    settings, epoch, officer, monkeypatch
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
