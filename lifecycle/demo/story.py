"""How a chapter acts: as the people who hold the seats, on its day, through the engine alone."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from lifecycle.demo.chapters import YEAR, Chapter
from lifecycle.models import Organisation, Person, Seat
from lifecycle.roles import LEVEL_OF, Level, Role
from lifecycle.transitions import fire, fire_many

CITY = ZoneInfo("Asia/Shanghai")


def _half(part: int) -> set[int]:
    desks = Organisation.objects.filter(level=Level.DESK).order_by("code")
    return {desk.pk for desk in desks[part::2]}


Prepare = Callable[[QuerySet[Any], Person], None]
"""What a person does to their rows before taking the step."""


class Astray(Exception):  # noqa: N818 - the story went another way than it is told
    """A step of the story was refused: the demonstration and the rules disagree."""


class Story:
    """One chapter being told, whole or one half of the desks: its time, its dice, its people."""

    year = YEAR

    def __init__(self, told: Chapter, part: int | None = None) -> None:
        self.chapter = told
        self.desks = None if part is None else _half(part)
        self.on = told.on
        self.at = datetime.combine(told.on, time(10), CITY)
        self.dice = random.Random(told.name)  # noqa: S311 - deterministic on purpose

    def holders(self, role: Role) -> Iterator[tuple[Organisation, Person]]:
        """Yield each organisation with the person who holds the role in it, by code.

        Raises ValueError for a role above the desks in a telling of half of them.
        """
        if self.desks is not None and LEVEL_OF.get(role) is Level.BUREAU:
            raise ValueError(f"{self.chapter.name}: {role} acts for all desks")
        seats = Seat.objects.filter(role=role).select_related("organisation", "person")
        for seat in seats.order_by("organisation__code", "pk"):
            if self.desks is None or seat.organisation.at(Level.DESK) in self.desks:
                yield seat.organisation, seat.person

    def mine(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the desks that this telling is about."""
        return rows if self.desks is None else rows.filter(organisation__desk__in=self.desks)

    def holder(self, role: Role) -> Person:
        """Return the one person who holds a role of the bureau."""
        return next(person for _place, person in self.holders(role))

    def each(
        self,
        rows: QuerySet[Any],
        step: str,
        *,
        by: Role,
        note: str = "",
        prepare: Prepare | None = None,
    ) -> int:
        """Take a step on all rows, each by whoever holds the role where the row belongs.

        `prepare` is called before with the rows and the person. Raises Astray on any refusal.
        """
        moved = 0
        places = self._places(rows, LEVEL_OF[by])
        for place, person in self.holders(by):
            if place.pk not in places:
                continue
            mine = rows.filter(places.pop(place.pk))
            if prepare is not None:
                prepare(mine, person)
            moved += self.all(mine, step, by=person, note=note)
        return moved

    def _places(self, rows: QuerySet[Any], level: Level) -> dict[int, Q]:
        """Find the organisations of a level that the rows belong to, and which rows are whose."""
        if level is Level.BUREAU:
            return {place.pk: Q() for place in Organisation.objects.filter(level=level)}
        owners = Organisation.objects.filter(pk__in=rows.order_by().values("organisation"))
        mine: dict[int, list[int]] = {}
        for owner in owners:
            mine.setdefault(owner.at(level) or 0, []).append(owner.pk)
        return {place: Q(organisation__in=keys) for place, keys in mine.items()}

    def all(self, rows: QuerySet[Any], step: str, *, by: Person | None, note: str = "") -> int:
        """Take a step on all rows as one person; None is the timetable."""
        result = fire_many(rows, step, by=by, note=note, at=self.at)
        for key, refusals in result.refused.items():
            words = "；".join(refusal.sentence for refusal in refusals)
            raise Astray(f"{rows.model.stage()} {key} {step}: {words}")
        return len(result.moved)

    def one(self, subject: Any, step: str, *, by: Person | None, note: str = "") -> Any:
        """Take a step on one object."""
        return fire(subject, step, by=by, note=note, at=self.at)
