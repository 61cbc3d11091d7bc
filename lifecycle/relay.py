"""Mailing 发信 what waits in the outbox: counted, sent, marked, one at a time (R9, R10)."""

import select
import smtplib
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection as db
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.models import Installation, Notice
from lifecycle.models.rulepack import numbers_on
from lifecycle.queries.addressed import lost_by, with_seats

PERMANENT = 500
"""SMTP answers from here on will be the same next time."""
A_SESSION = 50
"""Mails sent in one session: greeting a server costs as much as a mail, and no server likes to be
held for ever."""


PASS_SECONDS = 20.0
"""After so long a pass takes no further mail, however slow the server."""


class EpochDiffers(Exception):  # noqa: N818 - the sentence says what to do
    """This database was restored or cloned: nothing is mailed until its epoch is adopted (R10)."""


def relay(limit: int = 200, *, seconds: float = PASS_SECONDS) -> int:
    """Mail what waits, oldest first, for so many seconds, and return how many went out.

    Raises EpochDiffers in a restored or cloned database.
    """
    if Installation.objects.filter(epoch=settings.MAIL_EPOCH).first() is None:
        raise EpochDiffers(
            _("数据库的恢复纪元与环境不符，邮件暂停：请核实后运行 manage.py epoch --adopt")
        )
    sent, began = 0, monotonic()
    waits = _waits()
    _park_poison(len(waits))
    connection = get_connection()
    try:
        for turn in range(1, limit + 1):
            if turn > 1 and monotonic() - began >= seconds:
                break
            key = _claim(waits)
            if key is None:
                break
            sent += _deliver(key, connection, most=len(waits))
            if turn % A_SESSION == 0:
                _hang_up(connection)
    finally:
        _hang_up(connection)
    return sent


def _waits() -> list[timedelta]:
    """Return the waits after each failed attempt; after the last a notice is parked."""
    return [timedelta(minutes=m) for m in numbers_on(clock.today()).retry_minutes]


def _park_poison(most: int) -> None:
    """Park what was counted so many times and never ended: it kills the relay (R7)."""
    with transaction.atomic():
        spent = Notice.objects.filter(
            state="waiting", attempts__gte=most, next_try_at__lte=timezone.now()
        )
        for notice in spent.select_for_update(skip_locked=True):
            notice.state = Notice.State.PARKED
            notice.fault = _("发送程序%(n)s次在发送此邮件时中断") % {"n": notice.attempts}
            notice.save(update_fields=["state", "fault"])


# Each is counted and committed alone, before its sending: what kills the relay costs its
# neighbours no attempt. A count that a crash of the server forgets costs one attempt more.
COUNT = """
WITH oldest AS (
  SELECT id FROM lifecycle_notice WHERE state = 'waiting' AND next_try_at <= %(now)s
  ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE lifecycle_notice n SET attempts = n.attempts + 1, fault = '',
  next_try_at = %(now)s + (%(waits)s::interval[])[least(n.attempts + 1, %(most)s)]
FROM oldest WHERE n.id = oldest.id
RETURNING n.id, set_config('synchronous_commit', 'off', true)
"""


def _claim(waits: list[timedelta]) -> int | None:
    with transaction.atomic(), db.cursor() as cursor:
        cursor.execute(COUNT, {"now": timezone.now(), "waits": waits, "most": len(waits)})
        row = cursor.fetchone()
    return row[0] if row else None


def _deliver(key: int, connection: Any, *, most: int) -> int:
    with transaction.atomic():
        # The claim keeps other relays away; one that passes over the row holds it for a moment.
        rows = Notice.objects.select_for_update(of=("self",))
        held = with_seats(rows.filter(pk=key, state="waiting"))
        notice = held.select_related("person").first()
        if notice is None:
            return 0
        if notice.person.is_active and (reason := lost_by(notice)):
            # Asked now, not when it was written: who has lost access meanwhile gets nothing.
            notice.state, notice.fault = Notice.State.WITHHELD, str(reason)
            notice.save(update_fields=["state", "fault"])
            return 0
        fault, final = _send(notice, connection)
        if not fault:
            notice.state, notice.sent_at = Notice.State.SENT, timezone.now()
        elif final or notice.attempts >= most:
            notice.state = Notice.State.PARKED
        notice.fault = fault
        notice.save(update_fields=["state", "sent_at", "fault"])
    return 0 if fault else 1


def _send(notice: Notice, connection: Any) -> tuple[str, bool]:
    if not notice.person.is_active:
        return _("收件人已停用"), True
    message = EmailMultiAlternatives(
        notice.subject,
        notice.body,
        settings.DEFAULT_FROM_EMAIL,
        [notice.address],
        connection=connection,
        headers={"Message-ID": notice.message_id},
        alternatives=[(notice.html, "text/html")] if notice.html else [],
    )
    try:
        _greet(connection)
        message.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _hang_up(connection)
        refused = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        return _words(error), (refused and _permanent(error)) or isinstance(error, ValueError)
    return "", False


def _greet(connection: Any) -> None:
    """Open a session, or go on with the one that is open if its server has not ended it."""
    session = getattr(connection, "connection", None)
    if session is not None and _ended(session):
        _hang_up(connection)
    connection.open()


def _ended(session: smtplib.SMTP) -> bool:
    # A server speaks when it is spoken to: what it says unasked is its goodbye.
    if session.sock is None:
        return True
    waiting = select.poll()
    waiting.register(session.sock, select.POLLIN)
    return bool(waiting.poll(0))


def _hang_up(connection: Any) -> None:
    """End a session after a fault, so that the next mail is not sent into a broken one."""
    with suppress(smtplib.SMTPException, OSError):
        connection.close()


def _permanent(error: Any) -> bool:
    answers = getattr(error, "recipients", None) or {"": (getattr(error, "smtp_code", 0), b"")}
    return all(code >= PERMANENT for code, _text in answers.values())


def _words(error: Exception) -> str:
    words = " ".join(str(error).split())
    return "".join(c for c in f"{type(error).__name__}: {words}" if c.isprintable())[:300]
