"""Importing 导入 what the treasury paid by month: streamed, whole or not at all."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from python_calamine import CalamineError, CalamineWorkbook

from lifecycle.models import ImportBatch
from lifecycle.rules.csv_text import NO_ROWS, NO_WORKBOOK, FileFault, lines_of
from lifecycle.rules.execution_file import (
    CellFault,
    checked,
    document,
    no_more,
    repeated,
    unknown,
)

KIND = "execution"
ROWS_A_WRITE = 2000
Tell = Callable[[CellFault], None]

STAGE = """
DROP TABLE IF EXISTS pg_temp.brought;
CREATE TEMPORARY TABLE brought (row int, year int, project text, month int, paid numeric,
  budget numeric) ON COMMIT DROP
"""
COPY = "COPY brought (row, year, project, month, paid, budget) FROM STDIN"
UNKNOWN = """
SELECT b.row, b.year FROM brought b
WHERE NOT EXISTS (SELECT FROM lifecycle_project p JOIN lifecycle_projectyear y
  ON y.project_id = p.id WHERE p.code = b.project AND y.year = b.year) ORDER BY b.row
"""
REPEATED = """
SELECT row, first FROM (
  SELECT row, first_value(row) OVER (PARTITION BY project, year, month ORDER BY row) AS first
  FROM brought
) again WHERE first < row ORDER BY row
"""
BESIDE = """
FROM brought b
JOIN lifecycle_project p ON p.code = b.project
JOIN lifecycle_projectyear y ON y.project_id = p.id AND y.year = b.year
LEFT JOIN (
  SELECT DISTINCT ON (e.project_year_id, e.month) e.project_year_id, e.month, e.revision, e.paid,
    e.budget
  FROM lifecycle_execution e JOIN lifecycle_projectyear z ON z.id = e.project_year_id
  WHERE z.year IN (SELECT DISTINCT year FROM brought)
  ORDER BY e.project_year_id, e.month, e.revision DESC
) o ON o.project_year_id = y.id AND o.month = b.month
"""
"""Each row with its project-year, and with what the ledger says of the same month now."""
WRITE = f"""
INSERT INTO lifecycle_execution (project_year_id, month, revision, paid, budget, document, "on")
SELECT y.id, b.month, COALESCE(o.revision, 0) + 1, b.paid, b.budget, %(document)s, %(on)s
{BESIDE}
WHERE o.revision IS NULL OR (o.paid, o.budget) <> (b.paid, b.budget)
"""
FORESEE = f"""
SELECT b.year, b.month, count(*), count(*) FILTER (WHERE o.revision IS NULL),
  count(*) FILTER (WHERE (o.paid, o.budget) <> (b.paid, b.budget)), sum(b.paid), sum(b.budget),
  count(*) FILTER (WHERE b.paid < o.paid)
{BESIDE}
GROUP BY b.year, b.month ORDER BY b.year, b.month
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock('lifecycle_importbatch'::regclass::bigint)"
"""Not a lock of the table: the application's role may not rewrite it, so may not lock it either."""
NEXT_KEY = "SELECT nextval(pg_get_serial_sequence('lifecycle_importbatch', 'id'))"


@dataclass(frozen=True, slots=True)
class Imported:
    """A batch, how many lines of the ledger it wrote, and whether it had been imported before."""

    batch: ImportBatch
    written: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class ForeseenMonth:
    """What a file says of one month: rows, how many are new or revise, their money in 元."""

    year: int
    month: int
    rows: int
    new: int
    revised: int
    paid: Decimal
    budget: Decimal
    lowered: int
    """Rows with less paid since January than the ledger has."""

    @property
    def same(self) -> int:
        """Rows that say what the ledger says already."""
        return self.rows - self.new - self.revised


class FaultyFile(Exception):  # noqa: N818 - an answer, not a failure
    """The file has faults; all were told, nothing was imported."""

    def __init__(self, faults: int) -> None:
        self.faults = faults
        super().__init__(str(faults))


def import_execution(
    path: Path, *, on: date, at: datetime, tell: Tell, by: Any = None, file: str = ""
) -> Imported:
    """Bring a file of the treasury into the ledger; what differs from before is a new revision.

    The same file twice is one import. `tell` is given every fault as it is found, so that a
    million of them need no memory. `by` is nobody on the command line; `file` is its name.
    Raises FaultyFile, FileFault or OSError.
    """
    fingerprint = fingerprint_of(path)
    with transaction.atomic(), connection.cursor() as cursor:
        # One import at a time: two would number the same revision.
        cursor.execute(ONE_AT_A_TIME)
        earlier = batch_of(fingerprint)
        if earlier is not None:
            return Imported(earlier, 0, again=True)
        rows = _stage(cursor, rows_of(path), tell)
        cursor.execute(NEXT_KEY)
        (key,) = cursor.fetchone()
        cursor.execute(WRITE, {"document": document(key), "on": on})
        written = cursor.rowcount
        said = {"rows": rows, "written": written, "at": at, "by": by, "file": file}
        batch = ImportBatch.objects.create(pk=key, kind=KIND, fingerprint=fingerprint, **said)
        return Imported(batch, written)


def batch_of(fingerprint: str) -> ImportBatch | None:
    """Return the batch that a file with this fingerprint was."""
    return ImportBatch.objects.filter(kind=KIND, fingerprint=fingerprint).first()


def foresee_execution(path: Path, *, tell: Tell, most: int) -> list[ForeseenMonth]:
    """Say what an import would do now, month by month, and write nothing.

    Raises what `import_execution` raises, and FileFault for more rows than `most`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _stage(cursor, no_more(rows_of(path), most=most), tell)
        cursor.execute(FORESEE)
        return [ForeseenMonth(*row) for row in cursor.fetchall()]


def _stage(cursor: Any, found_rows: Iterable[tuple[int, Any]], tell: Tell) -> int:
    """Copy the rows aside and return how many; raises FaultyFile once every fault was told."""
    cursor.execute(STAGE)
    rows, faults = 0, 0
    with cursor.copy(COPY) as copy:
        lines: list[str] = []
        for found in checked(found_rows):
            if isinstance(found, CellFault):
                tell(found)
                faults += 1
                continue
            rows += 1
            lines.append("\t".join((str(found[0]), *found[1])))
            if len(lines) == ROWS_A_WRITE:
                copy.write("\n".join([*lines, ""]))
                lines.clear()
        copy.write("\n".join([*lines, ""]) if lines else "")
    cursor.execute("CREATE INDEX ON brought (project, year, month); ANALYZE brought")
    faults += _strange(cursor, tell)
    if faults:
        raise FaultyFile(faults)
    if not rows:
        raise FileFault(NO_ROWS)
    return rows


def _strange(cursor: Any, tell: Tell) -> int:
    """Tell of the rows that fit no project, or another row already; return how many."""
    faults = 0
    for question, fault in ((UNKNOWN, unknown), (REPEATED, repeated)):
        cursor.execute(question)
        for row, other in cursor:
            tell(fault(row, other))
            faults += 1
    return faults


def fingerprint_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rows_of(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield the rows of a CSV file or workbook, each with its line."""
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    return _of_workbook(path) if zipped else lines_of(path)


def _of_workbook(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except CalamineError:
        raise FileFault(NO_WORKBOOK) from None
    return enumerate(sheet.iter_rows(), sheet.start[0] + 1 if sheet.start else 1)
