"""Statements that are long to write: the text is kept for each reader and day, its rows never.

A list over all stages is one statement of many parts, and writing it takes longer than running it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

READERS = 250
"""Readers whose statement of one kind is kept."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its parameters; without text it has no rows."""

    sql: str = ""
    parameters: tuple[Any, ...] = ()

    def rows(self) -> list[tuple[Any, ...]]:
        """Run it and return its rows, as the database gives them."""
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.parameters)
            return list(cursor.fetchall())

    def part(self, first: int, size: int) -> list[tuple[Any, ...]]:
        """Return some of its rows, from the one with a number on."""
        return self._with(f"{self.sql} LIMIT %s OFFSET %s", size, first) if self.sql else []

    def count(self) -> int:
        """Count its rows."""
        if not self.sql:
            return 0
        counted = f"SELECT count(*) FROM ({self.sql}) AS whole"  # noqa: S608 - written by Django
        found: int = self._with(counted)[0][0]
        return found

    def _with(self, sql: str, *more: Any) -> list[tuple[Any, ...]]:
        return Statement(sql, (*self.parameters, *more)).rows()


def pooled(found: Sequence[QuerySet[Any]]) -> Any:
    """Make one list of the rows of several."""
    return found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]


def written(rows: QuerySet[Any] | None) -> Statement:
    """Write the statement that reads some rows."""
    if rows is None:
        return Statement()
    try:
        return Statement(*rows.query.sql_with_params())
    except EmptyResultSet:
        return Statement()
