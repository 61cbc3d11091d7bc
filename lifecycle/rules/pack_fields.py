"""A table of a rule pack as single fields and back: each has the place by which its fault is named.

A key is a place without its row numbers, by which a field is called in words:
`grades[1][0]` has the key `grades.0`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from lifecycle.rules.shapes import Choice, Number, Record, Rows, Several, Shape, Whole, inside

SPARE_ROWS = 2
MISSING = object()
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field: its place, its key, what it may hold, what stands there, "" where nothing does.

    `group` names the row or the part that its neighbours share; what is `owed` is never left empty.
    """

    place: str
    key: str
    shape: Shape
    value: str
    group: str
    owed: bool = False


def leaves(shape: Shape, value: Any, *, place: str, spare: int = 0) -> list[Leaf]:
    """Take a table apart, in the order of its shape, with spare rows to be filled."""
    top = _Spot(place, place, place, spare, owed=True)
    return list(_leaves(shape, value, top))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in a table we stand."""

    place: str
    key: str
    group: str
    spare: int
    owed: bool


def _leaves(shape: Shape, value: Any, at: _Spot) -> Iterator[Leaf]:
    if isinstance(shape, Record):
        yield from _of_record(shape, value, at)
    elif isinstance(shape, Rows):
        for n, row in enumerate([*(value or ()), *[None] * at.spare]):
            below = f"{at.place}[{n}]"
            yield from _leaves(shape.row, row, _Spot(below, at.key, below, at.spare, owed=False))
    elif isinstance(shape, Several):
        parts = list(value or [None] * len(shape.parts))
        for n, (part, one) in enumerate(zip(shape.parts, parts, strict=True)):
            spot = _Spot(f"{at.place}[{n}]", f"{at.key}.{n}", at.group, at.spare, at.owed)
            yield from _leaves(part, one, spot)
    else:
        yield Leaf(at.place, at.key, shape, "" if value is None else str(value), at.group, at.owed)


def _of_record(shape: Record, value: Any, at: _Spot) -> Iterator[Leaf]:
    for name, part in {**shape.parts, **shape.also}.items():
        below = inside(at.place, name)
        group = at.group if _single(part) else below
        owed = at.owed and name in shape.parts and not shape.optional
        found = value.get(name) if isinstance(value, Mapping) else None
        spot = _Spot(below, inside(at.key, name), group, at.spare, owed)
        yield from _leaves(part, found, spot)


def _single(shape: Shape) -> bool:
    return not isinstance(shape, Record | Rows | Several)


@dataclass(frozen=True, slots=True)
class Reading:
    """A table put together from fields, and where each of its places was typed."""

    value: Any
    typed_at: Mapping[str, str]


def put_together(shape: Shape, typed: Typed, *, place: str) -> Reading:
    """Make a table of what was typed; rows left empty are left out, and the later ones move up."""
    places: dict[str, str] = {}
    found = _read(shape, typed, place, place, places)
    empty: Any = [] if isinstance(shape, Rows) else {}
    return Reading(empty if found is MISSING else found, places)


def _read(shape: Shape, typed: Typed, place: str, made: str, places: dict[str, str]) -> Any:
    places[made] = place
    if isinstance(shape, Record):
        return _record(shape, typed, place, made, places)
    if isinstance(shape, Rows):
        return _rows(shape, typed, place, made, places)
    if isinstance(shape, Several):
        return _several(shape, typed, place, made, places)
    return _value(shape, typed.get(place, "").strip())


def _record(shape: Record, typed: Typed, place: str, made: str, places: dict[str, str]) -> Any:
    found = {}
    for name, part in {**shape.parts, **shape.also}.items():
        value = _read(part, typed, inside(place, name), inside(made, name), places)
        owed = name in shape.parts and not shape.optional
        if value is MISSING and owed and isinstance(part, Record) and part.optional:
            value = {}
        if value is not MISSING and (owed or value != []):
            found[name] = value
    return found or MISSING


def _rows(shape: Rows, typed: Typed, place: str, made: str, places: dict[str, str]) -> Any:
    found: list[Any] = []
    for at in range(_length(typed, place)):
        row = _read(shape.row, typed, f"{place}[{at}]", f"{made}[{len(found)}]", places)
        if row is not MISSING:
            found.append(row)
    return found


def _length(typed: Typed, place: str) -> int:
    numbers = re.compile(re.escape(place) + r"\[(\d{1,3})\]")
    found = (numbers.match(name) for name in typed)
    return max((int(one[1]) + 1 for one in found if one), default=0)


def _several(shape: Several, typed: Typed, place: str, made: str, places: dict[str, str]) -> Any:
    parts = [
        _read(part, typed, f"{place}[{at}]", f"{made}[{at}]", places)
        for at, part in zip(count(), shape.parts)
    ]
    if all(part is MISSING for part in parts):
        return MISSING
    return ["" if part is MISSING else part for part in parts]


def _value(shape: Shape, text: str) -> Any:
    if not text:
        return MISSING
    if isinstance(shape, Whole):
        return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else text
    if isinstance(shape, Number):
        return text.replace(",", "").replace("，", "")
    return text


def differing(mine: Sequence[Leaf], other: Sequence[Leaf]) -> set[str]:
    """Return the places at which two tables differ, those that only one has among them."""
    values = [{leaf.place: leaf.value for leaf in some if leaf.value} for some in (mine, other)]
    places = values[0].keys() | values[1].keys()
    return {place for place in places if values[0].get(place) != values[1].get(place)}


def options(shape: Shape) -> Sequence[str]:
    """Return the words that a field may hold; none where it is typed."""
    return shape.words if isinstance(shape, Choice) else ()
