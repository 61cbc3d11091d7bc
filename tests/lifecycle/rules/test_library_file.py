"""A library's table is read whole, or every fault is named with its row and column."""

from decimal import Decimal

import pytest

from lifecycle.rules.csv_text import FileFault
from lifecycle.rules.indicators import Accumulation, LevelTwo, Operator
from lifecycle.rules.library import Method
from lifecycle.rules.library_file import COLUMNS, LibraryFaults, read_library

RATE = {
    "编码": "GX-01", "一级指标": "产出", "二级指标": "质量指标", "三级指标": "质量达标率",
    "指标性质": "不低于", "计量单位": "%", "参考值": "95", "取值依据": "行业标准",
    "评分方法": "完成比例赋分", "累计方式": "比率", "分子": "达标数", "分母": "产出数",
}  # fmt: skip
WORDS = {
    "编码": "GX-02", "行业": "教育", "一级指标": "效益", "二级指标": "社会效益指标",
    "三级指标": "社会效益", "指标性质": "定性", "取值依据": "计划", "达成的情形": "好",
    "部分达成的情形": "较好", "未达成的情形": "差",
}  # fmt: skip


def table(*rows):
    yield 1, list(COLUMNS)
    for at, row in enumerate(rows, start=2):
        yield at, [row.get(name, "") for name in COLUMNS]


def faults(*rows):
    with pytest.raises(LibraryFaults) as refused:
        read_library(table(*rows))
    return [(fault.row, fault.column) for fault in refused.value.faults]


def test_an_indicator_is_read_with_all_that_it_says():
    rate, words = read_library(table(RATE, WORDS)).entries
    assert (rate.level, rate.operator, rate.unit) == (LevelTwo.QUALITY, Operator.GE, "%")
    assert (rate.reference, rate.method) == (Decimal(95), Method.PROPORTION)
    assert (rate.accumulation, rate.numerator) == (Accumulation.RATIO, "达标数")
    assert (words.reference, words.method, words.accumulation) == (None, None, None)
    assert (words.sector, words.achieved, words.missed) == ("教育", "好", "差")


def test_a_later_row_of_the_same_code_puts_it_into_a_further_template():
    again = {"编码": "GX-01", "模板": "乙", "权重": "90", "示例值": "98"}
    library = read_library(table(RATE | {"模板": "甲", "权重": "50", "总体目标": "目标"}, again))
    first, second = library.templates
    assert (first.name, first.goal, first.lines[0].aim) == ("甲", "目标", None)
    assert (second.lines[0].weight, second.lines[0].aim.target) == (Decimal(90), Decimal(98))
    assert len(library.entries) == 1


def test_a_template_is_meant_for_what_all_its_lines_are_meant_for():
    rows = [WORDS | {"模板": "甲", "权重": "10"}, RATE | {"模板": "甲", "权重": "10"}]
    assert read_library(table(*rows)).templates[0].scope == ("", "", "")
    assert read_library(table(rows[0])).templates[0].scope == ("教育", "", "")


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("编码", "甲 1"),
        ("一级指标", "投入"),
        ("二级指标", "过程"),
        ("二级指标", "社会效益"),
        ("三级指标", ""),
        ("三级指标", "长" * 101),
        ("指标性质", "大概"),
        ("计量单位", ""),
        ("参考值", "NaN"),
        ("参考值", "-1"),
        ("取值依据", ""),
        ("数据来源", "隐\u200b藏"),
        ("评分方法", "随意"),
        ("累计方式", "平均"),
        ("分母", ""),
        ("权重", "5"),
        ("示例值", "98"),
    ],
)
def test_each_cell_that_cannot_be_taken_is_named(column, typed):
    assert faults(RATE | {column: typed}) == [(2, column)]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"权重": ""}, "权重"),
        ({"权重": "100.5"}, "权重"),
        ({"权重": "0"}, "权重"),
        ({"示例值": "很好"}, "示例值"),
        ({"示例值": "<=3"}, "示例值"),
        ({"示例值": "1.23456"}, "示例值"),
        ({"示例值": "1" * 17}, "示例值"),
        ({"指标性质": "区间", "示例值": "5"}, "示例值"),
        ({"指标性质": "区间", "示例值": "9-5"}, "示例值"),
        ({"指标性质": "不晚于", "示例值": "年底"}, "示例值"),
    ],
)
def test_a_line_of_a_template_owes_a_weight_and_a_value_that_fits(change, column):
    assert faults(RATE | {"模板": "甲", "权重": "90"} | change) == [(2, column)]


def test_what_rows_say_together_is_asked_too():
    assert faults(WORDS | {"未达成的情形": ""}) == [(2, "达成的情形")]
    assert faults(RATE | {"累计方式": "最新"}) == [(2, "分子"), (2, "分母")]
    assert faults(RATE, RATE) == [(3, "编码")]
    other = RATE | {"三级指标": "合格率", "模板": "甲", "权重": "9"}
    assert faults(RATE, other) == [(3, "三级指标")]
    twin = RATE | {"编码": "GX-03", "模板": "甲", "权重": "9"}
    assert faults(RATE | {"模板": "甲", "权重": "9"}, twin) == [(3, "三级指标")]


def test_all_faults_of_all_rows_come_at_once_in_their_order():
    assert faults(RATE | {"参考值": "多", "取值依据": ""}, WORDS | {"指标性质": "？"}) == [
        (2, "取值依据"), (2, "参考值"), (3, "指标性质"),
    ]  # fmt: skip


def test_a_row_of_another_width_is_a_fault_and_an_empty_table_is_none():
    with pytest.raises(LibraryFaults):
        read_library([(1, list(COLUMNS)), (2, ["GX-01"])])
    for rows in ([], [(1, list(COLUMNS))]):
        with pytest.raises(FileFault):
            read_library(rows)
    with pytest.raises(FileFault, match="缺少列"):
        read_library([(1, ["编码"])])
