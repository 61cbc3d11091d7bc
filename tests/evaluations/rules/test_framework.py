"""Indicator systems of evaluations: weights, the sixty of results, scores and workpapers."""

from decimal import Decimal

import pytest

from evaluations.rules.framework import (
    Area,
    Item,
    points,
    results_fault,
    scores_fault,
    weights_fault,
)


def items(*weights):
    areas = (Area.DECISION, Area.PROCESS, Area.OUTPUT, Area.BENEFIT)
    return [
        Item(str(area), area, Decimal(weight)) for area, weight in zip(areas, weights, strict=True)
    ]


@pytest.mark.parametrize(
    ("last", "fault"),
    [
        ("30", ""),
        ("29.99", "指标权重合计应为100，现为99.99"),
        ("30.01", "指标权重合计应为100，现为100.01"),
    ],
)
def test_weights_add_up_to_a_hundred(last, fault):
    assert weights_fault(items("20", "20", "30", last)) == fault


@pytest.mark.parametrize(
    ("benefit", "fault"),
    [("30", ""), ("30.01", ""), ("29.99", "产出和效益权重应不低于60%，现为59.99%")],
)
def test_results_weigh_sixty(benefit, fault):
    assert results_fault(items("20", "20", "30", benefit)) == fault


def test_an_empty_system_is_a_fault():
    assert weights_fault([]) == "尚未设置评价指标"
    assert scores_fault([]) == "尚未设置评价指标"


def test_every_item_has_a_score_and_a_workpaper():
    good = Item("甲", Area.OUTPUT, Decimal(50), Decimal(0), "见底稿")
    unscored = Item("乙", Area.OUTPUT, Decimal(50), None, "见底稿")
    bare = Item("丙", Area.OUTPUT, Decimal(50), Decimal(5), " ")
    assert scores_fault([good]) == ""
    assert scores_fault([good, unscored, bare]) == "尚无评分或评价底稿：乙、丙"
    assert points([good, unscored, bare]) == Decimal(5)
