"""Moving a stage: the one place where a state changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, checks, clock, following, locking, moves, outbox, rights
from lifecycle.bulk import fire_many
from lifecycle.bulk_edit import edit_many, extend_many
from lifecycle.machine import About, Act, Audience, Edge
from lifecycle.models import StepToken, Subject
from lifecycle.models.rulepack import InForce, remembering
from lifecycle.refusals import Code, Forbidden, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role

__all__ = [
    "Choice", "Forbidden", "Refused", "answered", "edit", "edit_many", "extend_many", "fire",
    "fire_many", "remember_token", "steps_for", "told_by",
]  # fmt: skip

M = TypeVar("M", bound=Subject)


def fire(  # noqa: PLR0913 - the one door names all that a form carries
    subject: M,
    name: str,
    *,
    by: Any,
    note: str = "",
    version: int | None = None,
    content_hash: str = "",
    key: str = "",
    at: datetime | None = None,
) -> M:
    """Take one step: check, move, log and tell, all or nothing. `by=None` is the timetable.

    `version` and `content_hash` are what the reader of the form saw; `key` is the one-time token
    of a POST: the same token again changes nothing and returns the same object.

    Raises Refused with every reason at once, Forbidden where rights are missing.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        found = locking.lock(subject, at)
        locked, act = found.subject, bookkeeping.act(by, note, found.at)
        locked.acting_on = act.day
        if key and answered(locked, name, by, key):
            return locked
        said = checks.about(type(locked), name)
        seat = checks.seat_on(locked, said, by, act.day)
        edge, seat = _cleared(locked, name, said, seat, act, version, content_hash)
        _take(locked, edge, seat, act, found.rules)
        if key:
            remember_token(locked, name, act, key)
        outbox.tell(edge, [locked], act)
        following.run(locked.stage(), name, [locked], act)
    return locked


def answered(subject: Subject, name: str, by: Any, key: str) -> bool:
    """Tell whether a one-time token was used for this very act; for another it is refused."""
    used = StepToken.objects.filter(person=by, token=key).first()
    if used is None:
        return False
    if (used.machine, used.object_id, used.step) != (subject.stage(), subject.pk, name):
        raise Refused(Refusal(Code.TOKEN, _("此页面的令牌已用于别的办理，请刷新后重试")))
    return True


def remember_token(subject: Subject, name: str, act: Act, key: str) -> None:
    """Note that a one-time token was used, so that a second click changes nothing."""
    StepToken.objects.create(
        person=act.by,
        token=key,
        machine=subject.stage(),
        object_id=subject.pk,
        step=name,
        version=subject.version,
        used_at=act.at,
    )


def _cleared(
    subject: Subject,
    name: str,
    said: About,
    seat: Held | None,
    act: Act,
    version: int | None,
    content_hash: str,
) -> tuple[Edge, Held]:
    if seat is None:
        raise refuse(*checks.right(seat, said))
    checks.unchanged(subject, version, content_hash)
    edge = subject.edge_here(name)
    if edge is None:
        raise refuse(*checks.state(subject, edge, said))
    filers = (subject.filed_by_id, subject.filed_for_id)
    refusals = checks.four_eyes(said, act.by, seat, filers)
    refusals += checks.claimed(subject, said, act.by, seat, act.day)
    refusals += checks.window(subject, said, act.day)
    refusals += checks.needs(subject, said) + checks.note(said, act.note)
    if refusals:
        raise refuse(*refusals)
    return edge, seat


def _take(subject: Subject, edge: Edge, seat: Held, act: Act, rules: InForce) -> None:
    before = dict(subject.__dict__)
    getattr(subject, edge.name)(act)
    changed = _changed(subject, before)
    changed |= bookkeeping.whose(edge.about, seat, act)
    changed |= bookkeeping.when(type(subject), edge.target, subject.year, act, rules)
    if subject.windowed and changed["due_on"]:
        changed["due_on"] = _later(subject, edge.target, act, changed["due_on"])
    if edge.about.files:
        changed["content_hash"] = bookkeeping.seal([subject])[0]
    mover = moves.Mover(subject.pk, subject.version, edge.source, seat)
    change = moves.Change(edge.name, edge.target, rules.version, same=changed)
    moves.write(type(subject), [mover], change, act)
    subject.version += 1
    for name, value in changed.items():
        if name != "state" and not (name in moves.FIRST and getattr(subject, name)):
            setattr(subject, name, value)


