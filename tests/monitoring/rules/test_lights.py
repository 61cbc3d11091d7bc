import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules.indicators import Attainment, Operator
from lifecycle.rules.light_table import LIGHTS, Rate
from lifecycle.rules.money import round_half_up
from lifecycle.rules.pack import NATIONAL
from monitoring.rules.lights import (
    LIGHT_LABELS,
    SEVERITY,
    Light,
    Possibility,
    Reading,
    execution_light,
    indicator_light,
)
from monitoring.rules.limits import Limits
from monitoring.rules.together import goal_light, mismatch, project_light

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors/light-vectors.json").read_text(),
    parse_float=Decimal,
    parse_int=Decimal,
)["vectors"]
LIMITS = Limits(**NATIONAL.lights)
GREEN, YELLOW, RED, BLUE, GREY = Light
CENTS = st.decimals(0, 10**11, places=2)
MONTH = st.integers(1, 12)


def executed(paid, budget=100, month=7):
    return execution_light(Decimal(paid), budget=Decimal(budget), month=month, limits=LIMITS)


def judged(operator, actual=None, target=100, month=6, **parts):
    numbers = {
        key: value if isinstance(value, str) and key == "attained" else Decimal(value)
        for key, value in {"actual": actual, "target": target}.items()
        if value is not None
    }
    return indicator_light(Reading(operator, **numbers, **parts), month=month, limits=LIMITS)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_the_shipped_vectors_hold(vector):
    month = int(vector["month"])
    if vector["kind"] == "execution":
        found = executed(vector["executed"], vector["budget"], month)
    else:
        found = judged(Operator.GE, vector["actual"], vector["target"], month)
    assert found.light == vector["light"]
    if vector["pace"] is None:
        assert found.pace is None
    else:
        places = -vector["pace"].as_tuple().exponent
        assert round_half_up(found.pace, places=places) == vector["pace"]


def test_the_pack_names_every_limit():
    assert {field.name for field in fields(Limits)} == {*LIGHTS.parts, *LIGHTS.also}
    assert set(LIGHTS.parts) == set(NATIONAL.lights)
    assert set(LIGHT_LABELS) == set(SEVERITY) == set(Light)


@pytest.mark.parametrize(
    ("paid", "sentence"),
    [
        ("34.99", "7月末应支出58.33%，实际34.99%，进度比59.98% < 60% → 红灯"),
        ("35", "7月末应支出58.33%，实际35.00%，60% ≤ 进度比60.00% < 80% → 黄灯"),
        ("46.67", "7月末应支出58.33%，实际46.67%，进度比80.01% ≥ 80% → 绿灯"),
        ("34.999999", "7月末应支出58.33%，实际35.00%，进度比59.99999829% < 60% → 红灯"),
        ("34.9999", "7月末应支出58.33%，实际35.00%，进度比59.9998% < 60% → 红灯"),
        ("70", "7月末应支出58.33%，实际70.00%，进度比120.00% ≥ 80% → 绿灯"),
        (
            "70.01",
            "7月末应支出58.33%，实际70.01%，进度比120.02% ≥ 80% → 绿灯，超前（> 120%），请核对",
        ),
        ("100.01", "超预算：已支出100.01元 > 全年预算100元 → 红灯"),
    ],
)
def test_a_light_explains_itself(paid, sentence):
    assert executed(paid).sentence == sentence


@pytest.mark.parametrize(
    ("paid", "budget", "month", "light", "ahead"),
    [
        ("100", 100, 7, GREEN, True),
        ("100.01", 100, 7, RED, False),
        ("100", 100, 12, GREEN, False),
        ("0.01", 0, 7, GREY, False),
        ("-5", 100, 7, RED, False),
        ("70.00000001", 100, 7, GREEN, True),
        ("70", 100, 7, GREEN, False),
    ],
)
def test_over_budget_is_red_ahead_is_flagged_and_no_budget_is_grey(
    paid, budget, month, light, ahead
):
    found = executed(paid, budget, month)
    assert (found.light, found.ahead) == (light, ahead)


def test_a_pace_is_never_shown_on_a_limit_it_missed_by_a_cent():
    found = executed("599999999999.99", "999999999999.99", 12)
    assert found.light is RED
    assert "进度比59.9999999999996000% < 60%" in found.sentence


@pytest.mark.parametrize(("paid", "budget"), [(None, Decimal(1)), (Decimal(1), None)])
def test_execution_not_loaded_is_grey(paid, budget):
    found = execution_light(paid, budget=budget, month=7, limits=LIMITS)
    assert (found.light, found.sentence) == (GREY, "尚未取得预算执行数据，不判灯")


