"""The published self-evaluations read, and what was observed of each is found."""

from decimal import Decimal

import pytest

from evaluations.queries.form_check import as_json, checked_self_evaluation
from lifecycle.rules.goal_form import WrongForm
from lifecycle.rules.indicators import TYPED_SIGNS, Operator
from tests.lifecycle.workbooks import goal_form, names, sample, workbook

OBSERVED = {
    "chizhou2022_tangxi": [
        ("E8", "block", "E6"), ("B1", "block", "D13"), ("A7", "warn", "C20"),
        ("A2", "block", "D13"),
    ],
    "daying2023_justice_a": [("A3", "block", "G13"), ("E3", "block", "F13")],
    "daying2023_justice_b": [("E13", "warn", "B3")],
    "daying2023_medins": [("B4", "block", "E18")],
    "guangshui2021_roads": [("E1", "block", "H14")],
    "hengshan2020_grain": [("B5", "warn", "D13")],
    "huanggang2020_swm": [("E2", "block", "H15")],
    "jishan2020_medins": [
        ("E1", "block", "H19"), ("E2", "warn", "H13"), ("E2", "block", "H17"),
        ("E2", "block", "H18"),
    ],
    "yongde2022_mingliang": [("E2", "block", "H15"), ("E2", "block", "H18")],
}  # fmt: skip
"""The observations beside each form, as rule, level and cell."""
HEAD = [
    ["项目支出绩效自评表"],
    ["（2023年度）"],
    ["项目名称", "校舍维修"],
    ["", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["资金", "年度资金总额", "", 100, 100, 95, 10, "95%", 9.5],
    ["", "其中：当年财政拨款", "", 100, 100, 95],
    [
        "", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
        "偏差原因分析及改进措施",
    ],
]  # fmt: skip
ROWS = [
    ["", "产出", "数量", "维修校舍数量", "≥10所", "10所", 20, 20, ""],
    ["", "产出", "质量", "验收合格率", "≥98%", "98%", 15, 15, ""],
    ["", "产出", "时效", "按期完工率", "≥95%", "95%", 15, 15, ""],
    [
        "",
        "效益",
        "社会效益",
        "受益学生数",
        "≥5000人",
        "4500人",
        30,
        27,
        "暑期转出学生较多，明年按在籍数测算",
    ],
    ["", "满意度", "服务对象", "师生满意度", "≥90%", "92%", 10, 10, ""],
    ["总分", "", "", "", "", "", 100, 96.5],
]


def found(raw):
    return [
        (one["rule"], one["level"], one["cell"])
        for one in as_json(checked_self_evaluation(raw))["findings"]
    ]


def changed(row, column, value):
    rows = [list(one) for one in ROWS]
    rows[row][column] = value
    return workbook([*HEAD, *rows])


@pytest.mark.parametrize("name", names("self_evaluations"))
def test_a_published_self_evaluation_is_read_whole(name):
    raw, known = sample("self_evaluations", name)
    form = checked_self_evaluation(raw).form
    assert (form.project, form.year) == (known["project"], known["year"])
    assert len(form.rows) == len(known["indicators"])
    for row, one in zip(form.rows, known["indicators"], strict=True):
        levels = (row.level1, row.level2, row.name)
        assert levels == (one["level1"], one["level2"], one["level3"])
        assert (TYPED_SIGNS[row.aim.operator], row.aim.unit) == (one["operator"], one["unit"])
        if row.aim.operator is not Operator.QUALITATIVE:
            assert row.aim.target == Decimal(str(one["target"]))
        for cell, key in ((row.weight, "weight"), (row.score, "score")):
            assert cell.number == (None if one[key] is None else Decimal(str(one[key])))


@pytest.mark.parametrize("name", names("self_evaluations"))
def test_what_was_observed_of_a_published_self_evaluation_is_found(name):
    assert set(OBSERVED[name]) <= set(found(sample("self_evaluations", name)[0]))


def test_a_clean_self_evaluation_has_no_finding():
    assert found(workbook([*HEAD, *ROWS])) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ((5, 7, 96), ("E1", "block", "H13")),
        ((0, 7, 21), ("E3", "block", "H8")),
        ((0, 5, "建设中"), ("E3", "block", "F8")),
        ((0, 5, ""), ("E3", "block", "F8")),
        ((3, 8, "学生少"), ("E5", "block", "I11")),
        ((1, 7, 14), ("E2", "block", "H9")),
    ],
)
def test_each_rule_points_at_its_cell(change, finding):
    assert finding in found(changed(*change))


def test_little_money_and_a_high_score_do_not_go_together():
    head = [list(row) for row in HEAD]
    head[4][5], head[4][8], head[5][5] = 79, 7.9, 79
    rows = [list(row) for row in ROWS]
    rows[3][5:9] = ["5000人", 30, 30, ""]
    rows[5][7] = 97.9
    assert found(workbook([*head, *rows])) == [("E4", "warn", "H13")]


def test_a_goal_form_is_no_self_evaluation():
    with pytest.raises(WrongForm, match="不是项目支出绩效自评表"):
        checked_self_evaluation(goal_form())
