"""A library is taken in whole, release by release, and nothing of it ever changes."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from openpyxl import Workbook

from lifecycle.actions.importing_library import import_library
from lifecycle.models import LibraryIndicator, LibraryRelease, LibraryTemplate
from lifecycle.rules.library_file import COLUMNS, LibraryFaults
from tests.conftest import NOON
from tests.lifecycle.rules.test_library_file import RATE, WORDS

pytestmark = pytest.mark.django_db
NATIONAL = Path(settings.BASE_DIR) / "lifecycle" / "libraries" / "national.csv"


def written(folder, *rows):
    text = io.StringIO()
    sheet = csv.DictWriter(text, COLUMNS)
    sheet.writeheader()
    sheet.writerows(rows)
    path = folder / "library.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def workbook(folder, *rows):
    book = Workbook()
    for row in (COLUMNS, *([row.get(name) for name in COLUMNS] for row in rows)):
        book.active.append(list(row))
    path = folder / "library.xlsx"
    book.save(path)
    return path


def test_the_national_library_is_taken_in_with_its_templates_and_its_example(db):
    done = import_library(NATIONAL, name="national", at=NOON)
    assert (str(done.release), done.indicators, done.templates) == ("national v1", 19, 4)
    assert done.release.indicators.count() == 19
    met = LibraryIndicator.objects.get(name="质量达标率")
    assert (met.accumulation, met.numerator, met.denominator) == (
        "ratio", "质量达标产出数", "实际产出数",
    )  # fmt: skip
    assert met.reference is None
    for template in LibraryTemplate.objects.all():
        assert sum(line.weight for line in template.lines.all()) == 90
    example = LibraryTemplate.objects.get(name__startswith="案例")
    assert (example.sector, example.project_type) == ("教育", "学生营养改善")
    assert example.lines.first().target == 735


def test_the_same_file_is_one_release_and_a_changed_one_the_next(db, tmp_path):
    first = import_library(written(tmp_path, RATE), name="本市", at=NOON)
    again = import_library(written(tmp_path, RATE), name="本市", at=NOON)
    assert (again.release, again.again) == (first.release, True)
    second = import_library(written(tmp_path, RATE | {"参考值": "97"}), name="本市", at=NOON)
    assert (second.release.version, second.again) == (2, False)
    kept = LibraryIndicator.objects.filter(code="GX-01").order_by("release__version")
    assert [row.reference for row in kept] == [Decimal(95), Decimal(97)]


def test_a_workbook_is_read_as_a_table_of_text_is(db, tmp_path):
    done = import_library(workbook(tmp_path, RATE, WORDS), name="本市", at=NOON)
    assert [row.code for row in done.release.indicators.order_by("code")] == ["GX-01", "GX-02"]


def test_a_file_with_a_fault_leaves_nothing_behind(db, tmp_path):
    with pytest.raises(LibraryFaults):
        import_library(written(tmp_path, RATE, WORDS | {"取值依据": ""}), name="本市", at=NOON)
    assert not LibraryRelease.objects.exists()


def test_the_database_lets_nobody_rewrite_a_release(db):
    import_library(NATIONAL, name="national", at=NOON)
    for rows in (LibraryRelease.objects, LibraryIndicator.objects, LibraryTemplate.objects):
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            rows.update(name="别的")