@pytest.mark.parametrize("paid", [None, Decimal(50)])
def test_a_month_for_which_the_pack_has_no_rate_says_so_whatever_was_paid(paid):
    rate = Rate(4, green_from=Decimal(30))
    found = execution_light(
        paid,
        budget=None if paid is None else Decimal(100),
        month=5,
        limits=Limits(**NATIONAL.lights, rates=(rate,)),
    )
    assert (found.light, found.sentence) == (GREY, "规则包未设5月末的执行率界线，不判灯")


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_that_does_not_exist_is_refused(month):
    with pytest.raises(ValueError, match="between 1 and 12"):
        executed(1, month=month)


@given(CENTS, CENTS, CENTS, MONTH)
def test_more_paid_within_budget_is_never_a_worse_light(one, other, budget, month):
    less, more = sorted([one, other])
    budget += more
    lights = [
        execution_light(paid, budget=budget, month=month, limits=LIMITS).light
        for paid in (less, more)
    ]
    assert SEVERITY[lights[0]] >= SEVERITY[lights[1]]


@given(CENTS, CENTS.filter(bool), MONTH)
def test_the_light_is_exact_in_whole_numbers(paid, budget, month):
    light = execution_light(paid, budget=budget, month=month, limits=LIMITS).light
    reached = paid * 1200
    red, green = 60 * budget * month, 80 * budget * month
    if paid > budget or reached < red:
        assert light is RED
    else:
        assert light is (YELLOW if reached < green else GREEN)


@given(CENTS, CENTS, CENTS.filter(bool), MONTH)
def test_more_done_is_never_a_worse_light(one, other, target, month):
    less, more = sorted([one, other])
    lights = [judged(Operator.GE, actual, target, month).light for actual in (less, more)]
    assert SEVERITY[lights[0]] >= SEVERITY[lights[1]]


@given(CENTS, CENTS, CENTS, MONTH)
def test_less_is_never_worse_where_less_is_better(one, other, target, month):
    less, more = sorted([one, other])
    lights = [judged(Operator.LE, actual, target, month).light for actual in (less, more)]
    assert SEVERITY[lights[0]] <= SEVERITY[lights[1]]


@pytest.mark.parametrize(
    ("operator", "actual", "target", "parts", "light"),
    [
        (Operator.GE, "29.99", 100, {}, RED),
        (Operator.GE, "119.99", 100, {}, GREEN),
        (Operator.GE, "-1", 100, {}, RED),
        (Operator.GE, "1", 0, {}, GREY),
        (Operator.GE, None, 100, {}, GREY),
        (Operator.GE, "1", None, {}, GREY),
        (Operator.GE, "6", 100, {"expected": Decimal(10)}, YELLOW),
        (Operator.GE, "5.99", 100, {"expected": Decimal(10)}, RED),
        (Operator.GE, "8", 100, {"expected": Decimal(10)}, GREEN),
        (Operator.GE, "1", 100, {"expected": Decimal(0)}, GREEN),
        (Operator.GE, "0", 100, {"expected": Decimal(0)}, GREEN),
        (Operator.GE, "0", 100, {"expected": Decimal(1)}, RED),
        (Operator.EQ, "6", 100, {"expected": Decimal(10)}, YELLOW),
        (Operator.GE, "120", 100, {"expected": Decimal(200)}, BLUE),
        (Operator.GE, "1", 100, {"milestone_month": 9}, GREY),
        (Operator.LE, "10", 10, {"expected": Decimal(1)}, GREEN),
        (Operator.GE, "1", 100, {"due_month": 7}, GREY),
        (Operator.GE, "1", 100, {"due_month": 6}, RED),
        (Operator.GE, "50", 100, {"possibility": Possibility.IMPOSSIBLE}, RED),
        (Operator.GE, "50", 100, {"possibility": Possibility.POSSIBLE}, GREEN),
        (Operator.LE, "10", 10, {}, GREEN),
        (Operator.LE, "10.01", 10, {}, RED),
        (Operator.LT, "10", 10, {}, RED),
        (Operator.LT, "9.99", 10, {}, GREEN),
        (Operator.EQ, "0", 0, {}, GREEN),
        (Operator.EQ, "0.01", 0, {}, RED),
        (Operator.EQ, "30", 100, {}, YELLOW),
        (Operator.RANGE, "10", 10, {"target_high": Decimal(20)}, GREEN),
        (Operator.RANGE, "20", 10, {"target_high": Decimal(20)}, GREEN),
        (Operator.RANGE, "9", 10, {"target_high": Decimal(20)}, YELLOW),
        (Operator.RANGE, "8.99", 10, {"target_high": Decimal(20)}, RED),
        (Operator.RANGE, "22", 10, {"target_high": Decimal(20)}, YELLOW),
        (Operator.RANGE, "22.01", 10, {"target_high": Decimal(20)}, RED),
        (Operator.DATE_LE, "0", None, {}, GREEN),
        (Operator.DATE_LE, "1", None, {}, RED),
        (Operator.BOOL, "1", None, {}, GREEN),
        (Operator.BOOL, "0", None, {}, RED),
        (Operator.BOOL, None, None, {}, GREY),
        (Operator.QUALITATIVE, None, None, {"attained": Attainment.ACHIEVED}, GREEN),
        (Operator.QUALITATIVE, None, None, {"attained": Attainment.PARTLY}, YELLOW),
        (Operator.QUALITATIVE, None, None, {"attained": Attainment.MISSED}, RED),
        (Operator.QUALITATIVE, None, None, {}, GREY),
    ],
)
def test_an_indicator_is_judged_by_its_operator(operator, actual, target, parts, light):
    found = judged(operator, actual, target, **parts)
    assert found.light is light
    assert LIGHT_LABELS[light] in found.sentence


