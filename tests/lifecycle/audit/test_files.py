"""Files keep every value exactly, and nothing in them is a formula."""

import csv
import hashlib
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from lifecycle.audit import files
from lifecycle.audit.files import Column

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BEGINNINGS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", " =", "　＝"]
BODIES = ["cmd|'/c calc'!A0", "1+1", 'HYPERLINK("http://x")']
FORMULAS = [begin + body for begin in BEGINNINGS for body in BODIES]
COLUMNS = [Column("甲", lambda row: row[0]), Column("乙", lambda row: row[1])]


def lines(rows):
    made = files.make("csv", COLUMNS, rows)
    raw = made.file.read()
    assert made.sha256 == hashlib.sha256(raw).hexdigest()
    assert (made.rows, made.size) == (len(rows), len(raw))
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def cells(rows):
    made = files.make("xlsx", COLUMNS, rows)
    with zipfile.ZipFile(made.file) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert list(sheet.iter(f"{MAIN}f")) == []
    found = {}
    for cell in sheet.iter(f"{MAIN}c"):
        text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
        number = cell.findtext(f"{MAIN}v")
        found[cell.get("r")] = (cell.get("t", "n"), number if number is not None else text)
    return found


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_stays_a_text(text):
    assert lines([(text, 1)])[1][0] == f"'{text}"
    kind, told = cells([(text, 1)])["A2"]
    assert kind == "inlineStr"
    assert re.sub("_x000D_", "\r", told) == text


@pytest.mark.parametrize("text", ["校舍维修", "a=b", "'=1", "1,2", '引"号', "两\n行"])
def test_other_texts_stay_as_they_are(text):
    assert lines([(text, "")])[1] == [text, ""]
    assert cells([(text, "")])["A2"] == ("inlineStr", text)


@pytest.mark.parametrize(
    ("value", "line", "cell"),
    [
        (Decimal("-0.10"), "-0.10", ("n", "-0.10")),
        (Decimal("999999999999.99"), "999999999999.99", ("n", "999999999999.99")),
        (Decimal("1234567890123456.7891"), "1234567890123456.7891",
         ("inlineStr", "1234567890123456.7891")),
        (Decimal("0E-2"), "0.00", ("n", "0.00")),
        (-5, "-5", ("n", "-5")),
        (10**18 + 1, str(10**18 + 1), ("inlineStr", str(10**18 + 1))),
        (True, "True", ("b", "1")),
        (date(2023, 3, 1), "2023-03-01", ("n", "44986")),
        (date(1899, 1, 1), "1899-01-01", ("inlineStr", "1899-01-01")),
        (datetime(2023, 3, 1, 4, 0, 0, 1, UTC), "2023-03-01T12:00:00.000001+08:00",
         ("inlineStr", "2023-03-01T12:00:00.000001+08:00")),
        ({"乙": 1, "甲": None}, '{"乙": 1, "甲": null}', ("inlineStr", '{"乙": 1, "甲": null}')),
    ],
)  # fmt: skip
def test_every_value_is_exact(value, line, cell):
    assert lines([(value, 1)])[1][0] == line
    assert cells([(value, 1)])["A2"] == cell


def test_nothing_is_no_cell_and_zero_is_one():
    assert lines([(None, 0)])[1] == ["", "0"]
    found = cells([(None, 0)])
    assert "A2" not in found
    assert found["B2"] == ("n", "0")


def test_a_text_too_long_for_a_cell_is_never_cut():
    long = "长" * (files.CELL_LENGTH + 1)
    assert lines([(long, 1)])[1][0] == long
    with pytest.raises(files.DoesNotFit):
        files.make("xlsx", COLUMNS, [(long, 1)])
    assert cells([(long[:-1], 1)])["A2"] == ("inlineStr", long[:-1])


def test_a_file_of_no_rows_has_its_headings():
    assert lines([]) == [["甲", "乙"]]
    assert cells([]) == {"A1": ("inlineStr", "甲"), "B1": ("inlineStr", "乙")}
