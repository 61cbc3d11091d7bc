import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.scoring import (
    NATIONAL_BANDS,
    Line,
    execution_score,
    line_score,
    must_explain,
    overshoot,
    qualitative_fault,
    reduced_score,
    spread,
    total,
)
from lifecycle.rules.indicators import ATTAINMENT_LABELS, Attainment, Operator, read_operator

SHIPPED = json.loads(
    (Path(__file__).parents[2] / "vectors/score-vectors.json").read_text(),
    parse_float=Decimal,
    parse_int=Decimal,
)
NUMBERS = st.decimals(-10, 10**6, places=4)
WEIGHTS = st.decimals(0, 90, places=2)
SCORED = st.sampled_from([operator for operator in Operator if operator != "qualitative"])


def line(operator, actual, target=0, weight=10, high=None):
    return Line(
        operator=operator,
        weight=Decimal(weight),
        target=Decimal(target),
        actual=None if actual is None else Decimal(actual),
        target_high=None if high is None else Decimal(high),
    )


@pytest.mark.parametrize("vector", SHIPPED["vectors"], ids=str)
def test_the_shipped_vectors_hold(vector):
    operator = read_operator(vector["operator"])
    scored = line(operator, vector["actual"], vector["target"], vector["weight"])
    assert line_score(scored) == vector["score"]


def test_the_shipped_bands_are_the_national_ones():
    shipped = {band["level"]: (band["low"], band["high"]) for band in SHIPPED["qualitative_bands"]}
    assert shipped == {ATTAINMENT_LABELS[level]: band for level, band in NATIONAL_BANDS.items()}


@pytest.mark.parametrize(
    ("operator", "actual", "target", "high", "score"),
    [
        (Operator.GT, "100", 100, None, "10.00"),
        (Operator.GE, "99.99", 100, None, "10.00"),
        (Operator.GE, "99.94", 100, None, "9.99"),
        (Operator.GE, "1", 3, None, "3.33"),
        (Operator.GE, "2", 3, None, "6.67"),
        (Operator.GE, "-5", 100, None, "0.00"),
        (Operator.GE, None, 100, None, "0.00"),
        (Operator.GE, "0", 0, None, "10.00"),
        (Operator.EQ, "-1", 0, None, "10.00"),
        (Operator.EQ, "50", 100, None, "5.00"),
        (Operator.EQ, "101", 100, None, "10.00"),
        (Operator.LT, "10", 10, None, "10.00"),
        (Operator.LE, "10.01", 10, None, "9.99"),
        (Operator.LE, "0", 0, None, "10.00"),
        (Operator.LE, "0.01", 0, None, "0.00"),
        (Operator.RANGE, "10", 10, 20, "10.00"),
        (Operator.RANGE, "20", 10, 20, "10.00"),
        (Operator.RANGE, "9", 10, 20, "9.00"),
        (Operator.RANGE, "25", 10, 20, "5.00"),
        (Operator.RANGE, "30", 10, 20, "0.00"),
        (Operator.RANGE, "31", 10, 20, "0.00"),
        (Operator.RANGE, "10", 10, 10, "10.00"),
        (Operator.RANGE, "10.01", 10, 10, "0.00"),
        (Operator.RANGE, "10", 10, None, "10.00"),
        (Operator.DATE_LE, "-3", 0, None, "10.00"),
        (Operator.DATE_LE, "0", 0, None, "10.00"),
        (Operator.DATE_LE, "1", 0, None, "9.67"),
        (Operator.DATE_LE, "29", 0, None, "0.33"),
        (Operator.DATE_LE, "30", 0, None, "0.00"),
        (Operator.DATE_LE, "31", 0, None, "0.00"),
        (Operator.BOOL, "1", 0, None, "10.00"),
        (Operator.BOOL, "0", 0, None, "0.00"),
    ],
)
def test_a_line_is_scored_by_its_operator(operator, actual, target, high, score):
    assert str(line_score(line(operator, actual, target, high=high))) == score


def test_a_qualitative_line_is_scored_by_people():
    with pytest.raises(ValueError, match="people"):
        line_score(line(Operator.QUALITATIVE, 1))


@given(SCORED, NUMBERS, NUMBERS.map(abs), WEIGHTS, st.decimals(0, 10**5, places=2))
def test_a_score_stays_within_its_weight(operator, actual, target, weight, width):
    scored = line(operator, actual, target, weight, high=target + width)
    assert 0 <= line_score(scored) <= weight
    assert 0 <= reduced_score(scored) <= line_score(scored)


@given(st.sampled_from([Operator.GT, Operator.GE]), NUMBERS, NUMBERS, NUMBERS.map(abs))
def test_more_never_scores_less_where_more_is_better(operator, one, other, target):
    less, more = sorted([one, other])
    assert line_score(line(operator, less, target)) <= line_score(line(operator, more, target))


