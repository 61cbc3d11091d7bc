"""What a pack may score otherwise: at, just under and just over each limit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.scoring import highest_total, line_score, total
from lifecycle.rules.indicators import Operator
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.scoring_table import NATIONAL_SCORING, ScoringNumbers
from tests.evaluations.rules.test_scoring import NUMBERS, SCORED, line


def scored(actual, target=100, operator=Operator.GE, *, satisfied=False, **differs):
    made = replace(line(operator, actual, target), satisfaction=satisfied)
    return str(line_score(made, by=ScoringNumbers(**differs)))


def test_the_default_table_is_the_national_way():
    assert ScoringNumbers() == NATIONAL_SCORING == NATIONAL.scoring


@pytest.mark.parametrize(
    ("actual", "score"),
    [("60.01", "6.00"), ("60", "6.00"), ("59.99", "0.00"), ("100", "10.00")],
)
def test_a_proportion_under_the_floor_scores_nothing(actual, score):
    assert scored(actual, floor=Decimal(60)) == score


@pytest.mark.parametrize(
    ("actual", "score"), [("100", "10.00"), ("99.99", "0.00"), ("100.01", "10.00")]
)
def test_direct_scoring_is_all_or_nothing(actual, score):
    assert scored(actual, method="whole") == score


@pytest.mark.parametrize(
    ("actual", "target", "score"),
    [
        ("100", 100, "10.00"),
        ("99", 100, "9.90"),
        ("101", 100, "9.90"),
        ("200", 100, "0.00"),
        ("250", 100, "0.00"),
        ("0", 0, "10.00"),
        ("1", 0, "0.00"),
    ],
)
def test_true_equality_takes_off_for_passing_too(actual, target, score):
    assert scored(actual, target, Operator.EQ, equality="distance") == score


@pytest.mark.parametrize(
    ("operator", "actual", "score"),
    [
        (Operator.LT, "9.99", "10.00"),
        (Operator.LT, "10", "9.00"),
        (Operator.LT, "15", "4.50"),
        (Operator.LE, "10", "10.00"),
        (Operator.LE, "15", "5.00"),
        (Operator.GT, "10.01", "10.00"),
        (Operator.GT, "10", "9.00"),
        (Operator.GE, "10", "10.00"),
    ],
)
def test_a_strict_target_may_be_kept_apart(operator, actual, score):
    assert scored(actual, 10, operator, strict_share=Decimal(90)) == score


@pytest.mark.parametrize(
    ("actual", "score"), [("10", "10.00"), ("12.5", "5.00"), ("14.99", "0.02"), ("15", "0.00")]
)
def test_nothing_may_be_left_before_twice_the_target(actual, score):
    assert scored(actual, 10, Operator.LE, reverse_zero=Decimal(150)) == score


@pytest.mark.parametrize(("days", "score"), [("9", "1.00"), ("10", "0.00"), ("11", "0.00")])
def test_the_days_of_grace_may_be_others(days, score):
    assert scored(days, 0, Operator.DATE_LE, late_days=Decimal(10)) == score


STEPS = tuple((Decimal(least), Decimal(share)) for least, share in ((90, 100), (80, 80), (60, 50)))


@pytest.mark.parametrize(
    ("actual", "score"),
    [
        ("90", "10.00"),
        ("89.99", "8.00"),
        ("80", "8.00"),
        ("79.99", "5.00"),
        ("60", "5.00"),
        ("59.99", "0.00"),
    ],
)
def test_satisfaction_may_be_scored_in_steps(actual, score):
    assert scored(actual, 95, satisfied=True, satisfaction=STEPS) == score


def test_steps_are_for_satisfaction_alone():
    assert scored("90", 95, satisfaction=STEPS) == "9.47"


@pytest.mark.parametrize(("actual", "score"), [("129.99", "10.00"), ("130", "8.00")])
def test_far_over_the_target_may_cost_points(actual, score):
    assert scored(actual, over_points=Decimal(2)) == score


def test_a_deduction_takes_no_more_than_there_is():
    assert scored("200", over_points=Decimal(20)) == "0.00"


@pytest.mark.parametrize(("actual", "score"), [("130", "10.00"), ("140", "9.50"), ("300", "8.00")])
def test_a_target_too_low_may_be_reduced_unasked(actual, score):
    assert scored(actual, too_low="always") == score


CAPS = tuple(
    (Decimal(below), Decimal(most)) for below, most in ((80, 89), (70, 79), (60, 69), (50, 59))
)


@pytest.mark.parametrize(
    ("paid", "most"),
    [
        ("80", None),
        ("79.99", 89),
        ("70", 89),
        ("69.99", 79),
        ("60", 79),
        ("59.99", 69),
        ("50", 69),
        ("49.99", 59),
        ("0", 59),
    ],
)
def test_low_execution_may_hold_the_total(paid, most):
    by = ScoringNumbers(caps=CAPS)
    assert highest_total(Decimal(paid), budget=Decimal(100), by=by) == most
    assert highest_total(Decimal(paid), budget=Decimal(0), by=by) is None
    assert highest_total(Decimal(paid), budget=Decimal(100)) is None


def test_a_total_is_held_only_from_above():
    lines = [Decimal("85.5")]
    assert total(lines, execution=Decimal(8), most=Decimal(89)) == 89
    assert total(lines, execution=Decimal(2), most=Decimal(89)) == Decimal("87.5")


TABLES = st.builds(
    ScoringNumbers,
    method=st.sampled_from(["ratio", "whole"]),
    floor=st.decimals(0, 100, places=1),
    strict_share=st.decimals(0, 100, places=1),
    reverse_zero=st.decimals(101, 1000, places=0),
    satisfaction=st.sampled_from([(), STEPS]),
)
MEASURED = [Operator.GT, Operator.GE, Operator.LT, Operator.LE]


@given(TABLES, st.sampled_from(MEASURED), NUMBERS, NUMBERS, NUMBERS.map(abs), st.booleans())
def test_by_any_table_better_never_scores_less(table, operator, one, other, target, satisfied):
    worse, better = sorted([one, other], reverse=operator in {Operator.LT, Operator.LE})
    scores = [
        line_score(replace(line(operator, actual, target), satisfaction=satisfied), by=table)
        for actual in (worse, better)
    ]
    assert 0 <= scores[0] <= scores[1] <= 10


@given(
    st.sampled_from(["judged", "always"]),
    st.decimals(0, 100, places=1),
    SCORED,
    NUMBERS,
    NUMBERS.map(abs),
)
def test_by_any_table_a_score_stays_within_its_weight(too_low, points, operator, actual, target):
    table = ScoringNumbers(too_low=too_low, over_points=points, equality="distance")
    assert 0 <= line_score(line(operator, actual, target), by=table) <= 10
