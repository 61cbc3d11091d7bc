"""Who may write a row beside an object, and when: asked once for every action that does."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from lifecycle import bookkeeping, checks, locking, rights
from lifecycle.machine import About, Act
from lifecycle.models import Claim, Subject
from lifecycle.models.claim import standing
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role
from lifecycle.sentences import told

M = TypeVar("M", bound=Subject)


def admit(
    subject: M,
    label: Any,
    *,
    by: Any,
    roles: Sequence[Role],
    states: Collection[str],
    checking: bool = False,
    at: datetime | None = None,
) -> tuple[M, Act]:
    """Lock an object for an act that is no step; `checking` bars whoever filed it.

    Call it inside the action's transaction. Raises Refused or Forbidden.
    """
    found = locking.lock(subject, at)
    locked, act = found.subject, bookkeeping.act(by, "", found.at)
    locked.acting_on = act.day
    said = about(label, roles, checking=checking)
    held = rights.seats_of(by, act.day)
    if refusals := barred(locked, said, held, states=states, act=act):
        raise refuse(*refusals)
    if locked.claim_key:
        claims = standing(locked.stage(), {locked.pk: locked.version}, act.day)
        if refusals := taken(locked, said, held, claims=claims, act=act):
            raise refuse(*refusals)
    return locked, act


def may_open(made: Subject, *, roles: Sequence[Role], act: Act) -> None:
    """Ask whether the actor may open an object that is not there yet, and not too late.

    Raises Refused where it could not be filed any more, Forbidden.
    """
    said = about("", roles, checking=False)
    if refusals := checks.right(checks.seat_on(made, said, act.by, act.day), said):
        raise refuse(*refusals)
    in_time(made, roles=roles, day=act.day)


def in_time(made: Subject, *, roles: Sequence[Role], day: date) -> None:
    """Ask whether what is begun on a day can still be filed. Raises Refused.

    A page asks it before it offers to begin, so that both say the same.
    """
    if refusals := checks.over(made, roles, day):
        raise refuse(*refusals)


def taken(
    subject: Subject, said: About, held: list[Held], *, claims: Mapping[int, Claim], act: Act
) -> list[Refusal]:
    """Say when another holder of the seat has claimed the object that is to be judged."""
    seat = rights.seat_for(held, said.by, subject, act.day)
    return checks.claimed_among(claims, subject.pk, said, act.by, seat) if seat else []


def signature(act: Act, seat: Held) -> dict[str, Any]:
    """Return the columns of a signed row: who writes it, in which seat, for whom and when."""
    return {
        "by": act.by,
        "by_name": rights.name_of(act.by),
        "acting_for_name": "" if seat.own else seat.principal,
        "role": str(seat.role),
        "seat": seat.seat,
        "organisation": seat.organisation,
        "at": act.at,
    }


def about(label: Any, roles: Sequence[Role], *, checking: bool) -> About:
    """Describe an act as a step describes itself, so that the same checks answer."""
    return About(
        label=label,
        by=tuple(roles),
        needs=(),
        note=False,
        files=False,
        checks=checking,
        tells=(),
        each=False,
    )


def barred(
    subject: Subject, said: About, held: list[Held], *, states: Collection[str], act: Act
) -> list[Refusal]:
    """Say what bars an act on an object: the right, the state, or four eyes."""
    seat = rights.seat_for(held, said.by, subject, act.day)
    if refusals := checks.right(seat, said):
        return refusals
    here = str(getattr(subject, "state", ""))
    if here not in states:
        return [checks.wrong_state(type(subject), here, said)]
    return checks.four_eyes(said, act.by, seat, (subject.filed_by_id, subject.filed_for_id))


def fault(sentence: str, need: str = "") -> Refused:
    """Build the refusal of an act whose own condition is not met."""
    return Refused(Refusal(Code.NEED, told(sentence), need))


def require(condition: Any, sentence: str) -> None:
    """Refuse what was entered unless the condition holds. Raises Refused."""
    if not condition:
        raise Refused(Refusal(Code.CONTENT, told(sentence)))
