from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules import indicators
from lifecycle.rules.indicators import Layout, LevelOne, LevelTwo, Operator, read_operator
from lifecycle.rules.pack import NATIONAL

COST, OUTPUT, BENEFIT, SATISFIED = LevelOne
FREE = Layout(execution=Decimal(10))


@pytest.mark.parametrize(
    ("words", "operator"),
    [
        ("> ＞ 大于", Operator.GT),
        ("≥ ≧ >= => ＞＝ 不低于 不少于", Operator.GE),
        ("= ＝ ═ 等于", Operator.EQ),
        ("< ＜ 小于", Operator.LT),
        ("≤ ≦ <= =< ＜＝ 不高于 不超过", Operator.LE),
        ("定性", Operator.QUALITATIVE),
        ("区间", Operator.RANGE),
        ("不晚于", Operator.DATE_LE),
        ("是否 是/否", Operator.BOOL),
    ],
)
def test_signs_and_words_of_real_forms_are_read(words, operator):
    assert {read_operator(word) for word in words.split()} == {operator}


def test_spaces_around_and_inside_a_sign_do_not_matter():
    assert read_operator("\u3000> = ") is Operator.GE


@pytest.mark.parametrize("word", ["", "≠", "100%", "完成", "<>", ">>"])
def test_what_is_no_operator_is_not_guessed(word):
    assert read_operator(word) is None


def test_every_name_has_its_chinese_label_and_place():
    assert set(indicators.OPERATOR_LABELS) == set(Operator)
    assert set(indicators.LEVEL_ONE_LABELS) == set(LevelOne)
    assert set(indicators.LEVEL_TWO_LABELS) == set(LevelTwo) == set(indicators.LEVEL_ONE_OF)
    assert set(indicators.ATTAINMENT_LABELS) == set(indicators.Attainment)
    assert all(read_operator(label) is sign for sign, label in indicators.OPERATOR_LABELS.items())


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ({}, "尚未填报绩效指标"),
        ({OUTPUT: []}, "尚未填报绩效指标"),
        ({OUTPUT: [30, 20], BENEFIT: [30], SATISFIED: [10]}, ""),
        ({OUTPUT: [50], BENEFIT: [40]}, ""),
        ({COST: [20], OUTPUT: [40], BENEFIT: [20], SATISFIED: [10]}, ""),
        ({COST: [20], OUTPUT: [40], BENEFIT: [30]}, ""),
        ({OUTPUT: ["33.33", "16.67"], BENEFIT: [30], SATISFIED: [10]}, ""),
        ({OUTPUT: ["49.99"], BENEFIT: [30], SATISFIED: [10]}, "指标权重合计应为90，现为89.99"),
        ({OUTPUT: ["50.01"], BENEFIT: [30], SATISFIED: [10]}, "指标权重合计应为90，现为90.01"),
        ({OUTPUT: [60], BENEFIT: [30], SATISFIED: [10]}, "指标权重合计应为90，现为100"),
        (
            {OUTPUT: [51], BENEFIT: [29], SATISFIED: [10]},
            "产出指标权重应为50，现为51；效益指标权重应为30，现为29",
        ),
        ({OUTPUT: [80], SATISFIED: [10]}, "一级指标组合不在规定之列，现有产出指标、满意度指标"),
        (
            {OUTPUT: ["16.665", "33.335"], BENEFIT: [30], SATISFIED: [10]},
            "指标权重最多两位小数，现有16.665",
        ),
        ({OUTPUT: [60, -10], BENEFIT: [30], SATISFIED: [10]}, "指标权重应为不小于0的数"),
        ({OUTPUT: ["NaN"], BENEFIT: [30], SATISFIED: [10]}, "指标权重应为不小于0的数"),
    ],
)
def test_weights_fit_the_national_layout_exactly(weights, fault):
    exact = {level: [Decimal(w) for w in row] for level, row in weights.items()}
    assert indicators.weight_fault(exact, layout=NATIONAL.layout) == fault


@given(st.integers(0, 9000))
def test_a_free_layout_asks_only_for_the_total(cents):
    one = Decimal(cents).scaleb(-2)
    assert indicators.weight_fault({OUTPUT: [one], SATISFIED: [90 - one]}, layout=FREE) == ""
    assert indicators.weight_fault({OUTPUT: [one], SATISFIED: [91 - one]}, layout=FREE) != ""
