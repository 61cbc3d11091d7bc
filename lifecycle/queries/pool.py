"""Rows of several stages as one list, pooled by the database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, QuerySet

from lifecycle.queries.done import Newest
from lifecycle.queries.kept import Statement, written

OWN = frozenset({"in_stage", "pk", "since", "due_on"})
"""Columns that every stage has: sorted by these alone, a list need not read the others."""

NEWEST = F("done_at").desc(nulls_last=True)


@dataclass(frozen=True, slots=True)
class Pool:
    """Rows of several stages as one list: what a table asks of a queryset."""

    found: Sequence[QuerySet[Any, Any]]
    read: Callable[[dict[str, Any]], Any]
    keys: tuple[Any, ...] = field(default=("pk",))
    ordered: bool = True
    plain: Sequence[QuerySet[Any, Any]] = ()
    """The same rows with their own columns alone, where nothing else narrows them."""
    newest: Newest | None = None
    """The same objects, newest first, where they come from a person's own lines of the log."""
    texts: dict[Any, Statement] = field(default_factory=dict, compare=False)
    """The statements that count and sort these rows, by what they are sorted by: written once."""

    def order_by(self, *keys: Any) -> "Pool":
        """Sort it; without keys it stays as it is."""
        return replace(self, keys=(*keys, "in_stage")) if keys else self

    def aggregate(self, **_sums: Any) -> dict[str, int]:
        """Count it; newest first, as far as is read, and say whether there is `more`."""
        if self.newest and self._newest_first:
            trail = self.newest.trail
            return {"found": len(trail.lines), "more": trail.more}
        rows = self.plain or self.found
        if () not in self.texts:
            self.texts[()] = written(_whole(rows, "pk") if rows else None)
        return {"found": self.texts[()].count()}

    @property
    def _newest_first(self) -> bool:
        return bool(self.keys[0] == NEWEST)

    def __getitem__(self, part: slice) -> list[Any]:
        if not self.found:
            return []
        order = {key: n for n, key in enumerate(self._first(part))}
        some = [
            rows.filter(pk__in=keys)
            for rows in self.found
            if (keys := [pk for stage, pk in order if stage == rows.model.stage()])
        ]
        shown = _whole(some) if some else ()
        found = sorted(shown, key=lambda row: order[row["in_stage"], row["pk"]])
        return [self.read(row) for row in found]

    def _first(self, part: slice) -> list[tuple[str, int]]:
        if self.newest and self._newest_first:
            return [(stage, key) for _line, stage, key in self.newest.trail.lines[part]]
        # Which rows, by what they are sorted by alone; all that is shown is read of these few.
        if self.keys not in self.texts:
            sorts = dict.fromkeys(("in_stage", "pk", *map(_sorted_by, self.keys)))
            rows = self.plain if set(sorts) <= OWN else self.found
            wanted = _whole(rows or self.found, *sorts).order_by(*self.keys)
            self.texts[self.keys] = written(wanted)
        first = part.start or 0
        found = self.texts[self.keys].part(first, part.stop - first)
        return [(stage, key) for stage, key, *_sorts in found]

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        """Yield every row, read some at a time."""
        if self.found:
            rows = _whole(self.found).order_by(*self.keys)
            yield from (self.read(row) for row in rows.iterator(chunk_size=chunk_size))


def _whole(found: Sequence[QuerySet[Any, Any]], *columns: str) -> QuerySet[Any, Any]:
    first, *rest = (rows.values(*columns) if columns else rows for rows in found)
    return first.union(*rest, all=True) if rest else first


def _sorted_by(key: Any) -> str:
    return key.lstrip("-") if isinstance(key, str) else str(key.expression.name)
