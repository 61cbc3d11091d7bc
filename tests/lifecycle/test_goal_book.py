"""The official form as a workbook: its layout, its hidden keys, and the marks of its faults."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from lifecycle.form_book import AUTHOR, marked
from lifecycle.queries.form_check import as_json, checked_form
from tests.lifecycle.goal_books import exported, filled
from tests.lifecycle.workbooks import workbook

pytestmark = pytest.mark.django_db


def opened(raw):
    return load_workbook(BytesIO(raw)).worksheets[0]


def comments(raw):
    cells = (cell for row in opened(raw).iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def test_the_form_stands_in_the_official_layout(target):
    page = opened(exported(target))
    assert [page[place].value for place in ("A1", "A2", "B3", "B4", "E4")] == [
        "项目支出绩效目标申报表", "（2023年度）", "校舍维修", "教育局", "第一小学",
    ]  # fmt: skip
    assert page["D6"].value == 300
    assert [cell.value for cell in page[11][1:6]] == [
        "产出指标", "数量指标", "维修校舍数量", "≥10所", 20,
    ]  # fmt: skip
    assert {str(one) for one in page.merged_cells.ranges} >= {"A1:F1", "B9:F9"}


def test_row_keys_stand_in_a_hidden_column(target):
    page = opened(exported(target))
    keys = [page[f"G{row}"].value for row in range(11, 16)]
    assert keys == [str(row.key) for row in target.indicators.order_by("pk")]
    assert page.column_dimensions["G"].hidden


def test_the_command_that_checks_forms_reads_it(target):
    found = as_json(checked_form(exported(target)))
    assert found["project"] == "校舍维修"
    assert found["indicators"][0]["operator"] == ">="


def test_marks_stand_on_their_cells_and_the_rest_stays(target):
    raw = filled(exported(target), D11="'=1+1")
    once = marked(raw, {"F12": ["甲", "乙"], "C9": ["丙"]}, sheet=0, formula="公式")
    assert comments(once) == {"F12": "甲\n乙", "B9": "丙"}
    assert opened(once)["D11"].value == "'=1+1"
    again = marked(once, {"D13": ["丁"]}, sheet=0, formula="公式")
    assert comments(again) == {"D13": "丁"}
    assert opened(again)["D13"].comment.author == AUTHOR


def test_each_formula_is_marked_but_no_typed_sign():
    raw = workbook([["甲", "", ""]], formulas=[("B1", "=A1*2"), ("C1", "=100%")])
    assert comments(marked(raw, {}, sheet=0, formula="公式")) == {"B1": "公式"}
