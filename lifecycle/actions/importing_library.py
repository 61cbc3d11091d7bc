"""Importing 导入 an indicator library: the whole table as the next release of its name, or none."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lifecycle import bookkeeping, rights
from lifecycle.machine import Act
from lifecycle.models import (
    LibraryIndicator,
    LibraryRelease,
    LibraryTemplate,
    LibraryTemplateLine,
)
from lifecycle.queries.library import newest_of
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.rights import Held
from lifecycle.roles import Role
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
    """Take a table of indicators in as the next release of a library, from a file.

    Raises LibraryFaults with every fault, FileFault or SheetFault; then nothing is taken in.
    """
    return take_library(read_file(path), name=name, at=at)


def take_library(
    raw: bytes, *, name: str, at: datetime, by: Any = None, after: int | None = None
) -> ImportedLibrary:
    """Take a table of indicators in as the next release of a library.

    The newest file once more changes nothing. `after` is the version that the reader of the
    preview compared with, 0 for none; `by=None` is the command line. Raises as `import_library`
    does, Refused where another release came between, Forbidden.
    """
    library = library_in(raw)
    fingerprint = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        if by is not None:
            keeper_of(bookkeeping.act(by, "", at))
        last = locked_release(name)
        if last is not None and last.fingerprint == fingerprint:
            release, again = last, True
        else:
            unreleased(last, after)
            release, again = keep_release(name, last, library, fingerprint, at=at, by=by), False
    return ImportedLibrary(release, len(library.entries), len(library.templates), again)


def library_in(raw: bytes) -> Library:
    """Read a table of indicators, as text or workbook; raises as `import_library` does."""
    return read_library(_rows(raw))


def keeper_of(act: Act) -> Held:
    """Return the seat by which somebody keeps the library. Raises Forbidden."""
    held = rights.seats_of(act.by, act.day)
    found = next((seat for seat in held if seat.role is Role.PERFORMANCE), None)
    if found is None:
        raise refuse(Refusal(Code.RIGHT, _("指标库由财政绩效科管理")))
    return found


def unreleased(last: LibraryRelease | None, after: int | None) -> None:
    """Refuse where a release came that the reader did not see. Raises Refused."""
    if after is not None and after != (last.version if last else 0):
        raise refuse(Refusal(Code.STALE, _("页面打开后该指标库已发布新版本，请重新核对后办理")))


def _rows(raw: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    if not raw.startswith(ZIPPED):
        yield from numbered(decoded(raw))
        return
    for row, cells in enumerate(read_workbook(raw)[0].rows, start=1):
        if any(cell.strip() for cell in cells):
            yield row, cells


def locked_release(name: str) -> LibraryRelease | None:
    """Return the newest release of a list; until the transaction ends nobody makes another."""
    one_at_a_time()
    return newest_of(name)


def one_at_a_time() -> None:
    """Let nobody else write to the library until the transaction ends.

    Two releases at a time would have one version, two clicks would each find no earlier proposal.
    Its tables are append-only, so the application's role may lock none of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock('lifecycle_libraryrelease'::regclass::bigint)")


def keep_release(
    name: str,
    last: LibraryRelease | None,
    library: Library,
    fingerprint: str,
    *,
    at: datetime,
    by: Any,
) -> LibraryRelease:
    """Write a library as the release after `last`."""
    version = last.version + 1 if last else 1
    made = LibraryRelease(name=name, version=version, fingerprint=fingerprint, at=at, by=by)
    made.clean_fields(exclude=["by"])
    made.save()
    _keep(made, library)
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
