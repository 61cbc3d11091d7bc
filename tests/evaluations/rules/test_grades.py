from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.grades import GRADE_LABELS, Grade, grade
from lifecycle.rules.pack import GRADE_KEYS, NATIONAL

SCORES = st.decimals(0, 100, places=3)
EXCELLENT, GOOD, FAIR, POOR = Grade


@pytest.mark.parametrize(
    ("score", "reached"),
    [
        ("100", EXCELLENT),
        ("90", EXCELLENT),
        ("89.995", EXCELLENT),
        ("89.994", GOOD),
        ("89.99", GOOD),
        ("80", GOOD),
        ("79.995", GOOD),
        ("79.994", FAIR),
        ("60", FAIR),
        ("59.995", FAIR),
        ("59.994", POOR),
        ("0", POOR),
    ],
)
def test_each_floor_is_inside_its_grade(score, reached):
    assert grade(Decimal(score)) is reached


def test_another_region_may_have_other_floors_and_names():
    table = [
        (Decimal(n), name) for n, name in [(80, "一等"), (70, "二等"), (60, "三等"), (0, "四等")]
    ]
    assert grade(Decimal(80), table=table) is EXCELLENT
    assert grade(Decimal("79.99"), table=table) is GOOD


def test_grades_are_named_once():
    assert tuple(Grade) == GRADE_KEYS
    assert [label for _, label in NATIONAL.grades] == list(GRADE_LABELS.values())


@given(SCORES, SCORES)
def test_a_higher_score_is_never_a_worse_grade(one, other):
    order = list(Grade)
    low, high = sorted([one, other])
    assert order.index(grade(high)) <= order.index(grade(low))
