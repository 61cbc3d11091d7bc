"""Ratios, what the months want of an indicator, and payment plans, at and beside each limit."""

from decimal import Decimal

import pytest

from lifecycle.rules.indicators import Operator
from lifecycle.rules.pack import NATIONAL
from monitoring.rules.lights import Reading
from monitoring.rules.limits import limits_of
from monitoring.rules.payment_plan import even, plan_fault
from monitoring.rules.plan import expected
from monitoring.rules.ratio import LARGEST, divided, parts_fault

TEN = Decimal(10)
LIMITS = limits_of(NATIONAL.lights)


@pytest.mark.parametrize(
    ("above", "below", "sentence"),
    [
        (None, None, ""),
        (0, 1, ""),
        (1, None, "分子和分母的数值须同时填写"),
        (None, 1, "分子和分母的数值须同时填写"),
        (1, 0, "分母的数值不能为0"),
        (0, 0, "分母的数值不能为0"),
        (LARGEST - 1, 1, ""),
        (LARGEST, 1, "分子和分母相除的结果过大"),
        (-LARGEST, 1, "分子和分母相除的结果过大"),
    ],
)
def test_two_numbers_make_a_ratio_or_say_why_not(above, below, sentence):
    given = [None if one is None else Decimal(one) for one in (above, below)]
    assert parts_fault(*given) == sentence


@pytest.mark.parametrize(
    ("above", "below", "unit", "value"),
    [("2", "3", "%", "66.6667"), ("2", "3", "个", "0.6667"), ("-1", "4", "％", "-25.0000")],
)
def test_a_ratio_is_rounded_once_to_four_places(above, below, unit, value):
    assert str(divided(Decimal(above), Decimal(below), unit=unit)) == value


@pytest.mark.parametrize(
    ("operator", "more", "wanted"),
    [
        (Operator.GE, {}, "5.83"),
        (Operator.EQ, {}, "5.83"),
        (Operator.LE, {}, "10"),
        (Operator.GE, {"expected": Decimal(4), "milestone_month": 6}, "4"),
        (Operator.GE, {"milestone_month": 9}, None),
        (Operator.GE, {"point": True}, "5.83"),
        (Operator.GE, {"due_month": 7}, "5.83"),
        (Operator.GE, {"due_month": 8}, None),
        (Operator.RANGE, {}, None),
        (Operator.QUALITATIVE, {"target": None}, None),
        (Operator.EQ, {"target": Decimal(0)}, "0"),
    ],
)
def test_what_a_month_wants_is_what_the_light_holds_the_value_against(operator, more, wanted):
    found = expected(Reading(operator, **{"target": TEN} | more), month=7, limits=LIMITS)
    assert (None if found is None else str(found)) == wanted


@pytest.mark.parametrize(
    ("amounts", "budget", "sentence"),
    [
        ({}, 10, "请至少填写一个月的累计应支出"),
        ({3: 5, 7: 5}, 10, ""),
        ({3: 5, 7: "4.99"}, 10, "7月的累计应支出小于3月的，累计数不能减少"),
        ({12: 10}, 10, ""),
        ({12: "10.01"}, 10, "累计应支出10.01元大于全年预算10元"),
        ({12: 11}, None, ""),
        ({1: 0}, 0, ""),
    ],
)
def test_a_plan_never_falls_and_stays_within_the_budget(amounts, budget, sentence):
    typed = {month: Decimal(amount) for month, amount in amounts.items()}
    assert plan_fault(typed, budget=None if budget is None else Decimal(budget)) == sentence


def test_an_even_plan_ends_at_the_budget_and_is_itself_no_fault():
    plan = even(Decimal(100))
    assert (plan[1], plan[6], plan[12]) == (Decimal("8.34"), Decimal("50.02"), Decimal(100))
    assert plan_fault(plan, budget=Decimal(100)) == ""
