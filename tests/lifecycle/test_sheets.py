"""A workbook that somebody sent is weighed before it is opened."""

import zipfile
from io import BytesIO

import pytest

from lifecycle import sheets
from lifecycle.sheets import SheetFault, read_file, read_workbook
from tests.lifecycle.workbooks import goal_form, workbook


def repacked(raw, change):
    """Write a workbook again with its first sheet changed."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            body = old.read(part)
            new.writestr(part.filename, change(body) if "sheet1.xml" in part.filename else body)
    return out.getvalue()


def refused(raw):
    with pytest.raises(SheetFault) as fault:
        read_workbook(raw)
    return str(fault.value)


def test_cells_and_merged_ranges_are_read():
    grid = read_workbook(workbook([["甲", 1000.5], [], ["", "乙"]], merge=[("A5:B6", "丙")]))[0]
    assert (grid.at(0, 1), grid.at(2, 1)) == ("1000.5", "乙")
    assert (grid.at(5, 1), grid.own(5, 1)) == ("丙", "")


@pytest.mark.parametrize("text", ["=100%", "=1种", "=1元/人", "=8755人", "=1,200"])
def test_a_sign_typed_before_a_number_is_no_formula(text):
    assert read_workbook(workbook([["甲", ""]], formulas=[("B1", text)]))[0].at(0, 1) == text


@pytest.mark.parametrize("text", ["=SUM(A1:A2)", "=A1", "=5*3", '=HYPERLINK("http://x")', "=cmd|x"])
def test_a_formula_is_refused_at_its_cell(text):
    sentence = "单元格B2是公式，请改成填写的数值或文字"
    assert refused(workbook([["甲"], ["乙", ""]], formulas=[("B2", text)])) == sentence


def test_ten_thousand_rows_are_no_form():
    assert refused(workbook([["甲"]] * 10_000)) == "工作表超过2000行，不像是一张表"


def test_one_cell_far_out_is_found_before_anything_is_built():
    deep = repacked(goal_form(), lambda body: body.replace(b'<row r="3"', b'<row r="1048576"'))
    assert "行" in refused(deep)
    wide = repacked(goal_form(), lambda body: body.replace(b'r="B3"', b'r="XFD3"'))
    assert refused(wide) == "工作表的列或单元格过多，不像是一张表"


def test_a_zip_bomb_is_refused_for_its_unpacked_size(monkeypatch):
    bomb = repacked(goal_form(), lambda body: body + b" " * (sheets.MOST_UNPACKED + 1))
    assert len(bomb) < 2**20
    assert refused(bomb) == "工作簿解压后超过60MB，不像是一张表"


def test_a_huge_file_is_refused_unopened(tmp_path):
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as stream:
        stream.truncate(100 * 2**20)
    raw = read_file(path)
    assert len(raw) == sheets.MOST_BYTES + 1
    assert refused(raw) == "文件超过10MB，请检查是否选错了文件"


def test_many_parts_are_no_form():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(sheets.MOST_PARTS + 1):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", "")
    assert refused(out.getvalue()) == "工作簿的内部文件过多，不像是一张表"


@pytest.mark.parametrize(
    "raw", [b"", b"name,score\n", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04"]
)
def test_what_is_no_workbook_is_said_to_be_none(raw):
    assert refused(raw) == "不是.xlsx工作簿，请另存为Excel工作簿（.xlsx）后再试"


def test_a_zip_without_sheets_is_no_workbook():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("readme.txt", "x")
    assert refused(out.getvalue()).startswith("不是.xlsx工作簿")


@pytest.mark.parametrize("body", [b"<worksheet>", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', b"\xff"])
def test_a_broken_sheet_is_said_to_be_broken(body):
    assert refused(repacked(goal_form(), lambda _old: body)) == "工作簿已损坏，无法读取"


def said_of(raw):
    try:
        return f"{len(read_workbook(raw))} sheets"
    except SheetFault as fault:
        return str(fault)


def test_whatever_byte_is_damaged_the_form_is_read_or_refused_in_a_sentence():
    whole, said = goal_form(), set()
    for at in range(0, len(whole), 29):
        said.add(said_of(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]))
    assert {text.split("，")[0] for text in said} == {
        "1 sheets", "不是.xlsx工作簿", "工作簿已损坏",
    }  # fmt: skip


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(SheetFault, match="无法读取文件"):
        read_file(tmp_path / "none.xlsx")
