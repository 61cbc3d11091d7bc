"""Charts as geometry: exact places, missing values left out, the same figures in a table."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from lifecycle.rules.charts import (
    Bar,
    Cell,
    Head,
    Line,
    Series,
    bars,
    heat,
    lines,
    multiples,
    spark,
    stacked,
)
from lifecycle.rules.charts.scale import ceiling, extent, written

HEAD = Head("标题", "2023年", "2023-08-31", "万元")


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ([], 1),
        ([None, 0], 1),
        ([-5], 1),
        ([1], 1),
        ([Decimal("1.01")], 2),
        ([2], 2),
        ([Decimal("2.01")], Fraction(5, 2)),
        ([26], 50),
        ([100], 100),
        ([101, None, 3], 200),
        ([Decimal("0.03")], Fraction(1, 20)),
    ],
)
def test_an_axis_ends_at_the_next_round_number(values, end):
    assert ceiling(values) == end


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "—"), (0, "0"), (1234567, "1,234,567"), (Decimal("12.50"), "12.5"),
     (Decimal(100), "100"), (Fraction(25, 2), "12.5")],
)  # fmt: skip
def test_numbers_are_written_with_commas_and_without_idle_zeros(value, text):
    assert written(value) == text


def test_bars_are_as_long_as_their_share_of_the_axis():
    drawn = bars(HEAD, [Bar("甲", 50), Bar("乙", 0), Bar("丙", None), Bar("丁", 120)], top=100)
    assert [(row.length, row.text) for row in drawn.rows] == [
        ("500", "50"), ("0", "0"), ("0", "—"), ("1000", "120"),
    ]  # fmt: skip
    assert drawn.ticks == ("0", "25", "50", "75", "100")


def test_a_bar_is_held_against_its_plan_where_there_is_one():
    drawn = bars(HEAD, [Bar("甲", 50, mark=80), Bar("乙", 50)], names="部门")
    assert [row.mark for row in drawn.rows] == ["800", ""]
    assert drawn.twin.columns == ("部门", "万元", "计划")
    assert drawn.twin.rows == (("甲", "50", "80"), ("乙", "50", "—"))


def test_the_parts_of_a_stack_follow_each_other():
    series = [Series("红灯", "red"), Series("黄灯", "yellow"), Series("绿灯", "green")]
    drawn = stacked(HEAD, series, [("甲", [1, None, 4])])
    (row,) = drawn.rows
    assert row.text == "5"
    assert [(part.start, part.length, part.title) for part in row.segments] == [
        ("0", "200", "红灯 1"), ("200", "800", "绿灯 4"),
    ]  # fmt: skip
    assert drawn.twin.rows == (("甲", "1", "—", "4"),)


def test_a_line_breaks_where_a_value_is_missing():
    drawn = lines(HEAD, ["1月", "2月", "3月", "4月"], [Line("支出", [0, 50, None, 100])])
    (line,) = drawn.lines
    assert line.path == "M64 208L197.33 116M464 24"
    assert [point.title for point in line.points] == ["支出 1月 0", "支出 2月 50", "支出 4月 100"]
    assert [tick.label for tick in drawn.up] == ["0", "25", "50", "75", "100"]
    assert drawn.twin.rows[2] == ("3月", "—")


def test_one_month_alone_stands_in_the_middle():
    assert lines(HEAD, ["1月"], [Line("支出", [1])]).across[0].at == "264"


def test_labels_that_would_run_into_each_other_stand_further_apart():
    year = range(1, 13)
    short = lines(HEAD, [f"{n}月" for n in year], [Line("支出", list(year))])
    assert len(short.across) == 12
    long = lines(HEAD, [f"Month {n}" for n in year], [Line("Paid", list(year))])
    assert [tick.label for tick in long.across] == [f"Month {n}" for n in range(1, 13, 2)]


def test_no_value_at_all_draws_no_line():
    drawn = lines(HEAD, ["1月", "2月"], [Line("支出", [None, None])])
    assert drawn.lines[0].path == ""


def test_a_line_in_a_cell_says_its_last_value_and_all_of_them():
    drawn = spark("支出", [1, 2, None], plan=[2, 4, 6], top=6)
    assert (drawn.last, drawn.words) == ("2", "1，2，—")
    assert drawn.plan.path.startswith("M3 ")
    assert spark("支出", [None]).last == "—"
    assert spark("支出", []).line.path == ""


def test_small_multiples_share_one_scale():
    drawn = multiples(HEAD, ["1", "2"], [("甲", [0, 100]), ("乙", [0, 50])])
    assert [each.line.points[-1].y for each in drawn.sparks] == ["3", "20"]
    assert drawn.twin.rows == (("甲", "0", "100"), ("乙", "0", "50"))


def test_a_grid_places_each_light_and_leaves_a_hole_where_there_is_none():
    drawn = heat(HEAD, ["1", "2"], [("校舍维修", [Cell("red", "红灯"), None])], names="项目")
    assert [(c.x, c.y, c.light, c.title) for c in drawn.cells] == [
        (150, 24, "red", "校舍维修 1 红灯")
    ]
    assert drawn.twin.rows == (("校舍维修", "红灯", "—"),)
    assert (drawn.width, drawn.height) == (204, 52)


def test_a_long_name_is_cut_on_the_grid_and_whole_in_the_table():
    drawn = heat(HEAD, ["1"], [("社区卫生服务中心设备购置", [None])])
    assert drawn.down[0].label == "社区卫生服务中心设备…"
    assert drawn.twin.rows[0][0] == "社区卫生服务中心设备购置"


@pytest.mark.parametrize(
    ("word", "every"), [("{}月", 1), ("Month {}", 2), ("Month {} of the year", 5)]
)
def test_labels_along_an_axis_never_touch(word, every):
    labels = [word.format(n) for n in range(1, 13)]
    across = lines(HEAD, labels, [Line("支出", list(range(12)))]).across
    assert [tick.label for tick in across] == labels[::every]
    for one, other in pairwise(across):
        apart = float(other.at) - float(one.at)
        assert apart > (extent(one.label) + extent(other.label)) / 2
