"""What an object says, as a page shows it: its columns and its rows, each drawn by its type."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lifecycle.fields import MoneyField, ProseField
from lifecycle.models import Subject
from lifecycle.models.subject import plain
from lifecycle.rules.anchors import anchor_of
from lifecycle.rules.quality import REQUIRED
from lifecycle.templatetags import marks, wording
from lifecycle.templatetags.marks import Words

UNSAID = ("key", "object_id")
"""Columns that tell rows apart for the system and nothing to a reader."""
BRACKETED = re.compile(r"\s*[(（][^()（）]*[)）]$")
"""A unit at the end of a label."""
SHORT_HASH = 16
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """One column of the object, drawn; `anchor` is where a comment on it stands."""

    anchor: str
    label: str
    value: str
    long: bool
    beside: Any = None


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a table."""

    label: str
    number: bool
    names: bool
    """Whether it is the one by which a reader names the row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row under its head."""

    head: Head
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a part."""

    anchor: str
    mark: str
    cells: tuple[Cell, ...]
    beside: Any = None


@dataclass(frozen=True, slots=True)
class Part:
    """One child table of the object."""

    anchor: str
    mark: str
    label: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    unfilled: tuple[str, ...]
    """Columns that no row fills; they are named, not drawn."""
    beside: Any = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reviewer judges: short columns, texts, and the tables under them.

    What stands beside a field or a row (comments, a box for a reason) is drawn by `template`,
    which is handed it as `beside`; in a table it has a column headed `title`.
    """

    said: tuple[Said, ...]
    parts: tuple[Part, ...]
    template: str = ""
    title: Words = ""

    @property
    def short(self) -> list[Said]:
        """The columns that fit beside each other."""
        return [one for one in self.said if not one.long]

    @property
    def long(self) -> list[Said]:
        """The texts."""
        return [one for one in self.said if one.long]


def contents_of(
    subject: Subject,
    *,
    beside: Mapping[str, Any] = NOTHING,
    template: str = "",
    title: Words = "",
) -> Contents:
    """Draw the content of an object, and at each anchor what stands beside it.

    Reads each part once; parts that were prefetched cost nothing.
    """
    said = tuple(_said(subject, name, beside) for name in subject.CONTENT)
    parts = tuple(_part(subject, name, beside) for name in subject.PARTS)
    return Contents(said, parts, template, title)


def _said(subject: Subject, name: str, beside: Mapping[str, Any]) -> Said:
    column = _column(subject, name)
    value = getattr(subject, name)
    money = isinstance(column, MoneyField)
    drawn = marks.amount(value, show=True) if money else shown(column, value)
    return Said(name, _label(column), drawn, isinstance(column, ProseField), beside.get(name))


def _part(subject: Subject, name: str, beside: Mapping[str, Any]) -> Part:
    child: Any = subject._meta.get_field(name).related_model
    names = subject.PARTS[name]
    columns = [_column(child, each) for each in names if each not in UNSAID]
    rows = sorted(getattr(subject, name).all(), key=lambda row: row.pk)
    filled = [c for c in columns if not rows or any(_filled(getattr(r, c.name)) for r in rows)]
    place, heads = f"{subject.stage_name()}-{subject.pk}-{name}", _heads(filled)
    anchors = [anchor_of(name, {c: plain(getattr(row, c)) for c in names}) for row in rows]
    known: set[str] = set()
    return Part(
        anchor=name,
        mark=place,
        label=str(child._meta.verbose_name),
        heads=heads,
        rows=tuple(
            Row(anchor, f"{place}-{n}", _cells(row, filled, heads), _once(anchor, beside, known))
            for n, (row, anchor) in enumerate(zip(rows, anchors, strict=True), start=1)
        ),
        unfilled=tuple(_label(column) for column in columns if column not in filled),
        beside=beside.get(name),
    )


def _cells(row: Any, columns: Sequence[Any], heads: Sequence[Head]) -> tuple[Cell, ...]:
    values = (shown(column, getattr(row, column.name)) for column in columns)
    return tuple(Cell(*pair) for pair in zip(heads, values, strict=True))


def _heads(columns: Sequence[Any]) -> tuple[Head, ...]:
    names = [column.name for column in columns]
    first = next((name for name in ("name", "problem", *names) if name in names), "")
    return tuple(
        Head(
            label=_label(column) + (_("（万元）") if isinstance(column, MoneyField) else ""),
            number=isinstance(column, models.DecimalField | models.IntegerField),
            names=column.name == first,
        )
        for column in columns
    )


def _once(anchor: str, beside: Mapping[str, Any], known: set[str]) -> Any:
    # Rows may share an anchor; what stands there is drawn beside the first.
    if anchor in known:
        return None
    known.add(anchor)
    return beside.get(anchor)


def _column(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


def _label(column: Any) -> str:
    words = str(column.verbose_name)
    return BRACKETED.sub("", words) if isinstance(column, MoneyField) else words


def _filled(value: Any) -> bool:
    return value is not None and value != ""


def shown(column: Any, value: Any) -> str:
    """Draw the value of a column by the type of the column; money in 万元 without its unit."""
    if not _filled(value):
        return marks.missing(_("未填写"))
    if choices := getattr(column, "flatchoices", ()):
        return _chosen(str(value), {str(code): str(label) for code, label in choices})
    if column.name in WORDS:
        return WORDS[column.name](value)
    if isinstance(column, MoneyField):
        return marks.amount(value)
    return _plainly(value)


def _chosen(code: str, labels: Mapping[str, str]) -> str:
    if labels.keys() <= marks.SHAPES.keys():
        return marks.light(code)
    return labels.get(code, _("未知"))


def _plainly(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:,f}"
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return linebreaksbr(str(value), autoescape=True)


def _waived(value: str) -> str:
    names = {key: label for key, (label, _levels) in REQUIRED.items()}
    return "、".join(names.get(key, _("未知")) for key in value.split(",") if key)


def _shortened(value: str) -> str:
    return format_html('<span class="code">{}…</span>', value[:SHORT_HASH])


WORDS = {
    "waived": _waived,
    "machine": wording.stage_label,
    "sha256": _shortened,
    "source_hash": _shortened,
}
"""Columns whose text is a code: how each is said."""
