"""Writing what an object holds 填写内容: its own columns, and the rows of one of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from lifecycle.models import Subject
from lifecycle.transitions import edit

M = TypeVar("M", bound=Subject)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a part as it was typed; `key` tells which row it was, "" a new one."""

    key: str
    values: Mapping[str, Any]


def key_of(row: Any) -> str:
    """Tell a row apart from the others of its part, in whatever version of the object."""
    return str(getattr(row, "key", row.pk))


def write_content(
    subject: M,
    *,
    by: Any,
    changes: Mapping[str, Any],
    part: str = "",
    lines: Sequence[Line] = (),
    version: int | None = None,
    at: datetime | None = None,
) -> M:
    """Replace columns of an object and the rows of a part; the same content again changes nothing.

    Raises Refused, or ValidationError for what cannot be stored.
    """
    if _same(subject, changes, part, lines):
        return subject

    def parts(locked: M) -> None:
        if part:
            _replace(locked, part, lines)

    return edit(subject, by=by, changes=changes, parts=parts, version=version, at=at)


def _same(subject: Any, changes: Mapping[str, Any], part: str, lines: Sequence[Line]) -> bool:
    if any(getattr(subject, name) != value for name, value in changes.items()):
        return False
    rows = sorted(getattr(subject, part).all(), key=lambda row: row.pk) if part else []
    return len(rows) == len(lines) and all(
        getattr(row, name) == value
        for row, line in zip(rows, lines, strict=True)
        for name, value in line.values.items()
    )


def _replace(subject: Any, part: str, lines: Sequence[Line]) -> None:
    # Made anew in the order in which they were typed: rows are read by their key.
    relation = subject._meta.get_field(part)
    known = {key_of(row): row for row in getattr(subject, part).all()}
    rows = [_row(relation, subject, known.get(line.key), line) for line in lines]
    relation.related_model._default_manager.filter(**{relation.field.name: subject}).delete()
    relation.related_model._default_manager.bulk_create(rows)
    getattr(subject, "_prefetched_objects_cache", {}).pop(part, None)


def _row(relation: Any, subject: Any, known: Any, line: Line) -> Any:
    child = relation.related_model
    columns = [column for column in child._meta.concrete_fields if not column.primary_key]
    kept = {c.attname: getattr(known, c.attname) for c in columns} if known else {}
    row = child(**{**kept, relation.field.name: subject, **line.values})
    row.clean_fields(exclude=[relation.field.name])
    return row
