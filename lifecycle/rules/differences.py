"""What differs between two contents: columns, and rows of nested lists matched by their key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from lifecycle.rules.milestones import MONTHS
from lifecycle.rules.milestones import said as months_said

KEYS = ("key", "code", "name", "dimension")
"""Columns by which a row is found again, the surest first."""
BETWEEN = " › "
SHORTEST_WOVEN = 16
"""Shorter texts, and numbers, are read whole."""
LONGEST_WOVEN = 4000
NOTHING = (None, "")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stands in both versions, or in one alone."""

    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two versions of a content differ."""

    place: str
    seen: Any
    now: Any

    @property
    def woven(self) -> tuple[list[Piece], list[Piece]] | None:
        """Both texts cut into what they share and what is their own, or None if too short."""
        if not isinstance(self.seen, str) or not isinstance(self.now, str):
            return None
        long = min(len(self.seen), len(self.now)) >= SHORTEST_WOVEN
        return pieces(self.seen, self.now) if long else None

    @property
    def added(self) -> bool:
        """Whether there was nothing before."""
        return self.seen in NOTHING

    @property
    def removed(self) -> bool:
        """Whether there is nothing now."""
        return self.now in NOTHING


@dataclass(frozen=True, slots=True)
class Wording:
    """How a content is said: labels by `column` or `part.column`, and the words of coded values."""

    labels: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """Name a column as a reader knows it."""
        return self.labels.get(name, name.rpartition(".")[2])

    def value(self, name: str, value: Any) -> Any:
        """Say a coded value in words; any other as it is."""
        if isinstance(value, list) and len(value) == MONTHS and not _rows(value):
            return months_said(value)
        words = self.values.get(name, {})
        if not words or not isinstance(value, str):
            return value
        return "、".join(words.get(one, one) for one in value.split(","))


def differences(seen: Row, now: Row, *, wording: Wording) -> list[Difference]:
    """List every place where two contents differ, in the order of the second."""
    names = [*now, *(name for name in seen if name not in now)]
    return [
        found for name in names for found in _between(name, seen.get(name), now.get(name), wording)
    ]


def pieces(seen: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Cut two texts into what they share and what each has alone."""
    if max(len(seen), len(now)) > LONGEST_WOVEN:
        return [Piece(seen, own=True)], [Piece(now, own=True)]
    before, after = [], []
    found = SequenceMatcher(None, seen, now, autojunk=False).get_opcodes()
    for kind, start, end, low, high in found:
        before.append(Piece(seen[start:end], own=kind != "equal"))
        after.append(Piece(now[low:high], own=kind != "equal"))
    return [p for p in before if p.text], [p for p in after if p.text]


def _between(name: str, seen: Any, now: Any, wording: Wording) -> Iterator[Difference]:
    if _same(seen, now):
        return
    if _rows(seen) and _rows(now):
        yield from _of_rows(name, seen or [], now or [], wording)
        return
    yield Difference(wording.label(name), wording.value(name, seen), wording.value(name, now))


def _of_rows(
    part: str, seen: Sequence[Row], now: Sequence[Row], wording: Wording
) -> Iterator[Difference]:
    key = _key(seen, now)
    olds, news = _named(seen, key), _named(now, key)
    for mark in [*news, *(mark for mark in olds if mark not in news)]:
        old, new = olds.get(mark), news.get(mark)
        place = BETWEEN.join((wording.label(part), _called(new or old or {}, mark)))
        if old is None or new is None:
            yield Difference(place, _said(part, old, wording), _said(part, new, wording))
            continue
        yield from _of_columns(part, place, old, new, wording)


def _of_columns(
    part: str, place: str, old: Row, new: Row, wording: Wording
) -> Iterator[Difference]:
    for column in [*new, *(column for column in old if column not in new)]:
        before, after = old.get(column), new.get(column)
        if not _same(before, after):
            name = f"{part}.{column}"
            at = BETWEEN.join((place, wording.label(name)))
            yield Difference(at, wording.value(name, before), wording.value(name, after))


def _said(part: str, row: Row | None, wording: Wording) -> dict[str, Any] | None:
    if row is None:
        return None
    names = {column: f"{part}.{column}" for column in row}
    return {
        wording.label(names[c]): wording.value(names[c], value)
        for c, value in row.items()
        if c != KEYS[0]
    }


def _same(seen: Any, now: Any) -> bool:
    return bool(seen == now) or (seen in NOTHING and now in NOTHING)


def _rows(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _key(seen: Sequence[Row], now: Sequence[Row]) -> str:
    # A key must tell the rows of each version apart; without one, rows are matched by place.
    for name in KEYS:
        if all(_tells_apart(rows, name) for rows in (seen, now)):
            return name
    return ""


def _tells_apart(rows: Sequence[Row], name: str) -> bool:
    values = [row.get(name) for row in rows]
    return all(isinstance(v, str | int) and v != "" for v in values) and len(set(values)) == len(
        values
    )


def _named(rows: Sequence[Row], key: str) -> dict[Any, Row]:
    return {row[key] if key else n: row for n, row in enumerate(rows, start=1)}


def _called(row: Row, mark: Any) -> str:
    return str(row.get("name") or row.get("problem") or mark)
