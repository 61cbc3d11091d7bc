"""Milestones are said month by month."""

from decimal import Decimal

from lifecycle.rules.milestones import said


def test_months_without_a_value_are_passed_over_and_zero_is_one():
    assert said([None, Decimal(0), None, "1200.50"]) == "2月 0、4月 1,200.5"
    assert said([]) == ""
