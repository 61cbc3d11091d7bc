"""What an object holds 环节内容: its columns as facts, its parts as tables, each value in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lifecycle.checks import stage_words
from lifecycle.fields import ExactField, MoneyField, MonthsField, RateField
from lifecycle.models import Subject
from lifecycle.models.subject import EMPTY
from lifecycle.rules.aims import aim, plain, with_unit
from lifecycle.rules.anchors import anchor_of
from lifecycle.rules.milestones import said as months_said

OF_THE_ENGINE = frozenset(
    (
        "id", "state", "version", "since", "due_on", "content_hash", "organisation", "year",
        "filed_by", "filed_for", "first_filed_on", "checked_by", "project_year", "target",
    )
)  # fmt: skip
TECHNICAL = frozenset(
    (
        "key", "object_id", "sha256", "source_hash", "source_version", "fingerprint", "rule",
        "payload",
    )
)  # fmt: skip
"""Columns that tell a machine something and a reader nothing."""
OF_WHAT = "project_year"
"""A row that copies something is nothing to a reader without the project that it is of."""
LONGEST_NAME = 30
OF_AN_AIM = ("operator", "target", "target_high", "due", "wording", "unit")
Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: its kind says how it is drawn, and a number carries its unit."""

    kind: str
    value: Any = None
    unit: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it stands at the right of its column."""
        return self.kind in ("money", "number", "rate")


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of the object, and the place where a comment on it stands."""

    label: str
    cell: Cell
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a part; the first cell names it."""

    cells: tuple[tuple[str, Cell], ...]
    anchor: str
    name: str


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the object as a table."""

    part: str
    label: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All that an object holds."""

    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]


def content_of(subject: Subject, *, said: Words | None = None, more: Iterable[str] = ()) -> Content:
    """Read an object's own columns, its parts, and the rows in `more` that stand beside it.

    `said` gives the words of codes that no column names. Costs no query where the parts are loaded.
    """
    words = {**stage_words(), **(said or {})}
    fields = [f for f in subject._meta.concrete_fields if f.name not in OF_THE_ENGINE | TECHNICAL]
    drawn = (Fact(_label(f), cell(subject, f, words), f.name) for f in fields)
    # What the engine has not written yet is no gap; what a person has not written is.
    facts = tuple(f for f in drawn if f.anchor in subject.CONTENT or f.cell.kind != "none")
    parts = [table_of(subject, name, columns, words) for name, columns in subject.PARTS.items()]
    beside = [table_of(subject, name, (), words) for name in more]
    return Content(facts, (*parts, *(found for found in beside if found.rows)))


def table_of(subject: Any, part: str, columns: tuple[str, ...], words: Words) -> Table:
    """Read one related set of rows; without columns, all of them."""
    child: Any = subject._meta.get_field(part).related_model
    names = columns or _own(child, type(subject))
    named = [f for f in child._meta.concrete_fields if f.name == OF_WHAT and OF_WHAT not in names]
    fields = [f for f in (child._meta.get_field(n) for n in names) if f.name not in TECHNICAL]
    fields = [*named, *fields]
    rows = sorted(getattr(subject, part).all(), key=lambda row: row.pk)
    fields = _used(fields, rows, subject.LATER.get(part, frozenset()))
    drawn = tuple(_row(row, fields, words, _anchor(part, row, names)) for row in rows)
    heads = tuple((label, found.numeric) for label, found in drawn[0].cells) if drawn else ()
    return Table(part, str(child._meta.verbose_name), _settled(heads, drawn), drawn)


def _used(fields: list[Any], rows: list[Any], later: frozenset[str]) -> list[Any]:
    """Leave out a later column in which no row says anything: most tables have none of them."""
    return [
        field
        for field in fields
        if field.name not in later or any(getattr(r, field.attname) not in EMPTY for r in rows)
    ]


def _row(row: Any, fields: list[Any], words: Words, anchor: str) -> Row:
    cells = _cells(row, fields, words)
    named = str(row).replace("\n", " ")
    return Row(cells, anchor, named if len(named) <= LONGEST_NAME else f"{named[:LONGEST_NAME]}…")


def _settled(heads: tuple[tuple[str, bool], ...], rows: tuple[Row, ...]) -> Any:
    # A column is numeric as soon as one of its rows is: the first may be empty.
    return tuple(
        (label, any(row.cells[n][1].numeric for row in rows))
        for n, (label, _first) in enumerate(heads)
    )


def _own(child: Any, parent: Any) -> tuple[str, ...]:
    return tuple(
        f.name
        for f in child._meta.concrete_fields
        if f.name not in ("id", "content_hash") and f.related_model is not parent
    )


def _anchor(part: str, row: Any, names: tuple[str, ...]) -> str:
    return anchor_of(part, {name: getattr(row, name) for name in names})


def _cells(row: Any, fields: list[Any], words: Words) -> tuple[tuple[str, Cell], ...]:
    aims = {"operator", "target"} <= {f.name for f in fields}
    found = []
    for field in fields:
        if aims and field.name == "operator":
            found.append((_("目标值"), Cell("words", _aim(row)) if _aim(row) else Cell("none")))
        elif not (aims and field.name in OF_AN_AIM):
            found.append((_label(field), cell(row, field, words)))
    return tuple(found)


def _aim(row: Any) -> str:
    columns = {name: getattr(row, name, None) for name in OF_AN_AIM[1:]}
    kept = {name: value for name, value in columns.items() if value is not None}
    return aim(row.operator, **kept)


def _label(field: Any) -> str:
    if field.is_relation and issubclass(field.related_model, Subject):
        return str(field.related_model._meta.verbose_name)
    return str(field.verbose_name)


def cell(row: Any, field: Any, words: Words) -> Cell:
    """Turn one column of a row into what a reader sees: never a code, never a bare key."""
    value = getattr(row, field.attname)
    if value in EMPTY:
        return Cell("none")
    if field.is_relation:
        return Cell("words", _named(row, field))
    if field.name in words:
        said = words[field.name]
        return Cell("words", _("、").join(str(said.get(one, one)) for one in str(value).split(",")))
    if field.choices:
        return _chosen(row, field, value)
    return _typed(row, field, value)


def _named(row: Any, field: Any) -> str:
    if issubclass(field.related_model, Subject):
        return _("见该环节")
    return str(getattr(row, field.name))


def _chosen(row: Any, field: Any, value: Any) -> Cell:
    if field.name.endswith("light"):
        return Cell("light", value)
    return Cell("words", str(getattr(row, f"get_{field.name}_display")()))


def _typed(row: Any, field: Any, value: Any) -> Cell:
    if isinstance(field, MoneyField | RateField):
        return Cell("money" if isinstance(field, MoneyField) else "rate", value)
    if isinstance(field, ExactField):
        unit = getattr(row, "unit", "") if field.name == "actual" else ""
        return Cell("number", with_unit(plain(value), unit))
    if isinstance(value, bool):
        return Cell("words", _("是") if value else _("否"))
    if isinstance(value, date):
        return Cell("words", _day(value))
    return Cell("number" if isinstance(value, int) else "words", _words(field, value))


def _words(field: Any, value: Any) -> Any:
    return months_said(value) if isinstance(field, MonthsField) else value


def _day(value: date) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat()
