"""Draws 抽取 and what may be drawn: for the division, and on record for whoever sees the city."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from lifecycle.models import Appraisal, Assignment, Draw, DrawnLot, Interest, Organisation, Person
from lifecycle.models.interest import standing_interests
from lifecycle.models.rulepack import pack_of
from lifecycle.rights import Held
from lifecycle.roles import ASSIGNED, CITY_WIDE, Level, Role
from lifecycle.rules import sampling as rules
from lifecycle.rules.materials import Kind
from lifecycle.rules.sampling import GROUND_LABELS, Candidate, SampleNumbers
from lifecycle.scope import visible_from


@dataclass(frozen=True, slots=True)
class Awaiting:
    """One appraisal that may be drawn, and why it always is; "" where the lot decides."""

    appraisal: Appraisal
    ground: str


@dataclass(frozen=True, slots=True)
class Drawable:
    """What a draw would be about, without its outcome: nobody tries seeds until one suits."""

    rows: tuple[Awaiting, ...]
    numbers: SampleNumbers
    by_lot: int

    @property
    def always(self) -> int:
        """How many are drawn whatever the seed."""
        return sum(bool(row.ground) for row in self.rows)

    @property
    def amount(self) -> Decimal:
        """What all of them ask for, in 元."""
        return sum((row.appraisal.declared for row in self.rows), Decimal(0))


def divides(seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats is the division's, which draws and assigns."""
    return any(seat.role is Role.PERFORMANCE for seat in seats)


def sees_draws(seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats sees the whole city, and with it every draw."""
    return any(seat.role in CITY_WIDE for seat in seats)


def undrawn(rows: QuerySet[Appraisal], year: int) -> QuerySet[Appraisal]:
    """Narrow to what may be drawn: under review by finance, and in no draw of this round yet."""
    drawn = DrawnLot.objects.filter(appraisal=OuterRef("pk"), round_number=OuterRef("round_number"))
    waiting = rows.filter(~Exists(drawn), year=year, state=Appraisal.State.DESK_REVIEW)
    return waiting.select_related("project_year__project__organisation").order_by(
        "project_year__project__code"
    )


def candidate(appraisal: Appraisal, marked: Sequence[int] = ()) -> Candidate:
    """Say what the rule asks of an appraisal; `marked` are those the division finds of concern."""
    year = appraisal.project_year
    return Candidate(
        code=year.project.code,
        amount=appraisal.declared,
        concern=year.is_key or year.to_congress or appraisal.pk in marked,
        bond=appraisal.kind == Kind.BOND,
    )


def drawable_for(seats: Sequence[Held], year: int, day: date) -> Drawable:
    """List what may be drawn. Raises Http404 to whoever does not draw."""
    division = [seat for seat in seats if seat.role is Role.PERFORMANCE]
    if not division:
        raise Http404
    rows = list(undrawn(visible_from(Appraisal, division, day), year))
    numbers = pack_of(year).pack.appraisal.sample
    candidates = [candidate(row) for row in rows]
    grounds = [rules.always(one, numbers=numbers) for one in candidates]
    return Drawable(
        tuple(
            Awaiting(row, GROUND_LABELS[ground] if ground else "")
            for row, ground in zip(rows, grounds, strict=True)
        ),
        numbers,
        rules.by_lot(candidates, numbers=numbers),
    )


def draws_for(seats: Sequence[Held]) -> QuerySet[Draw]:
    """Return every draw, newest first. Raises Http404 to whoever does not see the city."""
    if not sees_draws(seats):
        raise Http404
    counted = Draw.objects.annotate(
        candidates=Count("lots"), chosen=Count("lots", filter=Q(lots__chosen=True))
    )
    return counted.select_related("about__project_year__project").order_by("-pk")


def draw_for(seats: Sequence[Held], pk: int) -> Draw:
    """Return one draw with its whole list. Raises Http404."""
    lots = ("lots__appraisal__project_year__project__organisation", "lots__person")
    found = draws_for(seats).prefetch_related(*lots).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def draws_about(appraisal: Appraisal) -> QuerySet[Draw]:
    """Return the draws of experts of an appraisal, newest first."""
    return Draw.objects.filter(about=appraisal).prefetch_related("lots")


def outsiders_in(role: Role, day: date) -> QuerySet[Person]:
    """Return who sits in an outside role on a day."""
    seats = Q(seats__role=role, seats__starts_on__lte=day)
    held = seats & (Q(seats__ends_on=None) | Q(seats__ends_on__gte=day))
    return Person.objects.filter(held, is_active=True).distinct().order_by("username")


def assigned_on(appraisal: Appraisal, pk: int) -> Assignment:
    """Return one assignment to an appraisal. Raises Http404."""
    rows = Assignment.objects.filter(machine=appraisal.stage(), object_id=appraisal.pk)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def interests_for(user: Any, seats: Sequence[Held]) -> QuerySet[Interest]:
    """Return the interests that stand: one's own, or all for the division and the auditors.

    Raises Http404 to everybody else.
    """
    rows = standing_interests(Interest.objects.all()).select_related("person", "place", "by")
    if any(seat.role in (Role.PERFORMANCE, Role.AUDITOR) for seat in seats):
        return rows.order_by("-pk")
    if any(seat.role in ASSIGNED and seat.own for seat in seats):
        return rows.filter(person=user).order_by("-pk")
    raise Http404


def interest_for(user: Any, seats: Sequence[Held], pk: int) -> Interest:
    """Return one interest that stands. Raises Http404."""
    found = interests_for(user, seats).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def interest_places() -> QuerySet[Organisation]:
    """Return the departments and units with which somebody may be bound."""
    levels = [Level.DEPARTMENT, Level.UNIT]
    return Organisation.objects.filter(level__in=levels).order_by("code")
