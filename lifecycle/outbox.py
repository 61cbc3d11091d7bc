"""Telling people 通知: a notice is written with the change, the relay mails it later (R9)."""

import hashlib
import smtplib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle.machine import Act, Audience, Edge
from lifecycle.models import Installation, Notice, Person, Seat, Subject
from lifecycle.roles import LEVEL_OF, Role

ROWS_SHOWN = 20
PERMANENT = 500
"""SMTP answers from here on will be the same next time."""
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360)]
"""Waits after each failed attempt; after the last the notice is parked (warnings.md)."""


def tell(edge: Edge, moved: Sequence[Any], act: Act) -> None:
    """Leave one notice for each person whom a step concerns, whatever the number of objects."""
    if edge.about.tells and moved:
        subjects = {subject.pk: subject for subject in moved}
        tell_of_many(type(moved[0]), edge, moved, act, shown=lambda _keys: subjects)


def tell_of_many(
    model: type[Subject],
    edge: Edge,
    moved: Sequence[Any],
    act: Act,
    *,
    shown: Callable[[set[int]], Mapping[int, Any]],
) -> None:
    """Tell of rows that are not objects yet; `shown` reads those few whose line is printed."""
    concerned: dict[int, dict[int, Any]] = {}
    for audience in edge.about.tells:
        for person, rows in _audience(audience, model, edge, moved, act).items():
            concerned.setdefault(person, {}).update((row.pk, row) for row in rows)
    people = Person.objects.filter(pk__in=concerned, is_active=True).exclude(email="")
    told = [(person, list(concerned[person.pk].values())) for person in people]
    subjects = shown({row.pk for _person, rows in told for row in rows[:ROWS_SHOWN]})
    leave([_notice(person, model, edge, rows, subjects, act) for person, rows in told])


