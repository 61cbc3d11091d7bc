from decimal import Decimal

import pytest

from lifecycle.rules.goal_form import WrongForm, read_goal_form
from lifecycle.rules.grid import Grid
from lifecycle.rules.indicators import LevelOne, LevelTwo

TOP = [
    ["项目支出绩效目标申报表"],
    ["（2025年度）"],
    ["项目名称", "校舍维修"],
    ["资金（万元）", "年度资金总额", "1，200.5"],
    ["年度总体目标", "修好"],
]
HEADS = ["", "一级指标", "二级指标", "三级指标", "指标值", "权重"]


def form(*rows, heads=HEADS, top=TOP, merged=None):
    return read_goal_form(Grid([*top, heads, *rows], merged or {}))


def test_the_head_of_the_form_is_read():
    found = form()
    assert (found.project, found.year, found.goal) == ("校舍维修", 2025, "修好")
    assert (found.amount, found.cells["amount"]) == (Decimal("12005000.00"), "C4")


def test_levels_left_blank_or_merged_are_those_above():
    found = form(
        ["", "产出指标", "数量指标", "甲", "≥1个", "10"],
        ["", "", "", "乙", "≥2个", "10"],
        ["", "", "质量指标", "丙", "≥3%", "10"],
        ["", "", "", "丁", "≥4%", "10"],
        merged={(9, 1): (6, 1), (9, 2): (8, 2)},
    )
    assert [(row.level1, row.level2, row.name) for row in found.rows] == [
        ("产出", "数量", "甲"),
        ("产出", "数量", "乙"),
        ("产出", "质量", "丙"),
        ("产出", "质量", "丁"),
    ]
    assert found.rows[3].cells["weight"] == "F10"


def test_a_second_level_does_not_run_on_under_another_first():
    found = form(["", "产出", "数量", "甲", "≥1个", "1"], ["", "满意度", "", "乙", "≥2%", "1"])
    assert found.rows[1].level is None


def test_cost_under_output_counts_as_output_and_under_cost_as_cost():
    found = form(["", "产出", "成本", "甲", "≤1元", "1"], ["", "成本", "社会", "乙", "≤1元", "1"])
    assert [(row.first, row.level) for row in found.rows] == [
        (LevelOne.OUTPUT, LevelTwo.ECONOMIC_COST),
        (LevelOne.COST, LevelTwo.SOCIAL_COST),
    ]


def test_sign_and_unit_may_have_columns():
    heads = ["", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重"]
    found = form(["", "产出", "数量", "甲", "≥", "1.5万", "人", "５０分"], heads=heads)
    row = found.rows[0]
    assert (row.aim.target, row.aim.unit, row.weight) == (15000, "人", 50)
    assert (row.cells["unit"], row.cells["weight"]) == ("G7", "H7")


@pytest.mark.parametrize("typed", ["NaN", "十分", "-5", "1.005", "inf"])
def test_a_weight_that_is_none_is_said_and_not_guessed(typed):
    row = form(["", "产出", "数量", "甲", "≥1个", typed]).rows[0]
    assert row.weight is None
    assert row.fault


def test_empty_rows_are_skipped_and_the_tail_is_no_indicator():
    found = form(
        ["", "产出", "数量", "", "", ""],
        ["", "", "", "甲", "≥1个", "90"],
        ["合计", "", "", "", "", "90"],
        ["", "", "", "乙", "", ""],
    )
    assert [row.name for row in found.rows] == ["甲"]


def test_an_amount_in_yuan_is_in_yuan():
    top = [*TOP[:3], ["项目资金（元）", "年度资金总额", "387664.62"], TOP[4]]
    assert form(top=top).amount == Decimal("387664.62")


def test_an_amount_that_is_none_is_said():
    top = [*TOP[:3], ["项目资金（万元）", "年度资金总额", "约三百"], TOP[4]]
    assert (form(top=top).amount, form(top=top).amount_fault != "") == (None, True)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([["项目支出绩效自评表"]], "这是“项目支出绩效自评表”，不是项目支出绩效目标申报表"),
        ([["花名册"], ["姓名"]], "没有找到“一级指标”“二级指标”“三级指标”“指标值”列"),
        ([], "没有找到“一级指标”"),
        ([HEADS], "没有找到“项目名称”"),
    ],
)
def test_another_form_is_refused_with_the_reason(cells, sentence):
    with pytest.raises(WrongForm, match=sentence):
        read_goal_form(Grid(cells))
