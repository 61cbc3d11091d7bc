from decimal import Decimal

import pytest

from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.quality import Earlier, Past, Severity, Track
from tests.lifecycle.rules.quality.goals import changed, codes, goal, one

GE, LE, EQ = Operator.GE, Operator.LE, Operator.EQ


def past(*pairs):
    return [
        Past(2022 - at, Decimal(target), None if actual is None else Decimal(actual))
        for at, (target, actual) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("operator", "target", "actual", "warned"),
    [
        (GE, 95, 100, False),
        (GE, "94.99", 100, True),
        (LE, 105, 100, False),
        (LE, "105.01", 100, True),
        (EQ, 0, 100, False),
        (GE, 90, None, False),
        (Operator.QUALITATIVE, 90, 100, False),
    ],
)
def test_c1_the_target_is_not_worse_than_last_years_actual(operator, target, actual, warned):
    rows = changed(0, operator=operator, target=Decimal(target), past=past((100, actual)))
    assert codes(goal(*rows), only="C1") == ["C1"] * warned


@pytest.mark.parametrize(("target", "warned"), [(90, False), ("89.99", True)])
def test_c2_the_target_is_not_far_below_three_years(target, warned):
    years = past((80, 80), (100, 100), (120, 120))
    assert (
        codes(goal(*changed(0, target=Decimal(target), past=years)), only="C2") == ["C2"] * warned
    )
    assert codes(goal(*changed(0, target=Decimal(1), past=years[:2])), only="C2") == []
    assert codes(goal(*changed(0, target=None, past=years)), only="C2") == []


@pytest.mark.parametrize(
    ("operator", "target", "warned"),
    [(GE, 90, False), (GE, "89.9", True), (LE, 90, False), (LE, "90.1", True)],
)
def test_c3_the_target_is_not_worse_than_the_reference_value(operator, target, warned):
    rows = changed(0, operator=operator, target=Decimal(target), reference=Decimal(90))
    assert codes(goal(*rows), only="C3") == ["C3"] * warned


@pytest.mark.parametrize(
    ("actual", "target", "warned"),
    [(130, 105, True), ("129.99", 105, False), (130, "105.01", False), (130, 95, True)],
)
def test_c4_a_target_far_exceeded_is_raised(actual, target, warned):
    rows = changed(0, target=Decimal(target), past=past((100, actual)))
    assert codes(goal(*rows), only="C4") == ["C4"] * warned


@pytest.mark.parametrize(
    ("track", "told"),
    [
        (Track(blue=True), True),
        (Track(actual=Decimal(120)), True),
        (Track(actual=Decimal("119.99")), False),
        (Track(), False),
    ],
)
def test_c5_what_ran_far_ahead_is_marked_for_next_year(track, told):
    rows = changed(0, target=Decimal(100), track=track)
    assert codes(goal(*rows), only="C5") == ["C5"] * told


@pytest.mark.parametrize(
    ("amount", "parts", "warned"),
    [
        (1_000_000, {"target": Decimal(1), "unit": "种", "operator": EQ}, True),
        (999_999, {"target": Decimal(1), "unit": "种"}, False),
        (1_000_000, {"target": Decimal(2), "unit": "种"}, False),
        (1_000_000, {"target": Decimal(1), "unit": "%"}, False),
        (1_000_000, {"target": Decimal(1), "unit": "种", "operator": LE}, False),
        (1_000_000, {"name": "客流增长", "target": Decimal(0), "unit": "人", "operator": EQ}, True),
    ],
)
def test_c6_money_promises_more_than_one_event(amount, parts, warned):
    judged = goal(*changed(0, **parts), amount=Decimal(amount))
    assert codes(judged, only="C6") == ["C6"] * warned


@pytest.mark.parametrize(
    ("amount", "before", "warned"),
    [(1_200_000, 281, False), (1_200_001, 281, True), (1_200_001, 280, False)],
)
def test_c7_much_more_money_does_more(amount, before, warned):
    earlier = Earlier(Decimal(1_000_000), {"改造背街小巷数量": Decimal(before)})
    assert codes(goal(amount=Decimal(amount), earlier=earlier), only="C7") == ["C7"] * warned


def test_c7_compares_only_what_was_there_before():
    earlier = Earlier(Decimal(1_000_000), {"别的": Decimal(1)})
    assert codes(goal(earlier=earlier), only="C7") == []


def test_c6_is_said_at_the_value():
    rows = changed(
        0, target=Decimal(1), unit="场", level=LevelTwo.QUANTITY, cells={"target": "E11"}
    )
    assert (one(goal(*rows), "C6").cell, one(goal(*rows), "C6").level) == ("E11", Severity.WARN)
