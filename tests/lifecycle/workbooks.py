"""Workbooks as people fill them, made on the spot."""

import json
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

SAMPLES = Path(__file__).parents[1] / "samples"
GOAL_TEXT = "全年完成校舍维修10所、5万平方米，验收合格率不低于98%，按期完工，师生满意度不低于90%。"
ROWS = [
    ("产出", "数量", "维修校舍数量", "≥10所", 20),
    ("产出", "质量", "验收合格率", "≥98%", 15),
    ("产出", "时效", "按期完工率", "≥95%", 15),
    ("效益", "社会效益", "受益学生数", "≥5000人", 30),
    ("满意度", "服务对象满意度", "师生满意度", "≥90%", 10),
]
"""Five indicators against which no rule has anything to say, for a project below 500万元."""


def sample(folder, name):
    """Return a published form and what is known of it."""
    path = SAMPLES / folder / name
    return path.with_suffix(".xlsx").read_bytes(), json.loads(path.with_suffix(".json").read_text())


def names(folder):
    return sorted(path.stem for path in (SAMPLES / folder).glob("*.xlsx"))


def goal_form(rows=ROWS, *, text=GOAL_TEXT, amount=300, year=2023, title="项目支出绩效目标申报表"):
    """Fill the official form; the rows begin in row 11."""
    cells = [
        [title],
        [f"（{year}年度）"],
        ["项目名称", "校舍维修"],
        ["主管部门", "教育局", "", "实施单位", "第一小学"],
        ["项目属性", "延续", "", "项目期", "1年"],
        ["项目资金（万元）", "年度资金总额", "", amount],
        ["", "其中：财政拨款", "", amount],
        ["", "其他资金", "", ""],
        ["年度总体目标", text],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "权重"],
        *(["", *row] for row in rows),
    ]
    return workbook(cells)


def workbook(cells, *, merge=(), formulas=()):
    """Write cells into one sheet; `merge` are ranges with their text, `formulas` (cell, text)."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("申报表")
        for at, row in enumerate(cells):
            sheet.write_row(at, 0, row)
        for where, text in merge:
            sheet.merge_range(where, text)
        for where, formula in formulas:
            sheet.write_formula(where, formula)
    return out.getvalue()