def leave(notices: Iterable[Notice]) -> None:
    """Write notices; one whose Message-ID is already there is the same notice."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def compose(
    person: Any, *, kind: str, subject: str, lines: Sequence[str], key: str, at: Any
) -> Notice:
    """Render a notice; `key` makes its Message-ID, so that the same cause is one message."""
    shown = list(lines[:ROWS_SHOWN])
    if len(lines) > ROWS_SHOWN:
        shown.append(_("……另有 %(n)s 项") % {"n": len(lines) - ROWS_SHOWN})
    body = "\n".join([_("%(name)s：") % {"name": person.name}, "", *shown, "", settings.SITE_URL])
    mark = hashlib.sha256(f"{kind}|{key}|{person.pk}".encode()).hexdigest()[:32]
    return Notice(
        person=person,
        address=person.email,
        kind=kind,
        subject=subject[:200],
        body=body,
        message_id=f"<{kind}.{mark}@{settings.MAIL_DOMAIN}>",
        at=at,
    )


def _notice(
    person: Person,
    model: type[Subject],
    edge: Edge,
    rows: Sequence[Any],
    subjects: Mapping[int, Any],
    act: Act,
) -> Notice:
    words = {"stage": model._meta.verbose_name, "step": edge.about.label, "n": len(rows)}
    title = _("【预算绩效】%(stage)s %(step)s：%(n)s 项") % words
    lines = [_line(subjects[row.pk]) for row in rows[:ROWS_SHOWN]]
    lines += [""] * (len(rows) - len(lines))  # counted, never shown
    if act.note:
        lines = [_("意见：%(note)s") % {"note": act.note}, *lines]
    marks = ",".join(f"{row.pk}:{row.version}" for row in rows)
    kind = f"{model.stage()}.{edge.name}"
    return compose(person, kind=kind, subject=title, lines=lines, key=marks, at=act.at)


def _line(subject: Any) -> str:
    return f"{subject} {settings.SITE_URL}{subject.get_absolute_url()}"


def _audience(
    audience: Audience | Role,
    model: type[Subject],
    edge: Edge,
    moved: Sequence[Any],
    act: Act,
) -> dict[int, list[Any]]:
    if audience is Audience.FILER:
        found: dict[int, list[Any]] = {}
        for subject in moved:
            for person in {subject.filed_by_id, subject.filed_for_id} - {None}:
                found.setdefault(person, []).append(subject)
        return found
    if isinstance(audience, Role):
        return _sitting([audience], moved, act)
    after = [e for e in model.edges() if e.source == edge.target]
    return _sitting(list(dict.fromkeys(role for e in after for role in e.about.by)), moved, act)


def _sitting(roles: Sequence[Role], moved: Sequence[Subject], act: Act) -> dict[int, list[Any]]:
    wanted: dict[tuple[str, int | None], list[Any]] = {}
    for role in roles:
        if role in LEVEL_OF:
            for subject in moved:
                place = subject.organisation_at(LEVEL_OF[role])
                wanted.setdefault((str(role), place), []).append(subject)
    seats = Seat.objects.filter(
        role__in={role for role, _place in wanted},
        organisation__in={place for _role, place in wanted if place},
        starts_on__lte=act.day,
    ).exclude(ends_on__lt=act.day)
    found: dict[int, list[Any]] = {}
    for person, seat, place in seats.values_list("person_id", "role", "organisation_id"):
        found.setdefault(person, []).extend(wanted.get((seat, place), []))
    return {person: subjects for person, subjects in found.items() if subjects}


class EpochDiffers(Exception):  # noqa: N818 - the sentence says what to do
    """This database was restored or cloned: nothing is mailed until its epoch is adopted (R10)."""


def relay(limit: int = 200) -> int:
    """Mail what waits, oldest first, and return how many went out.

    Raises EpochDiffers in a restored or cloned database.
    """
    if Installation.objects.filter(epoch=settings.MAIL_EPOCH).first() is None:
        raise EpochDiffers(
            _("数据库的恢复纪元与环境不符，邮件暂停：请核实后运行 manage.py epoch --adopt")
        )
    sent = 0
    connection = get_connection()
    try:
        for key in _claim(limit):
            sent += _deliver(key, connection)
    finally:
        connection.close()
    return sent


def _claim(limit: int) -> list[int]:
    # Counted before the work: a notice that kills the relay is parked after its fifth attempt.
    with transaction.atomic():
        waiting = Notice.objects.filter(state="waiting", next_try_at__lte=timezone.now())
        rows = waiting.order_by("next_try_at", "pk").select_for_update(skip_locked=True)
        claimed = list(rows.values_list("pk", "attempts")[:limit])
        for attempts in {attempts for _key, attempts in claimed}:
            keys = [key for key, tried in claimed if tried == attempts]
            wait = BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
            Notice.objects.filter(pk__in=keys).update(
                attempts=F("attempts") + 1, next_try_at=timezone.now() + wait
            )
    return [key for key, _attempts in claimed]


def _deliver(key: int, connection: Any) -> int:
    with transaction.atomic():
        rows = Notice.objects.select_for_update(skip_locked=True, of=("self",))
        notice = rows.filter(pk=key, state="waiting").select_related("person").first()
        if notice is None:
            return 0
        fault, final = _send(notice, connection)
        if not fault:
            notice.state, notice.sent_at = Notice.State.SENT, timezone.now()
        elif final or notice.attempts >= len(BACK_OFF):
            notice.state = Notice.State.PARKED
        notice.fault = fault
        notice.save(update_fields=["state", "sent_at", "fault"])
    return 0 if fault else 1


def _send(notice: Notice, connection: Any) -> tuple[str, bool]:
    if not notice.person.is_active:
        return _("收件人已停用"), True
    message = EmailMessage(
        notice.subject,
        notice.body,
        settings.DEFAULT_FROM_EMAIL,
        [notice.address],
        connection=connection,
        headers={"Message-ID": notice.message_id},
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        refused = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        return _words(error), (refused and _permanent(error)) or isinstance(error, ValueError)
    return "", False


def _permanent(error: Any) -> bool:
    answers = getattr(error, "recipients", None) or {"": (getattr(error, "smtp_code", 0), b"")}
    return all(code >= PERMANENT for code, _text in answers.values())


def _words(error: Exception) -> str:
    words = " ".join(str(error).split())
    return "".join(c for c in f"{type(error).__name__}: {words}" if c.isprintable())[:300]
