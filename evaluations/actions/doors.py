"""Asking the same questions as a step where an action writes rows that are no step."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from lifecycle import rights
from lifecycle.machine import Act
from lifecycle.models import Subject
from lifecycle.refusals import Code, Refusal, Refused, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role

S = TypeVar("S", bound=Subject)


def seat(subject: Subject, roles: Iterable[Role], act: Act) -> Held:
    """Return the seat by which the actor may do this. Raises Forbidden."""
    found = rights.seat_for(rights.seats_of(act.by, act.day), roles, subject, act.day)
    if found is None:
        names = "、".join(str(role.label) for role in roles)
        raise refuse(Refusal(Code.RIGHT, _("此事由%(roles)s办理") % {"roles": names}))
    return found


def locked(subject: S, *states: str) -> S:
    """Lock and reload an object that must be in one of the states. Raises Refused."""
    rows = type(subject)._default_manager.select_for_update(of=("self",))
    found = rows.select_related("organisation").get(pk=subject.pk)
    here = found.State(getattr(found, "state", ""))
    if here not in states:
        raise Refused(Refusal(Code.STATE, _("现为“%(state)s”，不能办理") % {"state": here.label}))
    return found


def wanted(condition: Any, sentence: str) -> None:
    """Refuse with a sentence unless the condition holds."""
    if not condition:
        raise Refused(Refusal(Code.CONTENT, sentence))
