"""The relay over real SMTP: nothing lost, nothing sent twice without a fault, poison parked."""

import multiprocessing
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
