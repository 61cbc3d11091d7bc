"""Idle balance: last year's money that this year has not spent either."""

from decimal import Decimal

import pytest

from evaluations.rules.idle import idle_balance


@pytest.mark.parametrize(
    ("carried", "paid", "idle"),
    [
        ("0", "0", "0"),
        ("20", "100", "0"),
        ("20", "99.99", "0.01"),
        ("20", "80", "20"),
        ("20", "79.99", "20"),
        ("20", "101", "0"),
    ],
)
def test_the_carried_part_that_is_left(carried, paid, idle):
    found = idle_balance(Decimal(carried), budget=Decimal(100), paid=Decimal(paid))
    assert found == Decimal(idle)
