"""A list as its template draws it: heads, page, totals, and what the address asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page

from lifecycle.templatetags.marks import UNITS
from lifecycle.views.cells import rows_of

SIZES = (20, 50, 100)
"""Rows on a page."""
OWN = ("sort", "page", "per", "columns", "tab", "export")
"""Words in the address that are the list's, not the filter's."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's head: where a click leads, and how it is sorted now."""

    name: str
    label: Any
    shown: bool
    fixed: bool
    orderable: bool = False
    next: str = ""
    sorted: str = ""
    attrs: Any = None
    total: str = ""
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as its template draws it."""

    table: Any
    page: Page[Any]
    form: Any
    found: int
    headings: tuple[Heading, ...]
    query: Any
    per: int
    capped: bool = False
    """Whether there are more rows than were counted."""
    left_out: int = 0
    """How many departments as a whole are no part of the totals."""

    @property
    def shown(self) -> list[Heading]:
        """The columns that are shown."""
        return [heading for heading in self.headings if heading.shown]

    @property
    def rows(self) -> Iterator[str]:
        """The cells of each row, drawn."""
        return rows_of(self.table)

    @property
    def has_totals(self) -> bool:
        """Whether there is a last line with sums."""
        return self.found > 0 and any(heading.has_total for heading in self.shown)

    @property
    def unit(self) -> Any:
        """The unit that the caption names once."""
        return UNITS[self.table.amounts] if self.table.unit is None else self.table.unit

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many rows a page may have."""
        return SIZES

    @property
    def kept_by_filter(self) -> list[tuple[str, str]]:
        """What the filter form hands on: the list's own words, the page left out."""
        return self._kept([name for name in OWN if name not in ("page", "export")])

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """What the column form hands on: all but its own words and the page."""
        return self._kept([n for n in self.query if n not in ("columns", "page", "export")])

    @property
    def narrowed(self) -> bool:
        """Whether the address asks for less than everything."""
        return any(value for name, value in self._kept([*self.query]) if name not in OWN)

    @property
    def filtered(self) -> bool:
        """Whether the filter leaves something out; what it refuses is not asked of any row."""
        read = getattr(self.form, "cleaned_data", {})
        return any(read.get(name) not in ("", None, []) for name in self.query)

    @property
    def refused(self) -> list[Any]:
        """The labels of what the filter refuses, and so does not ask."""
        faults = self.form.errors if self.form else ()
        return [self.form[name].label for name in faults if name in self.form.fields]

    def _kept(self, names: list[str]) -> list[tuple[str, str]]:
        return [(name, value) for name in names for value in self.query.getlist(name)]