@pytest.mark.parametrize(
    ("lights", "worst"),
    [
        ([], GREY),
        ([GREY, GREY], GREY),
        ([GREY, BLUE], BLUE),
        ([BLUE, GREEN], GREEN),
        ([GREEN, YELLOW, GREY], YELLOW),
        ([GREEN, YELLOW, RED, BLUE], RED),
    ],
)
def test_the_worst_light_wins_and_grey_has_no_say(lights, worst):
    assert project_light(lights) is worst
    assert goal_light(lights, limits=LIMITS) is worst


@pytest.mark.parametrize(
    ("red", "light"), [("29.99", YELLOW), ("30", RED), ("30.01", RED), ("0", YELLOW)]
)
def test_weighted_red_needs_thirty_percent_of_what_was_judged(red, light):
    weights = [Decimal(red), 100 - Decimal(red), Decimal(500)]
    assert goal_light([RED, GREEN, GREY], limits=LIMITS, weights=weights) is light


def test_weights_change_nothing_without_red():
    weights = [Decimal(1), Decimal(99)]
    assert goal_light([YELLOW, GREEN], limits=LIMITS, weights=weights) is YELLOW


@pytest.mark.parametrize(
    ("achievement", "light"),
    [("60", GREY), ("60.01", YELLOW), ("40", GREY), ("39.99", YELLOW), (None, GREY)],
)
def test_goal_and_money_too_far_apart_are_at_least_yellow(achievement, light):
    number = None if achievement is None else Decimal(achievement)
    found = mismatch(number, execution=Decimal(50), limits=LIMITS)
    assert found.light is light
    assert project_light([GREEN, GREEN, found.light]) is (YELLOW if light is YELLOW else GREEN)


def test_a_mismatch_explains_itself():
    found = mismatch(Decimal(72), execution=Decimal(50), limits=LIMITS)
    assert found.sentence == "目标完成72%与预算执行50%相差22个百分点 > 10 → 黄灯"


@pytest.mark.parametrize(
    ("paid", "planned", "light", "sentence"),
    [
        ("6", "10", YELLOW, "3月末按计划应支出10.00%，实际6.00%，60% ≤ 进度比60.00% < 80% → 黄灯"),
        ("5.99", "10", RED, "3月末按计划应支出10.00%，实际5.99%，进度比59.90% < 60% → 红灯"),
        ("8", "10", GREEN, "3月末按计划应支出10.00%，实际8.00%，进度比80.00% ≥ 80% → 绿灯"),
        ("0", "0", GREEN, "3月末按计划尚无应支出 → 绿灯"),
        ("101", "0", RED, "超预算：已支出101元 > 全年预算100元 → 红灯"),
    ],
)
def test_a_payment_plan_takes_the_place_of_the_months(paid, planned, light, sentence):
    found = execution_light(
        Decimal(paid), budget=Decimal(100), month=3, limits=LIMITS, planned=Decimal(planned)
    )
    assert (found.light, found.sentence) == (light, sentence)
