"""What a person did 已办: their own end of the log, read only as far as a page needs.

Who judges for years has lines by the ten thousand. So the newest are looked at first, and whether
one still sees their objects is asked of these few; nobody counts how many there ever were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value

from lifecycle.models import TransitionLog

COUNTED = 200
"""As far as objects are counted; of what lies beyond it is only said that there is more."""
Lines = QuerySet[TransitionLog]
Tables = Mapping[str, QuerySet[Any]]
"""By stage (`app.model`) the objects that one may see and wants to."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The last line of somebody on each object that they see, newest first.

    A line is its own key, the stage and the key of the object; `more` says that others follow.
    """

    lines: tuple[tuple[int, str, int], ...]
    more: bool


class Newest:
    """The newest objects among what some lines of the log moved, found when they are asked for.

    Of what moved at one time, the line that was written last comes first.
    """

    def __init__(self, lines: Lines, tables: Tables, *, reach: int) -> None:
        self.tables = tables
        self.reach = max(COUNTED, reach)
        later = lines.filter(
            machine=OuterRef("machine"),
            object_id=OuterRef("object_id"),
            version__gt=OuterRef("version"),
        )
        last = lines.filter(~Exists(later), machine__in=list(tables)).order_by("-at", "-pk")
        self.last = last.values_list("pk", "machine", "object_id")

    @cached_property
    def trail(self) -> Trail:
        """Look among the newest lines alone; where these are not enough, among all."""
        wanted = self.reach + 1
        rows = list(self.last[:wanted]) if self.reach == COUNTED else None
        if rows is not None:
            seen = _seen(rows, self.tables)
            found = [row for row in rows if row[1:] in seen]
        if rows is None or (len(found) < wanted and len(rows) == wanted):
            found = list(self.last.filter(among(self.tables))[:wanted])
        return Trail(tuple(found[: self.reach]), len(found) > self.reach)


def among(tables: Tables) -> Q:
    """Match rows that name, by `machine` and `object_id`, an object of some tables."""
    found = Q(pk__in=[])
    for stage, rows in tables.items():
        # Asked of each row by its key: a page reads a few rows, not all that is visible.
        here = Exists(rows.filter(pk=OuterRef("object_id")).order_by())
        found |= Q(here, machine=stage)
    return found


def _seen(lines: Sequence[tuple[int, str, int]], tables: Tables) -> set[tuple[str, int]]:
    keys: dict[str, list[int]] = {}
    for _line, stage, key in lines:
        keys.setdefault(stage, []).append(key)
    found = [_named(tables[stage].filter(pk__in=some), stage) for stage, some in keys.items()]
    return set(found[0].union(*found[1:], all=True)) if found else set()


def _named(rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    named = rows.order_by().annotate(of=Value(stage, output_field=CharField()))
    found: QuerySet[Any] = named.values_list("of", "pk")
    return found
