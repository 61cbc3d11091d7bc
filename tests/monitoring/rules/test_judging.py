"""A table of figures, row by row."""

import pytest

from lifecycle.rules.csv_text import FileFault
from lifecycle.rules.pack import NATIONAL
from monitoring.rules.judging import COLUMNS, judge_rows
from monitoring.rules.limits import limits_of

LIMITS = limits_of(NATIONAL.lights)
HEADER = ",".join(COLUMNS)


def judged(*lines, header=HEADER):
    raw = "\n".join([header, *lines]).encode()
    return [one.body() for one in judge_rows(raw, limits=LIMITS)]


@pytest.mark.parametrize(
    ("line", "light", "ratio"),
    [
        ("execution,7,100,34.99,,,", "red", "59.98"),
        ("execution,7,100,35,,,", "yellow", "60.00"),
        ("execution,7,100,34.999999,,,", "red", "60.00"),
        ("execution,7,10000,3499.7054,,,", "red", "59.99"),
        ("execution,7,0,0,,,", "grey", None),
        ("execution,7,100,,,,", "grey", None),
        ("execution,7,,5,,,", "grey", None),
        ("execution,7,100,-5,,,", "red", "-8.57"),
        ("execution,12,100,100.01,,,", "red", "100.01"),
        ('execution,7,"1,000",350,,,', "yellow", "60.00"),
        ("indicator,6,,,>=,100,40", "green", "80.00"),
        ("indicator,6,,,>=,100,0", "red", "0.00"),
        ("indicator,6,,,>=,100,120", "blue", "240.00"),
        ("indicator,6,,,>=,0,1", "grey", None),
        ("indicator,6,,,>=,100,", "grey", None),
        ("indicator,6,,,≥,100,40", "green", "80.00"),
        ("indicator,6,,,>,100,40", "green", "80.00"),
        ("indicator,6,,,=,0,0", "green", None),
        ("indicator,6,,,=,0,1", "red", None),
        ("indicator,6,,,<=,5,5", "green", None),
        ("indicator,6,,,<,5,5", "red", None),
        ("indicator,6,,,qualitative,,达成", "green", None),
        ("indicator,6,,,qualitative,,partly", "yellow", None),
        ("indicator,6,,,qualitative,,未达成年度指标且效果较差", "red", None),
        ("indicator,6,,,qualitative,,", "grey", None),
    ],
)
def test_each_row_has_its_light_and_its_ratio(line, light, ratio):
    (found,) = judged(line)
    assert (found["row"], found["light"], found["ratio"]) == (2, light, ratio)
    assert found["sentence"]


def test_the_ratio_is_rounded_once_from_the_exact_number():
    """59.994996 in four places is 59.9950, and that again would be 60.00."""
    (found,) = judged("execution,12,1000000,599949.96,,,")
    assert (found["light"], found["ratio"]) == ("red", "59.99")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("money,7,100,35,,,", "kind列应为execution或indicator"),
        ("execution,13,100,35,,,", "month列应为1到12的整数"),
        ("execution,,100,35,,,", "month列应为1到12的整数"),
        ("execution,7.5,100,35,,,", "month列应为1到12的整数"),
        ("execution,7,100,x,,,", "executed列不是有效的数字，请只填数字和小数点"),
        ("execution,7,-1,0,,,", "budget列不能为负数"),
        ("execution,7,NaN,0,,,", "budget列不是有效的数字，请只填数字和小数点"),
        ("indicator,7,,,!=,1,1", "operator列应为>=、>、=、<、<=、qualitative之一"),
        ("indicator,7,,,,1,1", "operator列应为>=、>、=、<、<=、qualitative之一"),
        ("indicator,7,,,区间,1,1", "operator列应为>=、>、=、<、<=、qualitative之一"),
        ("indicator,7,,,qualitative,,好", "actual列应为达成、部分达成、未达成之一"),
        ("execution,7,100,35,,", "应有7列，实有6列"),
    ],
)
def test_a_faulty_row_says_what_is_wrong(line, sentence):
    assert judged(line) == [{"row": 2, "error": sentence}]


def test_a_faulty_row_does_not_hide_its_neighbours_and_rows_are_lines_of_the_file():
    found = judged("execution,7,100,35,,,", "", "oops,1,1,1,,,", "execution,7,100,60,,,")
    assert [one["row"] for one in found] == [2, 4, 5]
    assert ["error" in one for one in found] == [False, True, False]


def test_columns_may_stand_in_any_order():
    (found,) = judged(",,,35,100,7,execution", header=",".join(reversed(COLUMNS)))
    assert found["light"] == "yellow"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "文件是空的"),
        (b"\n\n", "文件是空的"),
        (f"\ufeff{HEADER}\n".encode(), "文件开头带有BOM，请另存为不带BOM的UTF-8编码后重新上传"),
        (
            f"{HEADER}\nindicator,6,,,qualitative,,达成".encode("gbk"),
            "文件是GBK编码，请另存为不带BOM的UTF-8编码后重新上传",
        ),
        (b"\xff\xfe\x00", "无法识别文件编码，请另存为不带BOM的UTF-8编码后重新上传"),
        (
            b"kind,month\nexecution,7",
            f"表头缺少列：budget、executed、operator、target、actual；应为{HEADER}",
        ),
        (f"{HEADER},note\n".encode(), f"表头有不认识的列：“note”；应为{HEADER}"),
        (f"{HEADER},kind\n".encode(), "表头有重复的列"),
        (f'{HEADER}\n"exe'.encode(), "第2行：引号不成对或单元格过长，此行起未能读取"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(raw, sentence):
    with pytest.raises(FileFault) as refused:
        judge_rows(raw, limits=LIMITS)
    assert str(refused.value) == sentence


def test_a_table_without_rows_is_an_empty_list():
    assert judged() == []
