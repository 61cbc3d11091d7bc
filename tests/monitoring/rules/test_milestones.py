"""What a milestone wants of an indicator, and what one without any may be held to."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lifecycle.rules.indicators import Operator
from lifecycle.rules.pack import NATIONAL
from monitoring.rules.lights import Light, Reading, indicator_light
from monitoring.rules.limits import Limits

LIMITS = Limits(**NATIONAL.lights)
GREEN, YELLOW, RED, BLUE, GREY = Light


def test_the_sentence_says_which_milestone():
    reading = Reading(
        Operator.GE, target=Decimal(100), actual=Decimal(20), expected=Decimal("40.0000"),
        milestone_month=6,
    )  # fmt: skip
    found = indicator_light(reading, month=7, limits=LIMITS)
    said = "6月里程碑应达40，实际20，进度比50.00% < 60% → 红灯"
    assert (found.light, found.sentence, found.ratio) == (RED, said, Decimal(50))


@pytest.mark.parametrize(
    ("point", "month", "parts", "light"),
    [
        ("linear", 6, {}, RED),
        ("grey", 11, {}, GREY),
        ("grey", 12, {}, RED),
        ("grey", 6, {"expected": Decimal(20), "milestone_month": 6}, GREEN),
        ("grey", 6, {"point": False}, RED),
    ],
)
def test_a_point_without_a_due_milestone_waits_where_the_pack_says_so(point, month, parts, light):
    limits = replace(LIMITS, point=point)
    reading = Reading(
        Operator.GE, target=Decimal(100), actual=Decimal(20), **{"point": True} | parts
    )
    assert indicator_light(reading, month=month, limits=limits).light is light
