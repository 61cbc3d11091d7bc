"""Sums of the weights by first level, beside the nearest table of the layout."""

from decimal import Decimal

from lifecycle.rules.indicators import Layout, LevelOne
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.weights import weight_meter

OUTPUT, BENEFIT, SATISFACTION, COST = (
    LevelOne.OUTPUT, LevelOne.BENEFIT, LevelOne.SATISFACTION, LevelOne.COST,
)  # fmt: skip


def measured(*weights, layout=NATIONAL.layout):
    found = weight_meter(
        [(level, None if one is None else Decimal(one)) for level, one in weights], layout=layout
    )
    shares = [(one.label, one.points, one.wanted, one.missing) for one in found.shares]
    return shares, (found.whole.points, found.whole.wanted, found.whole.missing)


def test_each_first_level_is_held_against_the_table_with_just_these_levels():
    shares, whole = measured((OUTPUT, 30), (OUTPUT, 20), (BENEFIT, 25), (SATISFACTION, 12))
    assert shares == [
        ("产出指标", 50, 50, 0), ("效益指标", 25, 30, 5), ("满意度指标", 12, 10, -2),
    ]  # fmt: skip
    assert whole == (87, 90, 3)


def test_a_level_that_the_nearest_table_lacks_or_wants_is_shown_too():
    shares, _whole = measured((COST, 20), (OUTPUT, 40), (BENEFIT, None))
    assert shares == [("成本指标", 20, 20, 0), ("产出指标", 40, 40, 0), ("效益指标", 0, 30, 30)]


def test_a_layout_without_tables_leaves_the_levels_free():
    free = Layout(execution=Decimal(10))
    shares, whole = measured((OUTPUT, 60), (None, 5), layout=free)
    assert shares == [("产出指标", 60, None, 0)]
    assert whole == (65, 90, 25)


def test_nothing_typed_lacks_everything():
    assert measured()[1] == (0, 90, 90)
