"""The rows of a list as HTML: what all cells of a column share is written once, not for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import Accessor, signature

Draw = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One column: how its cells begin and end, and what its `render` asks for."""

    bound: Any
    accessor: Accessor
    asked: frozenset[str]
    start: str
    end: str

    def cell(self, table: Any, record: Any) -> str:
        """Draw the cell of one row."""
        return f"{self.start}{conditional_escape(self._content(table, record))}{self.end}"

    def _content(self, table: Any, record: Any) -> Any:
        value = _value(record, self.accessor)
        if value in self.bound.column.empty_values:
            return self.bound.default
        given = {
            "value": value, "record": record, "column": self.bound.column,
            "bound_column": self.bound, "table": table,
        }  # fmt: skip
        found = self.bound.render(**{name: given[name] for name in self.asked})
        return self.bound.link(found, **given) if self.bound.link else found


def rows_of(table: Any) -> Iterator[str]:
    """Draw the cells of each row; the column that names a row is its head."""
    columns = [_drawn(table, bound) for bound in table.columns]
    for row in table.rows:
        cells = (column.cell(table, row.record) for column in columns)
        yield mark_safe("\n".join(cells))  # noqa: S308 - each was escaped by its column


def _drawn(table: Any, bound: Any) -> Drawn:
    asked, _more = signature(bound.render)
    head = bound.name == table.row_header
    start, end = (HEAD, "</th>") if head else (_start(bound), "</td>")
    return Drawn(bound, Accessor(bound.accessor), frozenset(asked), start, end)


HEAD = SafeString('<th scope="row">')


def _start(bound: Any) -> str:
    label = "" if bound.column.exclude_from_export else bound.header
    return format_html('<td {} data-label="{}">', bound.attrs["td"].as_html(), label)


def _value(record: Any, accessor: Accessor) -> Any:
    holder, name = accessor.penultimate(record)
    words = getattr(holder, f"get_{name}_display", None) if isinstance(holder, Model) else None
    return words() if words else accessor.resolve(record, quiet=True)
