"""The rows of a list as HTML: what all cells of a column share is written once, not for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django_tables2.utils import Accessor, signature

from lifecycle.views.columns import PickColumn

Draw = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One column: the frame of its cells, and what its `render` asks for."""

    bound: Any
    accessor: Accessor
    asked: frozenset[str]
    frame: str
    """The HTML of a cell, with a place for what stands in it."""

    def cell(self, table: Any, record: Any) -> str:
        """Draw the cell of one row."""
        return format_html(self.frame, self._content(table, record))

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
        yield format_html_join("\n", "{}", ((cell,) for cell in cells))


def _drawn(table: Any, bound: Any) -> Drawn:
    asked, _more = signature(bound.render)
    frame = _head(bound) if bound.name == table.row_header else _frame(bound)
    return Drawn(bound, Accessor(bound.accessor), frozenset(asked), frame)


def _head(bound: Any) -> str:
    language = bound.column.attrs.get("td", {}).get("lang")
    said = format_html(' lang="{}"', language) if language else ""
    return f'<th scope="row"{said}>{{}}</th>'


def _frame(bound: Any) -> str:
    label = "" if isinstance(bound.column, PickColumn) else bound.header
    start = format_html('<td {} data-label="{}">', bound.attrs["td"].as_html(), label)
    return start.replace("{", "{{").replace("}", "}}") + "{}</td>"


def _value(record: Any, accessor: Accessor) -> Any:
    holder, name = accessor.penultimate(record)
    words = getattr(holder, f"get_{name}_display", None) if isinstance(holder, Model) else None
    return words() if words else accessor.resolve(record, quiet=True)
