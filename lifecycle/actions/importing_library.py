"""Importing 导入 an indicator library: the whole table as the next release of its name, or none."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from lifecycle.models import (
    LibraryIndicator,
    LibraryRelease,
    LibraryTemplate,
    LibraryTemplateLine,
)
from lifecycle.rules.csv_text import decoded, numbered
from lifecycle.rules.library import Entry, Library, Line, Template
from lifecycle.rules.library_file import read_library
from lifecycle.sheets import read_file, read_workbook

ZIPPED = b"PK"


@dataclass(frozen=True, slots=True)
class ImportedLibrary:
    """A release, what it holds, and whether the same file had been imported as the newest."""

    release: LibraryRelease
    indicators: int
    templates: int
    again: bool = False


def import_library(path: Path, *, name: str, at: datetime) -> ImportedLibrary:
    """Take a table of indicators in as the next release of a library.

    The newest file once more changes nothing. Raises LibraryFaults with every fault, FileFault or
    SheetFault; then nothing is taken in.
    """
    raw = read_file(path)
    library = read_library(_rows(raw))
    fingerprint = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        last = _last(name)
        again = last is not None and last.fingerprint == fingerprint
        release = last if last is not None and again else _release(name, last, fingerprint, at)
        if not again:
            _keep(release, library)
    return ImportedLibrary(release, len(library.entries), len(library.templates), again)


def _rows(raw: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    if not raw.startswith(ZIPPED):
        yield from numbered(decoded(raw))
        return
    for row, cells in enumerate(read_workbook(raw)[0].rows, start=1):
        if any(cell.strip() for cell in cells):
            yield row, cells


def _last(name: str) -> LibraryRelease | None:
    with connection.cursor() as cursor:
        # One import at a time: two would give the same version.
        cursor.execute("LOCK TABLE lifecycle_libraryrelease IN SHARE ROW EXCLUSIVE MODE")
    return LibraryRelease.objects.filter(name=name).order_by("version").last()


def _release(
    name: str, last: LibraryRelease | None, fingerprint: str, at: datetime
) -> LibraryRelease:
    version = last.version + 1 if last else 1
    made = LibraryRelease(name=name, version=version, fingerprint=fingerprint, at=at)
    made.clean_fields()
    made.save()
    return made


def _keep(release: LibraryRelease, library: Library) -> None:
    kept = LibraryIndicator.objects.bulk_create(_row(release, one) for one in library.entries)
    keys = {row.code: row for row in kept}
    for template in library.templates:
        made = LibraryTemplate.objects.create(release=release, **_headed(template))
        LibraryTemplateLine.objects.bulk_create(
            LibraryTemplateLine(template=made, indicator=keys[line.entry.code], **_aimed(line))
            for line in template.lines
        )


def _row(release: LibraryRelease, entry: Entry) -> LibraryIndicator:
    values = {column.name: getattr(entry, column.name) for column in fields(entry)}
    codes = {name: values[name] or "" for name in ("method", "accumulation")}
    return LibraryIndicator(release=release, **(values | codes))


def _headed(template: Template) -> dict[str, Any]:
    sector, field, project_type = template.scope
    scope = {"sector": sector, "field": field, "project_type": project_type}
    return {"name": template.name, "goal": template.goal, **scope}


def _aimed(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"weight": line.weight, "operator": line.entry.operator}
    if line.aim is not None:
        aim = line.aim
        found |= {"target": aim.target, "target_high": aim.target_high, "due": aim.due}
        found["wording"] = aim.wording if aim.target is None and aim.due is None else ""
    return found
