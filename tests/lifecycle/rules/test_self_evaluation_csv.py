from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.money import round_half_up
from lifecycle.rules.self_evaluation_csv import COLUMNS, Fault, parse_rows

PUBLISHED = Path(__file__).parents[3] / "lifecycle/demo/guiyang-2023-self-evaluations.csv"
HEADER = ",".join(COLUMNS)
LINE = "1,市教育局,学科带头人工作站经费,404.92,96,优"


def parsed(*lines, header=HEADER, **options):
    return parse_rows("\n".join([header, *lines]).encode(), **options)


def faults(*lines, **options):
    rows, found = parsed(*lines, **options)
    assert rows == []
    return [(fault.row, fault.column, fault.sentence) for fault in found]


def test_the_published_table_is_read_whole_and_adds_up():
    rows, found = parse_rows(PUBLISHED.read_bytes())
    amount = sum(row.adjusted_budget for row in rows)
    scores = [Fraction(row.self_score) for row in rows]
    weighted = sum(Fraction(row.adjusted_budget) * Fraction(row.self_score) for row in rows)
    assert found == []
    assert [row.no for row in rows] == list(range(1, 36))
    assert [row.row for row in rows] == list(range(2, 37))
    assert amount == Decimal("1933967300.00")
    assert round_half_up(sum(scores) / 35) == Decimal("93.97")
    assert round_half_up(weighted / Fraction(amount)) == Decimal("95.39")
    assert len({row.department for row in rows}) == 31


def test_the_published_grades_are_those_of_the_bands():
    rows, _ = parse_rows(PUBLISHED.read_bytes())
    amounts = {label: Decimal(0) for label in "优良"}
    for row in rows:
        amounts[row.grade] += row.adjusted_budget
    assert amounts == {"优": Decimal(1867482900), "良": Decimal(66484400)}
    assert [row.grade for row in rows].count("优") == 30


def test_full_width_digits_and_thousands_commas_are_read():
    rows, found = parsed('１,市教育局,经费,"１，２３４．５",９６．５,优')
    assert found == []
    assert (rows[0].no, str(rows[0].adjusted_budget)) == (1, "12345000.00")
    assert rows[0].self_score == Decimal("96.5")


def test_windows_line_ends_spaces_and_empty_lines_do_not_matter():
    raw = f"{HEADER}\r\n\r\n 1 , 市教育局,经费,1,96,优 \r\n\r\n".encode()
    rows, found = parse_rows(raw)
    assert found == []
    assert [(row.row, row.department, row.grade) for row in rows] == [(3, "市教育局", "优")]


def test_columns_may_stand_in_another_order():
    rows, found = parsed("优,96,1,项目,部门,7", header=",".join(reversed(COLUMNS)))
    assert found == []
    assert (rows[0].no, rows[0].department) == (7, "部门")


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        (0, "0", "序号应为正整数"),
        (0, "1.0", "序号应为正整数"),
        (0, "x", "序号应为正整数"),
        (1, "", "不能为空"),
        (1, "a\u200bb", "第2个字符（U+200B）不可见或不可用，请删除"),
        (2, " ", "不能为空"),
        (3, "0", "项目金额应大于0"),
        (3, "0.000001", ""),
        (3, "0.0000001", "最多6位小数"),
        (3, "-1", "不能为负数"),
        (3, "1e3", "不是有效的数字，请只填数字和小数点"),
        (3, "NaN", "不是有效的数字，请只填数字和小数点"),
        (3, "100000000", "金额应小于1万亿元"),
        (3, "3亿", "金额单位应为万元，请换算后填写"),
        (4, "100", ""),
        (4, "100.01", "自评分数应在0到100之间"),
        (4, "95.125", "最多2位小数"),
        (4, "-1", "不能为负数"),
        (4, "89.99", ("grade", "89.99分应为“良”，表中为“优”")),
        (4, "90", ""),
        (5, "良", "96分应为“优”，表中为“良”"),
        (5, "A", "等级应为优、良、中、差之一"),
    ],
)
def test_each_bad_cell_is_named_with_row_and_column(column, cell, sentence):
    cells = LINE.split(",")
    cells[column] = cell
    place, words = sentence if isinstance(sentence, tuple) else (COLUMNS[column], sentence)
    rows, found = parsed(",".join(cells))
    assert found == ([Fault(2, place, words)] if words else [])
    assert len(rows) == (0 if words else 1)


