"""The treasury's file: against a bare COPY of the same typed rows into the same indexed table."""

import os
import resource
import tempfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from benchmarks import facts
from benchmarks.measure import Bar, interleaved
from lifecycle.actions.importing_execution import FaultyFile, import_execution, rows_of
from lifecycle.rules.execution_file import checked

LARGEST = int(os.environ.get("BENCH_LARGEST", "1000000"))
YEAR, MONTHS = 2023, 10
DAY, NOW = date(2023, 11, 1), datetime(2023, 11, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
HEADER = ("year", "project", "month", "paid", "budget")
FAULTY_EACH = 100
BARE = """
COPY lifecycle_execution (project_year_id, month, revision, paid, budget, document, "on") FROM STDIN
"""
LEDGER = """
SELECT project_year_id, month, revision, paid, budget, "on" FROM lifecycle_execution
ORDER BY project_year_id, month
"""


def bars() -> list[Bar]:
    """Measure the import of a table, of a faulty one, and of a workbook."""
    facts.projects({YEAR: LARGEST // MONTHS})
    with tempfile.TemporaryDirectory() as folder:
        plain, typed, faulty, book = (
            Path(folder) / name for name in ("plain.csv", "typed.txt", "faulty.csv", "book.xlsx")
        )
        _write(plain, typed, faulty)
        return [*_tables(plain, typed, faulty), *_workbook(book)]


def _tables(plain: Path, typed: Path, faulty: Path) -> list[Bar]:
    _import(plain)
    wanted = _digest()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _clear()
    _copy(typed)
    assert _digest() == wanted
    ours, bare = interleaved(lambda: _import(plain), lambda: _copy(typed), before=_clear, rounds=3)
    (told,) = interleaved(lambda: _import(faulty, faults=LARGEST // FAULTY_EACH),
                          before=_clear, rounds=1)  # fmt: skip
    return [
        Bar("import CSV / bare COPY", LARGEST, ours, bare, ours / bare, 3),
        Bar("import CSV, peak memory in MB", LARGEST, 0, 0, memory, 200),
        Bar("refuse 1% faulty / bare COPY", LARGEST, told, bare, told / bare),
    ]


def _workbook(path: Path) -> list[Bar]:
    size = min(LARGEST, 100_000)
    _make_book(path, size)
    ours, read, whole = interleaved(
        lambda: _read(path), lambda: _calamine(path), lambda: _import(path),
        before=_clear, rounds=3,
    )  # fmt: skip
    return [
        Bar("read and check XLSX / calamine", size, ours, read, ours / read, 1.3),
        Bar("import XLSX / what calamine reads", size, whole, read, whole / read),
    ]


def _write(plain: Path, typed: Path, faulty: Path) -> None:
    with (
        plain.open("w") as first, typed.open("w") as second, faulty.open("w") as third,
        connection.cursor() as cursor,
    ):  # fmt: skip
        for file in (first, third):
            file.write(",".join(HEADER) + "\n")
        cursor.execute(
            "SELECT y.id, p.code FROM lifecycle_projectyear y"
            " JOIN lifecycle_project p ON p.id = y.project_id ORDER BY y.id"
        )
        for n, (key, code, month) in enumerate(
            (key, code, month) for key, code in cursor for month in range(1, MONTHS + 1)
        ):
            paid = f"{month * 20000 + n % 997}.{n % 100:02d}"
            first.write(f"{YEAR},{code},{month},{paid},3000000.00\n")
            second.write(f"{key}\t{month}\t1\t{paid}\t3000000.00\tbare\t{DAY}\n")
            wrong = "x" if n % FAULTY_EACH == 0 else paid
            third.write(f"{YEAR},{code},{month},{wrong},3000000.00\n")


def _make_book(path: Path, size: int) -> None:
    book = Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM lifecycle_project ORDER BY id")
        codes = [code for (code,) in cursor.fetchmany(size // MONTHS)]
    for n in range(len(codes) * MONTHS):
        row = [YEAR, codes[n // MONTHS], n % MONTHS + 1, 20000.25 + n % 997, 3000000]
        sheet.write_row(n + 1, 0, row)
    book.close()


def _read(path: Path) -> int:
    return sum(1 for _row in checked(rows_of(path)))


def _calamine(path: Path) -> int:
    return sum(1 for _row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


def _import(path: Path, faults: int = 0) -> None:
    told: list[int] = []
    with suppress(FaultyFile):
        import_execution(path, on=DAY, at=NOW, tell=lambda fault: told.append(fault.row))
    assert len(told) == faults


def _copy(typed: Path) -> None:
    with connection.cursor() as cursor, typed.open("rb") as file, cursor.copy(BARE) as copy:
        while block := file.read(1 << 16):
            copy.write(block)


def _clear() -> None:
    tables = ("lifecycle_execution", "lifecycle_importbatch")
    with connection.cursor() as cursor:
        for order in ("DISABLE", "ENABLE"):
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} {order} TRIGGER USER")
            if order == "DISABLE":
                cursor.execute(f"TRUNCATE {', '.join(tables)}, lifecycle_touch CASCADE")


def _digest() -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), md5(string_agg(l::text, ',')) FROM ({LEDGER}) l")
        return cursor.fetchone()
