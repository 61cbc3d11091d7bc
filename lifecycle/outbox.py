"""Telling people 通知: a notice is written with the change; `relay` mails it later (R9)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.letters import ROWS_SHOWN, Letter, Row, Words, row_of, written
from lifecycle.machine import Act, Audience, Edge
from lifecycle.models import Notice, Person, Seat, Subject
from lifecycle.models.rulepack import pack_of
from lifecycle.roles import LEVEL_OF, Role

LONGEST_SUBJECT = 200
Place = tuple[str, int]
"""A seat by its role and its organisation."""


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
    concerned: dict[int, Told] = {}
    for audience in edge.about.tells:
        for person, why, row, _seat in _audience(audience, model, edge, moved, act):
            told = concerned.setdefault(person, Told({}, {}, {}))
            told.rows[row.pk], told.why[why] = row, None
    people = Person.objects.filter(pk__in=concerned, is_active=True).exclude(email="")
    each = [(person, concerned[person.pk]) for person in people]
    if not each:
        return
    most = _most(moved)
    subjects = shown({key for _person, told in each for key in list(told.rows)[:most]})
    leave([_notice(person, edge, told, subjects, act, most=most) for person, told in each])


def _most(moved: Sequence[Any]) -> int:
    """Return how many rows one letter shows, by the pack of the year that it is about."""
    return pack_of(moved[0].year).pack.warnings.digest_rows


@dataclass(frozen=True, slots=True)
class Told:
    """What one person is told of, by key, as whom, and by which seats."""

    rows: dict[int, Any]
    why: dict[Words, None]
    seats: dict[Place, None]


def tell_seats(  # noqa: PLR0913 - one message, said whole
    roles: Sequence[Role],
    subjects: Sequence[Any],
    *,
    kind: str,
    title: str,
    row: Callable[[Any], Row],
    key: str,
    act: Act,
    otherwise: Words = "",
) -> int:
    """Leave each person who sits over some objects one notice of them, outside any step.

    Return how many people are told; the same `key` again is the same notice.
    """
    concerned: dict[int, Told] = {}
    for person, why, subject, seat in _sitting(roles, subjects, act):
        told = concerned.setdefault(person, Told({}, {}, {}))
        told.rows[subject.pk], told.why[why], told.seats[seat] = subject, None, None
    people = Person.objects.filter(pk__in=concerned, is_active=True).exclude(email="")
    opinion = [_("意见：%(note)s") % {"note": act.note}] if act.note else []
    notices = [
        compose(
            person,
            kind=kind,
            subject=title % {"n": len(concerned[person.pk].rows)},
            lines=[*opinion, *map(row, concerned[person.pk].rows.values())],
            key=key,
            at=act.at,
            most=_most(subjects),
            why=concerned[person.pk].why,
            otherwise=otherwise,
            seats=concerned[person.pk].seats,
        )
        for person in people
    ]
    leave(notices)
    return len(notices)


def leave(notices: Iterable[Notice]) -> None:
    """Write notices; one whose Message-ID is already there is the same notice."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def compose(  # noqa: PLR0913 - one letter, said whole
    person: Any,
    *,
    kind: str,
    subject: str,
    lines: Sequence[Words | Row],
    key: str,
    at: datetime,
    count: int | None = None,
    most: int = ROWS_SHOWN,
    why: Iterable[Words] = (),
    otherwise: Words = "",
    rules: str = "",
    seats: Iterable[Place] = (),
    about: Sequence[Any] = (),
) -> Notice:
    """Render a notice; `key` makes its Message-ID, so that the same cause is one message.

    `lines` are sentences and rows; of the rows, `count` says how many there are where not all are
    given, and `most` are shown. `why` names the person's roles, `otherwise` what happens if
    nothing is done. It is mailed only while the person holds all `seats` that told of it, and sees
    all that it is `about`.
    """
    mark = hashlib.sha256(f"{kind}|{key}|{person.pk}".encode()).hexdigest()[:32]
    rows = [line for line in lines if isinstance(line, Row)]
    more = max(0, (len(rows) if count is None else count) - most)
    words = [line for line in lines if not isinstance(line, Row)]
    title = subject[:LONGEST_SUBJECT]
    shown = rows[:most]
    letter = Letter(title, at, mark[:12], shown, more, words, tuple(why), otherwise, rules)
    text, html = written(letter, person)
    named = {"kind": kind, "message_id": f"<{kind}.{mark}@{settings.MAIL_DOMAIN}>", "at": at}
    address = {"person": person, "address": person.email}
    basis = _basis(seats, about)
    return Notice(**address, **named, subject=title, body=text, html=html, basis=basis)


def _basis(seats: Iterable[Place], about: Sequence[Any]) -> dict[str, Any]:
    keys: dict[str, list[int]] = {}
    for subject in about:
        keys.setdefault(subject._meta.label_lower, []).append(subject.pk)
    told_by = [[str(role), place] for role, place in seats]
    return ({"seats": told_by} if told_by else {}) | ({"about": keys} if keys else {})


def _notice(
    person: Person, edge: Edge, told: Told, subjects: Mapping[int, Any], act: Act, *, most: int
) -> Notice:
    rows = list(told.rows.values())
    shown = [subjects[row.pk] for row in rows[:most]]
    model = type(shown[0])
    words = {"stage": model._meta.verbose_name, "step": edge.about.label, "n": len(rows)}
    opinion = [_("意见：%(note)s") % {"note": act.note}] if act.note else []
    return compose(
        person,
        kind=f"{model.stage()}.{edge.name}",
        subject=_("【预算绩效】%(stage)s %(step)s：%(n)s 项") % words,
        lines=[*opinion, *(row_of(subject) for subject in shown)],
        key=",".join(f"{row.pk}:{row.version}" for row in rows),
        at=act.at,
        count=len(rows),
        most=most,
        why=told.why,
        rules=pack_of(shown[0].year).version,
        about=shown,
    )


Hearer = tuple[int, Words, Any, Place | None]
"""Whom to tell, as what, of which row, and by which seat, if by one."""


def _audience(
    audience: Audience | Role,
    model: type[Subject],
    edge: Edge,
    moved: Sequence[Any],
    act: Act,
) -> Iterator[Hearer]:
    if audience is Audience.FILER:
        for subject in moved:
            for person in {subject.filed_by_id, subject.filed_for_id} - {None}:
                yield person, gettext_lazy("报送人"), subject, None
        return
    if isinstance(audience, Role):
        yield from _sitting([audience], moved, act)
        return
    after = [e for e in model.edges() if e.source == edge.target]
    yield from _sitting(list(dict.fromkeys(r for e in after for r in e.about.by)), moved, act)


def _sitting(
    roles: Sequence[Role], moved: Sequence[Subject], act: Act
) -> Iterator[tuple[int, Words, Any, Place]]:
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
    for person, seat, place in seats.values_list("person_id", "role", "organisation_id"):
        for subject in wanted.get((seat, place), []):
            yield person, Role(seat).label, subject, (seat, place)
