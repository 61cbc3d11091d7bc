"""A month's verdict from plain numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.indicators import Operator
from lifecycle.rules.pack import NATIONAL
from monitoring.rules.lights import SEVERITY, Light, Reading
from monitoring.rules.limits import Limits
from monitoring.rules.verdict import Measured, achievement, verdict

LIMITS = Limits(**NATIONAL.lights)


def one(actual, *, target=100, weight=10, accumulates=True, key="a", **parts):
    number = None if actual is None else Decimal(actual)
    operator = parts.pop("operator", Operator.GE)
    reading = Reading(operator, target=Decimal(target), actual=number, **parts)
    return Measured(key, Decimal(weight), accumulates, reading)


def judged(paid, measured=(), budget=100, month=6):
    money = [None if v is None else Decimal(v) for v in (paid, budget)]
    return verdict(money[0], budget=money[1], measured=measured, month=month, limits=LIMITS)


@pytest.mark.parametrize(
    ("paid", "measured", "lights", "sentence"),
    [
        (50, [], ("green", "grey", "green"), "目标不判灯，执行绿灯 → 项目绿灯"),
        (None, [], ("grey", "grey", "grey"), "目标不判灯，执行不判灯 → 项目不判灯"),
        (39, [one(50)], ("yellow", "green", "yellow"), None),
        (50, [one(29)], ("green", "red", "red"), None),
        (50, [one(60)], ("green", "green", "green"), "目标绿灯，执行绿灯 → 项目绿灯"),
        (
            50,
            [one("60.01")],
            ("green", "green", "yellow"),
            "目标绿灯，执行绿灯，目标完成60.01%与预算执行50.00%相差10.01个百分点 > 10 → 黄灯"
            " → 项目黄灯",
        ),
        (50, [one(100, accumulates=False)], ("green", "green", "green"), None),
    ],
)
def test_the_project_has_the_worst_of_money_goal_and_gap(paid, measured, lights, sentence):
    found = judged(paid, measured)
    assert (found.execution.light, found.goal.light, found.project.light) == lights
    if sentence:
        assert found.project.sentence == sentence


def test_the_goal_counts_its_indicators():
    found = judged(50, [one(50), one(20, key="b"), one(None, key="c")])
    assert found.goal.sentence == "3项指标：绿灯1项、红灯1项、不判灯1项 → 红灯"
    assert {key: light.light for key, light in found.indicators.items()} == {
        "a": "green",
        "b": "red",
        "c": "grey",
    }


@pytest.mark.parametrize(
    ("measured", "share"),
    [
        ([], None),
        ([one(None)], None),
        ([one(50, accumulates=False)], None),
        ([one(50, due_month=6)], None),
        ([one(50, operator=Operator.LE)], None),
        ([one(50, target=0)], None),
        ([one(50, weight=0)], None),
        ([one(50)], Decimal("50.00")),
        ([one(150)], Decimal("100.00")),
        ([one(-5)], Decimal("0.00")),
        ([one(50, weight=10), one(100, weight=20, key="b")], Decimal("83.33")),
    ],
)
def test_achievement_is_the_weighted_share_of_quantities(measured, share):
    assert achievement(measured) == share


@given(st.integers(0, 100), st.integers(0, 200), st.integers(1, 12))
def test_the_project_is_never_better_than_money_or_goal(paid, actual, month):
    found = judged(paid, [one(actual)], month=month)
    worst = max(SEVERITY[found.execution.light], SEVERITY[found.goal.light])
    assert SEVERITY[found.project.light] >= worst
    assert found.project.light in {*Light}
