"""Every documented light table, at each of its limits and a hair beside it."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

import lifecycle
from lifecycle.queries.packs import shipped_body, shipped_packs
from lifecycle.rules.indicators import Attainment, Operator
from lifecycle.rules.pack import NATIONAL, PackError, from_json, to_json
from monitoring.rules.alerts import Mark, overclaim, task_mark
from monitoring.rules.lights import (
    Light,
    Reading,
    execution_light,
    indicator_light,
)
from monitoring.rules.limits import limits_of
from monitoring.rules.together import goal_light, mismatch, project_light

VECTORS = Path(__file__).parents[2] / "vectors"
SHELF = Path(lifecycle.__file__).parent / "rule_packs"
IN_USE = json.loads((VECTORS / "monitoring-rules-in-use.json").read_text())["rule_sets"]
BY_MONTH = list(
    csv.DictReader((VECTORS / "light-thresholds-by-month.csv").read_text("utf-8-sig").splitlines())
)
GREEN, YELLOW, RED, BLUE, GREY = Light
HAIR = Decimal("0.0001")


PACKS = {name: from_json(shipped_body(name)) for name in shipped_packs()}


def limits(name):
    return limits_of(PACKS[name].lights)


def executed(name, paid, month, budget=100):
    return execution_light(
        Decimal(paid), budget=Decimal(budget), month=month, limits=limits(name)
    ).light


def judged(name, operator, actual=None, target=100, month=6, **parts):
    number = None if actual is None else Decimal(actual)
    reading = Reading(operator, target=Decimal(target), actual=number, **parts)
    return indicator_light(reading, month=month, limits=limits(name)).light


def test_every_documented_rule_set_is_a_pack_of_its_name():
    assert {one["id"] for one in IN_USE} <= set(PACKS)
    assert PACKS["national"] == NATIONAL


def test_every_pack_says_what_it_is_and_where_from():
    bodies = [json.loads(path.read_text("utf-8")) for path in SHELF.glob("*.json")]
    assert len(bodies) == len(PACKS)
    assert all(body["title"] and body["source"] for body in bodies)


def test_no_pack_has_a_red_light_for_a_project_without_budget():
    lights = {name: executed(name, 0, 12, budget=0) for name in PACKS}
    assert {name for name, light in lights.items() if light is YELLOW} == {"province_self_eval"}
    assert set(lights.values()) == {GREY, YELLOW}


@pytest.mark.parametrize(
    ("paid", "light"),
    [("34.9999", RED), ("35", YELLOW), ("46.6666", YELLOW), ("46.6667", GREEN), ("0", RED)],
)
def test_province_execution_turns_at_60_and_80_of_the_pace(paid, light):
    assert executed("province_execution_v1", paid, 7) is light


@pytest.mark.parametrize(
    ("version", "actual", "light"),
    [
        ("v1", "0", RED), ("v1", "29.99", RED), ("v1", "30", YELLOW), ("v1", "39.99", YELLOW),
        ("v1", "40", GREEN), ("v1", "59.99", GREEN), ("v1", "60", BLUE),
        ("v2", "0", RED), ("v2", "29.99", RED), ("v2", "30", YELLOW), ("v2", "39.99", YELLOW),
        ("v2", "40", GREEN), ("v2", "60", GREEN), ("v2", "119.99", GREEN), ("v2", "120", BLUE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("operator", [Operator.GT, Operator.GE])
def test_a_positive_indicator_turns_blue_by_the_month_and_later_by_the_year(
    version, operator, actual, light
):
    assert judged(f"province_positive_{version}", operator, actual) is light


@pytest.mark.parametrize(
    ("operator", "actual", "light"),
    [
        (Operator.LE, "100", GREEN), (Operator.LE, "100.01", RED),
        (Operator.LT, "99.99", GREEN), (Operator.LT, "100", RED),
    ],
)  # fmt: skip
def test_a_reverse_indicator_is_met_or_not(operator, actual, light):
    assert judged("province_reverse", operator, actual) is light


@pytest.mark.parametrize(("actual", "light"), [("0", GREEN), ("0.01", RED), ("-0.01", RED)])
def test_nothing_was_to_happen_and_nothing_did(actual, light):
    assert judged("province_equal_zero", Operator.EQ, actual, target=0) is light


@pytest.mark.parametrize(
    ("attained", "light"),
    [(Attainment.ACHIEVED, GREEN), (Attainment.PARTLY, YELLOW), (Attainment.MISSED, RED)],
)
def test_a_quality_has_three_lights(attained, light):
    name = "province_qualitative"
    assert judged(name, Operator.QUALITATIVE, attained=attained) is light


@pytest.mark.parametrize(
    ("lights", "light"),
    [
        ([GREEN, YELLOW, RED, BLUE], RED), ([BLUE, GREEN, YELLOW], YELLOW),
        ([BLUE, GREEN], GREEN), ([BLUE, BLUE], BLUE),
    ],
)  # fmt: skip
def test_the_worst_indicator_is_the_goal_and_blue_comes_last(lights, light):
    assert goal_light(lights, limits=limits("province_goal_aggregate")) is light


@pytest.mark.parametrize(
    ("paid", "done", "light"),
    [("50", "50", GREEN), ("50", "49.99", YELLOW), ("49.99", "50", RED), ("49.99", "0", RED)],
)
def test_hefei_asks_of_money_and_goal_yes_or_no(paid, done, light):
    money = executed("hefei_dual", paid, 6)
    goal = judged("hefei_dual", Operator.GE, done)
    assert project_light([money, goal]) is light


def test_a_goal_that_hefei_misses_says_that_it_is_yellow():
    reading = Reading(Operator.LE, target=Decimal(5), actual=Decimal(6))
    found = indicator_light(reading, month=6, limits=limits("hefei_dual"))
    assert (found.light, found.sentence) == (YELLOW, "实际6，上限5 → 黄灯")


@pytest.mark.parametrize(
    ("points", "spent", "light"), [("90", "9.5", GREEN), ("90", "9.4999", RED), ("0", "0", GREY)]
)
def test_a_self_evaluation_may_not_claim_much_more_than_was_spent(points, spent, light):
    found = overclaim(
        Decimal(points), execution=Decimal(spent), limits=limits("province_self_eval")
    )
    assert found.light is light


@pytest.mark.parametrize(
    ("name", "month", "paid", "light"),
    [
        ("province_self_eval", 12, "79.9999", YELLOW), ("province_self_eval", 12, "80", GREEN),
        ("jilin_ciq_forms", 7, "39.9999", YELLOW), ("jilin_ciq_forms", 7, "40", GREEN),
        ("jilin_ciq_forms", 11, "80.2099", YELLOW), ("jilin_ciq_forms", 11, "80.21", GREEN),
        ("jilin_ciq_forms", 8, "1", GREY), ("jilin_ciq_forms", 8, "100.01", RED),
        ("sichuan_self_eval_form", 12, "89.9999", YELLOW),
        ("sichuan_self_eval_form", 12, "90", GREEN),
    ],
)  # fmt: skip
def test_a_plain_rate_turns_at_its_month(name, month, paid, light):
    assert executed(name, paid, month) is light


@pytest.mark.parametrize(("left", "mark"), [(4, "black"), (3, "red"), (0, "red"), (-1, "overdue")])
def test_a_task_turns_red_before_its_last_day(left, mark):
    days = int(limits("province_task_deadline").warn_days)
    assert task_mark(left, warn_days=days) == Mark(mark)


@pytest.mark.parametrize("line", BY_MONTH, ids=lambda line: line["month"])
def test_the_limits_by_month_hold_as_printed(line):
    month = int(line["month"])
    green = Decimal(line["green_if_execution_pct_at_least"])
    red = Decimal(line["red_if_execution_pct_below"])
    assert executed("by_month", green, month) is GREEN
    assert executed("by_month", green - HAIR, month) is YELLOW
    assert executed("by_month", red, month) is YELLOW
    assert executed("by_month", red - HAIR, month) is RED


@pytest.mark.parametrize("line", BY_MONTH, ids=lambda line: line["month"])
def test_sichuan_warns_in_four_months_and_says_nothing_in_the_others(line):
    month, printed = int(line["month"]), line["sichuan_warn_below_pct"]
    if not printed:
        assert executed("sichuan_2025", "1", month) is GREY
        return
    assert executed("sichuan_2025", printed, month) is GREEN
    assert executed("sichuan_2025", Decimal(printed) - HAIR, month) is YELLOW


@pytest.mark.parametrize(("goal", "light"), [("60", GREY), ("60.01", YELLOW), ("39.99", YELLOW)])
def test_sichuan_warns_when_goal_and_money_are_ten_points_apart(goal, light):
    found = mismatch(Decimal(goal), execution=Decimal(50), limits=limits("sichuan_2025"))
    assert found.light is light


@pytest.mark.parametrize(
    ("lights", "sentence"),
    [
        ({"zero_budget": "red"}, "lights.zero_budget：应为grey、yellow之一"),
        ({"blue_by": 1}, "lights.blue_by：应为year、pace之一"),
        ({"rates": [{"month": 4}]}, "lights.rates[0].green_from：缺少这一项"),
        (
            {"rates": [{"month": 4, "green_from": "9"}, {"month": 4, "green_from": "9"}]},
            "lights.rates：月份应由小到大，不重复",
        ),
        (
            {"rates": [{"month": 4, "green_from": "9", "red_below": "9"}]},
            "lights.rates：[0]的red_below应小于green_from",
        ),
        ({"recover_by": 0.5}, 'lights.recover_by：应为0到1000之间的数，并写成文字（如"60"）'),
    ],
)
def test_a_table_at_fault_is_refused_with_its_place(lights, sentence):
    body = to_json(NATIONAL)
    body["lights"] |= lights
    with pytest.raises(PackError) as refused:
        from_json(body)
    assert refused.value.faults == [sentence]


def test_every_table_survives_being_stored():
    for pack in PACKS.values():
        assert from_json(to_json(pack)) == pack
