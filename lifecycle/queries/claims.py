"""Who holds an object 认领, who held it before, and to whom it could be handed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from lifecycle import clock, rights
from lifecycle.models import Claim, Person, Seat, Subject
from lifecycle.models.claim import judges, standing
from lifecycle.rights import Held


@dataclass(frozen=True, slots=True)
class Handing:
    """One change of hands: from whom to whom; None where nobody held or holds it."""

    claim: Claim
    giver: Person | None
    taker: Person | None


def claim_on(subject: Subject, day: date | None = None) -> Claim | None:
    """Return the claim that stands on an object that the person was shown."""
    found = standing(subject.stage(), {subject.pk: subject.version}, day or clock.today())
    return found.get(subject.pk)


def claims_of(subject: Subject) -> list[Handing]:
    """List every change of hands of an object, oldest first."""
    rows = Claim.objects.filter(machine=subject.stage(), object_id=subject.pk)
    rows = rows.select_related("holder").order_by("version", "number")
    return _handings(list(rows))


def _handings(rows: Sequence[Claim]) -> list[Handing]:
    found, before = [], None
    for row in rows:
        same = before is not None and before.version == row.version
        found.append(Handing(row, before.holder if before and same else None, row.holder))
        before = row
    return found


def may_claim(user: Any, subject: Any, day: date | None = None) -> bool:
    """Tell whether an object can be claimed by a person as it stands, be it held or not."""
    seats = _judging(user, subject, day or clock.today())
    filers = {subject.filed_by_id, subject.filed_for_id}
    return bool(seats) and filers.isdisjoint({user.pk, seats[0].principal_id})


def takers_for(user: Any, subject: Any, day: date | None = None) -> QuerySet[Person]:
    """Return to whom a person could hand an object: the others in the same seat, no filer."""
    day = day or clock.today()
    held = _judging(user, subject, day)
    if not held:
        return Person.objects.none()
    claim = claim_on(subject, day)
    seat = next((s for s in held if claim and s.principal_id == claim.holder_id), held[0])
    seats = Seat.objects.filter(
        role=seat.role, organisation=seat.organisation_id, starts_on__lte=day
    ).exclude(ends_on__lt=day)
    barred = {user.pk, seat.principal_id, subject.filed_by_id, subject.filed_for_id} - {None}
    people = Person.objects.filter(pk__in=seats.values("person"), is_active=True)
    return people.exclude(pk__in=barred).order_by("name", "pk")


def _judging(user: Any, subject: Subject, day: date) -> list[Held]:
    model: type[Subject] = type(subject)
    roles = judges(model, str(getattr(subject, "state", "")))
    seats = rights.seats_of(user, day) if roles else []
    return [seat for seat in seats if seat.role in roles and rights.sits(seat, subject)]


def hand(model: Any, day: date) -> Subquery:
    """Return the last claim of each object of a stage at its version, to be annotated.

    A mapping of `key`, `holder`, `name`, `role` and `place`; it stands where `seated` is true.
    """
    seats = Seat.objects.filter(
        person=OuterRef("holder"),
        person__is_active=True,
        role=OuterRef("role"),
        organisation=OuterRef("place"),
        starts_on__lte=day,
    ).exclude(ends_on__lt=day)
    said = JSONObject(key="pk", holder="holder", name="holder__name", role="role",
                      place="place", seated="seated")  # fmt: skip
    last = Claim.objects.filter(
        machine=model.stage(), object_id=OuterRef("pk"), version=OuterRef("version")
    )
    rows: Any = last.annotate(seated=Exists(seats)).order_by("-number")
    return Subquery(rows.values(said=said)[:1])


def in_hand(found: dict[str, Any] | None) -> Claim | None:
    """Read a claim that `hand` annotated; None where none stands."""
    if not found or not found["seated"]:
        return None
    holder = Person(pk=found["holder"], name=found["name"])
    return Claim(pk=found["key"], holder=holder, role=found["role"], place_id=found["place"])