def _later(subject: Subject, state: str, act: Act, due: date) -> date:
    place = subject.organisation_id
    found = bookkeeping.later(type(subject), state, {place}, subject.year, act, due)
    return found.get(place, due)


def _changed(subject: Subject, before: Mapping[str, Any]) -> dict[str, Any]:
    now = subject.__dict__
    names = (found.attname for found in subject._meta.concrete_fields)
    return {name: now[name] for name in names if now[name] != before[name] and name != "state"}


def edit(
    subject: M,
    *,
    by: Any,
    changes: Mapping[str, Any],
    parts: Callable[[M], None] | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> M:
    """Change the content while it may be changed; logged, a version on, the state as it was.

    `changes` are columns of CONTENT; `parts` may write child rows. Raises Refused.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        found = locking.lock(subject, at)
        locked, act = found.subject, bookkeeping.act(by, "", found.at)
        seat = rights.seat_for(rights.seats_of(by, act.day), locked.EDITORS, locked, act.day)
        seat = _editable(locked, seat, changes, version)
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.full_clean(exclude=_kept(locked, changes), validate_constraints=False)
        if parts is not None:
            parts(locked)
        _write_edit(locked, seat, changes, act, found.rules)
    return locked


def _kept(subject: Subject, changes: Mapping[str, Any]) -> set[str]:
    """Name what a check need not look at: the state, and references that stay as they are.

    The database holds these, so asking for each again would only cost a query.
    """
    kept = (f for f in subject._meta.concrete_fields if f.is_relation)
    return {"state"} | {f.name for f in kept if changes.keys().isdisjoint((f.name, f.attname))}


def _editable(
    subject: Subject, seat: Held | None, changes: Mapping[str, Any], version: int | None
) -> Held:
    refusals = checks.editable(subject, seat)
    if seat is None:
        raise refuse(*refusals)
    checks.unchanged(subject, version, "")
    if refusals:
        raise refuse(*refusals)
    if closed := [name for name in changes if name not in subject.CONTENT]:
        names = _("、").join(closed)
        raise refuse(Refusal(Code.CONTENT, _("不能修改：%(names)s") % {"names": names}))
    return seat


def _write_edit(
    subject: Subject, seat: Held, changes: Mapping[str, Any], act: Act, rules: InForce
) -> None:
    fields: list[Any] = [subject._meta.get_field(name) for name in changes]
    same = {field.attname: getattr(subject, field.attname) for field in fields}
    same["content_hash"] = bookkeeping.seal([subject])[0]
    here = str(getattr(subject, "state", ""))
    mover = moves.Mover(subject.pk, subject.version, here, seat)
    change = moves.Change("edit", None, rules.version, same=same)
    moves.write(type(subject), [mover], change, act)
    subject.version += 1
    subject.content_hash = same["content_hash"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One step as a person meets it: open, or closed with the reasons."""

    name: str
    label: str
    target: str
    note: bool
    refusals: tuple[Refusal, ...]
    told: tuple[str, ...] = ()
    """Whom a notice of the step goes to."""

    @property
    def open(self) -> bool:
        """Whether the step can be taken now."""
        return not self.refusals


def steps_for(
    subject: Subject, user: Any, *, at: datetime | None = None, seats: list[Held] | None = None
) -> list[Choice]:
    """List the steps of the present state, each with whether this person can take it and why not.

    A note that is owed is no reason: it is asked for when the step is taken.
    """
    day = clock.day_of(at or clock.now())
    held = rights.seats_of(user, day) if seats is None else seats
    subject.acting_on = day
    return [_choice(subject, edge, user, held, day) for edge in subject.edges_here()]


def _choice(subject: Subject, edge: Edge, user: Any, held: list[Held], day: date) -> Choice:
    said = edge.about
    seat = rights.seat_for(held, said.by, subject, day)
    refusals = checks.right(seat, said)
    if seat is not None:
        filers = (subject.filed_by_id, subject.filed_for_id)
        refusals = checks.four_eyes(said, user, seat, filers)
        refusals += checks.claimed(subject, said, user, seat, day)
        refusals += checks.window(subject, said, day) + checks.needs(subject, said)
    target = str(subject.State(edge.target).label)
    told = told_by(said)
    return Choice(edge.name, str(said.label), target, said.note, tuple(refusals), told)


def told_by(said: About) -> tuple[str, ...]:
    """Name whom a notice of a step goes to."""
    return tuple(_audience(each) for each in said.tells)


def _audience(told: Audience | Role) -> str:
    if isinstance(told, Role):
        return str(told.label)
    return _("下一步办理人") if told is Audience.NEXT else _("报送人")
