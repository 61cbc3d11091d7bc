"""The operators' pages: who sees them, what they say, and what may be done about a mail."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from lifecycle import outbox
from lifecycle.models import DueSlot, Heartbeat, Installation, Intervention, Notice
from lifecycle.roles import PEOPLE, Role
from tests.conftest import NOON
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
WHY = "邮箱已更正"
READERS = (Role.ADMINISTRATOR, Role.AUDITOR)


@pytest.fixture
def mail(town):
    Installation.objects.create(id=1, epoch="")
    person = town.people[Role.UNIT_OFFICER]
    outbox.leave([outbox.compose(person, kind="t", subject="催办", lines=[], key="k", at=NOON)])
    return Notice.objects.get()


@pytest.fixture
def slot(year):
    return DueSlot.objects.create(
        kind="sweep", business_date=NOON.date(), state="failed", attempts=5, fault="坏数据"
    )


def client(town, role=Role.ADMINISTRATOR):
    found = Client()
    found.force_login(town.people[role])
    return found


def text(answer):
    return " ".join(Page(answer).text.split())


def set_to(mail, state, **columns):
    Notice.objects.filter(pk=mail.pk).update(state=state, **columns)


@pytest.mark.parametrize("role", PEOPLE)
def test_only_operators_and_auditors_see_the_pages(
    town, mail, slot, role, django_assert_max_num_queries
):
    for url in ("/ops/mail/", f"/ops/mail/{mail.pk}/", "/ops/health/"):
        reader = client(town, role)
        reader.get(url)
        with django_assert_max_num_queries(14):
            answer = reader.get(url)
        assert answer.status_code == (200 if role in READERS else 404), url
        if role in READERS:
            assert faults(answer) == {}, url


def test_a_stored_subject_says_that_it_is_in_chinese(town, mail):
    shown = client(town).get("/ops/mail/").content.decode()
    assert '<th scope="row" lang="zh-hans">' in shown
    assert '<h1 lang="zh-hans">' in client(town).get(f"/ops/mail/{mail.pk}/").content.decode()


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.ADMINISTRATOR])
def test_nobody_else_acts_and_nothing_changes(town, mail, slot, role):
    set_to(mail, "parked", attempts=5, fault="550")
    before = list(Notice.objects.values()) + list(DueSlot.objects.values())
    for url in (
        f"/ops/mail/{mail.pk}/resend/",
        f"/ops/mail/{mail.pk}/discard/",
        f"/ops/slots/{slot.pk}/retry/",
    ):
        assert client(town, role).post(url, {"note": WHY}).status_code == 404
    assert list(Notice.objects.values()) + list(DueSlot.objects.values()) == before
    assert not Intervention.objects.exists()


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        ("parked", "resend", "waiting"),
        ("discarded", "resend", "waiting"),
        ("waiting", "resend", None),
        ("sent", "resend", None),
        ("parked", "discard", "discarded"),
        ("waiting", "discard", "discarded"),
        ("sent", "discard", None),
        ("discarded", "discard", None),
    ],
)
def test_a_mail_is_sent_again_or_discarded_with_a_reason_on_record(town, mail, state, act, after):
    set_to(mail, state, attempts=5, fault="550")
    answer = client(town).post(f"/ops/mail/{mail.pk}/{act}/", {"note": WHY})
    now = Notice.objects.get()
    if after is None:
        assert (answer.status_code, now.state, now.attempts) == (409, state, 5)
        assert not Intervention.objects.exists()
        return
    assert (answer.status_code, now.state, now.message_id) == (302, after, mail.message_id)
    done = Intervention.objects.get()
    operator = town.people[Role.ADMINISTRATOR]
    assert (done.kind, done.object_id, done.note, done.by) == (act, mail.pk, WHY, operator)
    if act == "resend":
        assert (now.attempts, now.fault) == (0, "")


def test_without_a_reason_nothing_is_done(town, mail):
    answer = client(town).post(f"/ops/mail/{mail.pk}/discard/", {"note": " "})
    assert (answer.status_code, Notice.objects.get().state) == (400, "waiting")


def test_what_was_done_is_never_rewritten(town, mail):
    client(town).post(f"/ops/mail/{mail.pk}/discard/", {"note": WHY})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_intervention SET note = '别的'")


@pytest.mark.parametrize(
    ("columns", "asked", "found"),
    [
        ({"attempts": 1, "fault": ""}, "doubt", True),
        ({"attempts": 1, "fault": "timed out"}, "doubt", False),
        ({"attempts": 0, "fault": ""}, "doubt", False),
        ({"attempts": 0, "fault": ""}, "waiting", True),
        ({"attempts": 0, "fault": ""}, "parked", False),
    ],
)
def test_a_sending_whose_end_is_unknown_is_in_doubt(town, mail, columns, asked, found):
    set_to(mail, "waiting", **columns)
    shown = client(town).get(f"/ops/mail/?state={asked}").content.decode()
    assert (f'href="/ops/mail/{mail.pk}/"' in shown) is found
    assert Notice.objects.get().in_doubt is (columns == {"attempts": 1, "fault": ""})


def test_a_stopped_sender_and_another_epoch_are_said_at_the_top(town, mail, settings):
    Heartbeat.objects.create(loop="relay", last_seen=timezone.now() - timedelta(minutes=6))
    settings.MAIL_EPOCH = "other"
    for url in ("/ops/mail/", "/ops/health/"):
        shown = text(client(town).get(url))
        assert "恢复纪元与环境不符" in shown
    assert "邮件发送程序已停止" in text(client(town).get("/ops/mail/"))
    assert "邮件发送 已停止" in text(client(town).get("/ops/health/"))


def test_parked_work_is_tried_again(town, slot):
    shown = text(client(town).get("/ops/health/"))
    assert "红黄灯判定 2023-03-01 5 坏数据 重新执行" in shown
    url = f"/ops/slots/{slot.pk}/retry/"
    assert "坏数据" in text(client(town).get(url))
    assert client(town).post(url, {"note": "数据已修正"}).status_code == 302
    now = DueSlot.objects.get()
    assert (now.state, now.attempts) == ("waiting", 0)
    assert client(town).post(url, {"note": "数据已修正"}).status_code == 404
    assert "数据已修正" in text(client(town).get("/ops/health/"))