@pytest.mark.parametrize(
    ("line", "width"),
    [("1,部门,项目,1,96", 5), ("1,部门,项目,1,96,优,", 7), ("1", 1)],
)
def test_a_row_with_too_few_or_too_many_columns_is_named(line, width):
    assert faults(LINE, line) == [(3, "", f"应有6列，实有{width}列")]


def test_a_repeated_number_and_a_repeated_project_are_named():
    assert faults(LINE, LINE) == [(3, "no", "与第2行重复"), (3, "project", "与第2行重复")]
    other = LINE.replace("市教育局", "市体育局").replace("1,", "2,", 1)
    assert parsed(LINE, other)[1] == []


def test_an_unknown_department_is_named_only_against_a_list():
    assert faults(LINE, known_departments={"市体育局"}) == [
        (2, "department", "部门“市教育局”不在名录中")
    ]
    assert parsed(LINE, known_departments={"市教育局"})[1] == []


def test_a_byte_order_mark_is_a_fault_and_the_rest_is_still_read():
    rows, found = parse_rows(f"\ufeff{HEADER}\n{LINE}\n2,部门,,1,96,优".encode())
    assert rows == []
    assert [(fault.row, fault.column, fault.sentence) for fault in found] == [
        (1, "", "文件开头带有BOM，请另存为不带BOM的UTF-8编码后重新上传"),
        (3, "project", "不能为空"),
    ]


def test_gbk_is_detected_and_the_rest_is_still_read():
    rows, found = parse_rows(f"{HEADER}\n{LINE}\n2,部门,项目,0,96,优".encode("gbk"))
    assert rows == []
    assert [(fault.row, fault.column, fault.sentence) for fault in found] == [
        (1, "", "文件是GBK编码，请另存为不带BOM的UTF-8编码后重新上传"),
        (3, "adjusted_budget_wan_yuan", "项目金额应大于0"),
    ]


def test_a_wrong_header_names_what_is_missing_and_unknown_and_still_checks_the_cells():
    header = HEADER.replace("self_score", "score")
    assert faults("1,部门,项目,1,101,优", header=header) == [
        (1, "self_score", "缺少列“self_score”"),
        (1, "score", "第5列“score”不是规定的列名"),
        (2, "self_score", "自评分数应在0到100之间"),
    ]


def test_a_column_too_few_or_twice_is_named():
    assert faults("1,部门,项目,1,96", header=HEADER.removesuffix(",grade")) == [
        (1, "grade", "缺少列“grade”")
    ]
    assert faults(LINE + ",优", header=HEADER + ",grade") == [(1, "grade", "列“grade”重复")]
    assert faults(LINE + ",x", header=HEADER + ",x\u200by") == [
        (1, "（含不可见字符）", "第7列“（含不可见字符）”不是规定的列名")
    ]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", Fault(1, "", "文件是空的")),
        (b"\n , \n", Fault(1, "", "文件是空的")),
        (HEADER.encode(), Fault(2, "", "没有数据行")),
        (
            "甲".encode("utf-16"),
            Fault(1, "", "无法识别文件编码，请另存为不带BOM的UTF-8编码后重新上传"),
        ),
        (
            f'{HEADER}\n{LINE}\n2,"部门,x'.encode(),
            Fault(3, "", "引号不成对或单元格过长，此行起未能读取"),
        ),
    ],
)
def test_a_file_without_a_table_says_so(raw, fault):
    assert parse_rows(raw) == ([], [fault])


def test_every_fault_of_every_row_comes_at_once_in_order():
    found = faults("x,,项目,0,101,A", "1,部门,项目,1,96", "2,部门,项目,1,59.99,中")
    assert [(row, column) for row, column, _ in found] == [
        (2, "no"),
        (2, "department"),
        (2, "adjusted_budget_wan_yuan"),
        (2, "self_score"),
        (2, "grade"),
        (3, ""),
        (4, "grade"),
    ]


@given(st.binary())
def test_any_bytes_give_rows_or_faults_and_never_both(raw):
    rows, found = parse_rows(raw)
    assert bool(rows) is not bool(found)


@given(st.lists(st.lists(st.text(max_size=8), min_size=5, max_size=7), max_size=5))
def test_any_cells_give_rows_or_faults_and_never_both(lines):
    rows, found = parsed(*(",".join(cells) for cells in lines))
    assert bool(rows) is not bool(found)
