"""A library that goes out as a table comes in unchanged, and its entries are held to one rule."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from lifecycle.rules.csv_text import numbered
from lifecycle.rules.indicators import Operator
from lifecycle.rules.library import Kind, kind_of
from lifecycle.rules.library_file import read_library
from lifecycle.rules.library_proposal import Standing, amended, standing
from lifecycle.rules.library_sheet import library_table, proposal_faults
from tests.lifecycle.rules.test_library_file import RATE, WORDS, table

PLACED = {"模板": "甲", "权重": "40", "总体目标": "全年，目标\n两行", "示例值": "98"}


def library():
    return read_library(table(RATE | PLACED, WORDS | {"模板": "甲", "权重": "50.5"}))


def test_what_goes_out_comes_in_unchanged():
    again = read_library(numbered(library_table(library())))
    assert again == library()


@pytest.mark.parametrize(
    ("sign", "value", "more"),
    [
        ("区间", "8-10", {}),
        ("不晚于", "2023-06-30", {"计量单位": "", "累计方式": "", "分子": "", "分母": ""}),
        ("定性", "有效", {"计量单位": ""}),
        ("=", "0.5", {}),
    ],
)
def test_an_example_of_every_kind_comes_in_as_it_went_out(sign, value, more):
    first = read_library(table(RATE | PLACED | {"指标性质": sign, "示例值": value} | more))
    written = library_table(first)
    assert list(csv.DictReader(io.StringIO(written)))[1]["示例值"] == value
    assert read_library(numbered(written)) == first


def test_an_entry_as_proposed_has_the_faults_of_a_row():
    rate, words = library().entries
    assert proposal_faults(rate) == []
    assert proposal_faults(replace(rate, unit="", basis="")) == [
        ("basis", "请填写"),
        ("unit", "定量指标须填写计量单位"),
    ]
    assert proposal_faults(replace(words, partly="")) == [
        ("achieved", "三种情形应都写明，或都不写")
    ]


BASE, *_ = library().entries
MORE = replace(BASE, reference=Decimal(97))


@pytest.mark.parametrize(
    ("accepted", "adopted", "base", "newest", "found"),
    [
        (None, False, BASE, BASE, Standing.WAITING),
        (False, False, BASE, BASE, Standing.REFUSED),
        (True, False, BASE, BASE, Standing.ACCEPTED),
        (True, True, BASE, BASE, Standing.RELEASED),
        (True, False, BASE, MORE, Standing.RELEASED),
        (True, False, BASE, replace(BASE, unit="个"), Standing.OVERTAKEN),
        (True, False, BASE, None, Standing.OVERTAKEN),
        (True, False, None, None, Standing.ACCEPTED),
        (True, False, None, BASE, Standing.OVERTAKEN),
        (True, False, None, MORE, Standing.RELEASED),
    ],
)
def test_where_a_proposal_stands_follows_from_ruling_and_releases(
    accepted, adopted, base, newest, found
):
    given = {"accepted": accepted, "adopted": adopted, "base": base, "newest": newest}
    assert standing(proposed=MORE, **given) is found


def test_an_accepted_entry_takes_its_place_and_a_new_one_the_end():
    new = replace(BASE, code="GX-09", name="新指标")
    found = amended(library(), {"GX-01": MORE, "GX-09": new})
    assert [entry.code for entry in found.entries] == ["GX-01", "GX-02", "GX-09"]
    line = found.templates[0].lines[0]
    assert (line.entry.reference, line.weight, line.aim.target) == (97, 40, 98)


def test_an_example_value_goes_where_the_operator_changed():
    found = amended(library(), {"GX-01": replace(BASE, operator=Operator.LE)})
    assert (found.templates[0].lines[0].weight, found.templates[0].lines[0].aim) == (40, None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("一般项目", Kind.LAYOUT), ("案例：营养改善", Kind.GOOD), ("反例：只有定性", Kind.BAD)],
)
def test_a_template_says_by_its_name_what_it_is_for(name, kind):
    assert kind_of(name) is kind