@given(st.sampled_from([Operator.LT, Operator.LE]), NUMBERS, NUMBERS, NUMBERS.map(abs))
def test_more_never_scores_more_where_less_is_better(operator, one, other, target):
    less, more = sorted([one, other])
    assert line_score(line(operator, less, target)) >= line_score(line(operator, more, target))


@pytest.mark.parametrize(
    ("paid", "budget", "score"),
    [
        ("86.18", "100", "8.62"),
        ("100", "100", "10.00"),
        ("100.01", "100", "10.00"),
        ("99.95", "100", "10.00"),
        ("99.94", "100", "9.99"),
        ("0", "100", "0.00"),
        ("-1", "100", "0.00"),
        ("0", "0", None),
        ("5", "0", None),
    ],
)
def test_execution_scores_its_rate_and_nothing_without_a_budget(paid, budget, score):
    found = execution_score(Decimal(paid), budget=Decimal(budget))
    assert (found if score is None else str(found)) == score


def test_execution_may_have_other_points():
    found = execution_score(Decimal(1), budget=Decimal(3), points=Decimal(20))
    assert found == Decimal("6.67")


def test_the_points_of_a_missing_execution_are_spread_by_weight():
    weights = spread([Decimal(15), Decimal(25), Decimal(50)])
    assert [str(weight) for weight in weights] == ["16.67", "27.78", "55.55"]


@given(st.lists(WEIGHTS, min_size=1, max_size=20).filter(any))
def test_spreading_adds_exactly_the_points(weights):
    assert sum(spread(weights)) == sum(weights) + 10


def test_a_total_adds_the_rounded_lines_and_execution():
    scores = [Decimal("14.86"), Decimal("9.80")]
    assert total(scores, execution=Decimal("8.62")) == Decimal("33.28")
    assert total(scores, execution=None) == Decimal("24.66")
    assert total([], execution=None) == 0


@pytest.mark.parametrize(
    ("operator", "actual", "target", "explain", "score"),
    [
        (Operator.GE, "120", 100, False, "10.00"),
        (Operator.GE, "120.01", 100, True, "10.00"),
        (Operator.GE, "130", 100, True, "10.00"),
        (Operator.GE, "140", 100, True, "9.50"),
        (Operator.GE, "170", 100, True, "8.00"),
        (Operator.GE, "171", 100, True, "8.00"),
        (Operator.GE, "110406", 50000, True, "8.00"),
        (Operator.GE, "50", 100, False, "5.00"),
        (Operator.LE, "5", 10, True, "8.00"),
        (Operator.LE, "9", 10, False, "10.00"),
        (Operator.LE, "0", 10, False, "10.00"),
        (Operator.EQ, "0", 0, False, "10.00"),
        (Operator.BOOL, "1", 1, False, "10.00"),
    ],
)
def test_a_target_set_too_low_is_explained_and_reduced(operator, actual, target, explain, score):
    scored = line(operator, actual, target)
    assert must_explain(scored) is explain
    assert str(reduced_score(scored)) == score


def test_what_was_not_reported_overshoots_nothing():
    assert overshoot(line(Operator.GE, None, 100)) is None


@pytest.mark.parametrize(
    ("level", "score", "fits"),
    [
        (Attainment.ACHIEVED, "10", True),
        (Attainment.ACHIEVED, "10.01", False),
        (Attainment.ACHIEVED, "8", True),
        (Attainment.ACHIEVED, "7.99", False),
        (Attainment.PARTLY, "8", False),
        (Attainment.PARTLY, "7.99", True),
        (Attainment.PARTLY, "6", True),
        (Attainment.PARTLY, "5.99", False),
        (Attainment.MISSED, "6", False),
        (Attainment.MISSED, "5.99", True),
        (Attainment.MISSED, "0", True),
        (Attainment.MISSED, "-0.01", False),
    ],
)
def test_a_qualitative_score_lies_in_the_band_of_its_level(level, score, fits):
    fault = qualitative_fault(Decimal(score), attained=level, weight=Decimal(10))
    assert (fault == "") is fits


def test_the_band_is_named_with_its_bounds():
    assert (
        qualitative_fault(Decimal(9), attained=Attainment.PARTLY, weight=Decimal(10))
        == "“部分达成年度指标并具有一定效果”的得分应在6.00至8.00（不含）之间"
    )
    assert (
        qualitative_fault(Decimal(7), attained=Attainment.ACHIEVED, weight=Decimal(10))
        == "“达成年度指标”的得分应在8.00至10.00（含）之间"
    )
