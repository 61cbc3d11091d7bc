"""The dead man's banner: finance and operations see on every page what stands still."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lifecycle.models import Installation, Notice
from lifecycle.roles import PEOPLE, Role
from tests.conftest import NOON
from tests.lifecycle.queries.test_pulse import slot
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
TOLD = {Role.DESK, Role.PERFORMANCE, Role.BUDGET, Role.ADMINISTRATOR}


def waiting(person, **ago):
    notice = Notice.objects.create(
        person=person, address="a@example.com", kind="x", subject="x", body="x",
        message_id=f"<{person.pk}@x>", at=NOON,
    )  # fmt: skip
    Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(**ago))
    return notice


@pytest.mark.parametrize("role", PEOPLE)
def test_finance_and_operations_are_told_on_every_page_and_no_department(town, browser, role):
    client = browser(town.people[role])
    Installation.objects.update(rehearsal_at=None)
    waiting(town.people[Role.DESK], minutes=31)
    slot("sweep", timezone.localdate() - timedelta(days=2))
    client.get("/help/")
    with CaptureQueriesContext(connection) as found:
        answer = client.get("/help/")
    text = Page(answer).text
    assert ("红黄灯判定已停" in text) is (role in TOLD)
    assert ("邮件发送已停" in text) is (role in TOLD)
    assert ('href="/ops/health/"' in answer.content.decode()) is (role is Role.ADMINISTRATOR)
    assert (len(found) <= 4, faults(answer)) == (True, {})


def test_the_banner_says_since_when_and_what_to_do(town, browser):
    waiting(town.people[Role.DESK], minutes=31)
    since = timezone.localtime(Notice.objects.get().created_at)
    text = " ".join(Page(browser(town.people[Role.BUDGET]).get("/help/")).text.split())
    assert f"邮件发送已停 最早一封待发邮件自{since:%Y-%m-%d %H:%M}起等待，已超过30分钟" in text
    assert "请联系系统管理员" in text
    Notice.objects.update(state="sent")
    assert "已停" not in Page(browser(town.people[Role.BUDGET]).get("/help/")).text


def test_healthz_fails_for_timed_work_and_tells_of_mail(town):
    waiting(town.people[Role.DESK], minutes=31)
    answer = Client().get("/healthz")
    assert (answer.status_code, list(answer.json()["stalled"])) == (200, ["mail"])
    slot("warnings", timezone.localdate() - timedelta(days=2))
    answer = Client().get("/healthz")
    assert (answer.status_code, set(answer.json()["stalled"])) == (503, {"warnings", "mail"})
