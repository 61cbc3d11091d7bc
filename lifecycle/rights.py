"""Who may act, and in which seat: this person, in this organisation, on this day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lifecycle.models import Assignment, Subject
from lifecycle.roles import ASSIGNED, LEVEL_OF, WORKING, Role


@dataclass(frozen=True, slots=True)
class Held:
    """A seat that somebody may use today: their own, or that of whom they stand in for."""

    role: Role
    organisation_id: int
    organisation: str
    principal_id: int
    principal: str
    own: bool
    whole: bool = False
    """Whether all organisations lie in or below that of the seat, a bureau; agencies aside, of
    which nothing is seen by the tree."""

    @property
    def seat(self) -> str:
        """Name the seat as the log keeps it."""
        return str(self.role.label)


# Planned anew each time, so neither joined nor sorted: that takes longer than reading these few
# rows. Who is no longer active has no name here.
SEATS = """
SELECT s.person_id <> %(person)s, s.id, s.role, s.organisation_id,
  (SELECT name FROM lifecycle_organisation WHERE id = s.organisation_id), s.person_id,
  (SELECT name FROM lifecycle_person WHERE id = s.person_id AND is_active),
  NOT EXISTS (SELECT FROM lifecycle_organisation o
    WHERE o.bureau_id IS DISTINCT FROM s.organisation_id
      AND NOT (o.id = s.organisation_id AND o.level = 'bureau')
      AND (o.level <> 'outside' OR
        (SELECT id FROM lifecycle_project WHERE organisation_id = o.id LIMIT 1) IS NOT NULL))
FROM lifecycle_seat s
WHERE s.person_id = ANY (%(person)s::bigint || ARRAY(
    SELECT absent_id FROM lifecycle_substitution
    WHERE substitute_id = %(person)s AND %(day)s BETWEEN starts_on AND ends_on))
  AND s.starts_on <= %(day)s AND (s.ends_on IS NULL OR s.ends_on >= %(day)s)
"""

SYSTEM = Held(Role.SYSTEM, 0, "", 0, "", own=True)


def seats_of(person: Any, day: date) -> list[Held]:
    """List the seats a person may use on a day, their own first; None is the timetable."""
    if person is None:
        return [SYSTEM]
    if not person.is_active:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SEATS, {"person": person.pk, "day": day})
        return held(cursor.fetchall())


def held(rows: Iterable[Any]) -> list[Held]:
    """Read the rows of `SEATS`, a person's own seats first."""
    return [
        Held(Role(role), place, organisation, principal, name, own=not foreign, whole=whole)
        for foreign, _key, role, place, organisation, principal, name, whole in sorted(rows)
        if name is not None
    ]


def seat_for(
    held: Iterable[Held], roles: Iterable[Role], subject: Subject, day: date
) -> Held | None:
    """Choose the seat by which one of the roles is held on this object, if there is one."""
    held, roles = list(held), set(roles)
    for seat in held:
        if seat.role in roles and sits(seat, subject):
            return seat
    outside = [seat for seat in held if seat.role in roles & ASSIGNED and seat.own]
    return next((s for s in outside if subject.pk in assigned(s, type(subject), day)), None)


def sits(seat: Held, subject: Subject) -> bool:
    """Tell whether a seat of the tree answers for this object."""
    if seat.role is Role.SYSTEM:
        return True
    level = LEVEL_OF.get(seat.role)
    return level is not None and subject.organisation_at(level) == seat.organisation_id


def working_seats(held: Iterable[Held], subject: Subject, day: date) -> list[Held]:
    """List the seats by which a person works on an object or audits it.

    Who only reads what is put before them, as the congress does, has none.
    """
    found = []
    for seat in held:
        if seat.role in ASSIGNED:
            if seat.own and subject.pk in assigned(seat, type(subject), day):
                found.append(seat)
        elif seat.role is Role.AUDITOR or (seat.role in WORKING and sits(seat, subject)):
            found.append(seat)
    return found


def assigned(seat: Held, model: type[Subject], day: date) -> set[int]:
    """Return the objects of a stage to which an outsider is assigned on a day."""
    rows = Assignment.objects.filter(
        machine=model.stage(), person=seat.principal_id, role=seat.role, starts_on__lte=day
    ).exclude(ends_on__lt=day)
    return set(rows.values_list("object_id", flat=True))


def name_of(person: Any) -> str:
    """Name the actor as the log keeps it."""
    return _("系统") if person is None else str(person.name or person.username)
