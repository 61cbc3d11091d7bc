from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules import money
from lifecycle.rules.money import NumberError, Unit

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("89.994", "89.99"),
        ("89.995", "90.00"),
        ("89.9949999999999999999999999999999999", "89.99"),
        ("1.005", "1.01"),
        ("-1.005", "-1.01"),
        ("-1.004", "-1.00"),
        ("0", "0.00"),
        ("-0.001", "0.00"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value, rounded):
    assert str(money.round_half_up(Decimal(value))) == rounded


def test_a_fraction_is_rounded_without_an_inexact_step():
    assert money.round_half_up(Fraction(1, 3) * 3 - Fraction(1, 2), places=0) == 1
    assert money.round_half_up(Fraction(5, 1000)) == Decimal("0.01")


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_never_rounded(value):
    with pytest.raises((ValueError, OverflowError)):
        money.round_half_up(Decimal(value))


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_never_further_off_than_half_a_place(value, places):
    assert abs(Fraction(money.round_half_up(value, places=places)) - value) * 10**places * 2 <= 1


@pytest.mark.parametrize(
    ("typed", "unit", "amount"),
    [
        ("0", Unit.YUAN, "0.00"),
        ("1933967300", Unit.YUAN, "1933967300.00"),
        ("1,933,967,300.50 元", Unit.YUAN, "1933967300.50"),
        ("１，２３４．５０", Unit.YUAN, "1234.50"),
        ("\u3000007.1 ", Unit.YUAN, "7.10"),
        ("999999999999.99", Unit.YUAN, "999999999999.99"),
        ("1179.59", Unit.WAN, "11795900.00"),
        ("0.000001", Unit.WAN, "0.01"),
        ("3.2万", Unit.WAN, "32000.00"),
        ("3.2 万元", Unit.WAN, "32000.00"),
        ("203.2亿元", Unit.YI, "20320000000.00"),
        ("9999.9999999999", Unit.YI, "999999999999.99"),
    ],
)
def test_an_amount_is_read_as_typed(typed, unit, amount):
    assert str(money.yuan(typed, unit=unit)) == amount


@pytest.mark.parametrize(
    ("typed", "unit", "fault"),
    [
        ("", Unit.YUAN, "请填写数字"),
        ("元", Unit.YUAN, "请填写数字"),
        ("-1", Unit.YUAN, "不能为负数"),
        ("－１", Unit.YUAN, "不能为负数"),
        ("−1", Unit.YUAN, "不能为负数"),
        ("1.005", Unit.YUAN, "最多2位小数"),
        ("0.0000001", Unit.WAN, "最多6位小数"),
        ("1000000000000", Unit.YUAN, "金额应小于1万亿元"),
        ("100000000", Unit.WAN, "金额应小于1万亿元"),
        ("10000", Unit.YI, "金额应小于1万亿元"),
        ("3.2万", Unit.YUAN, "金额单位应为元，请换算后填写"),
        ("3.2亿", Unit.WAN, "金额单位应为万元，请换算后填写"),
        ("3元", Unit.WAN, "金额单位应为万元，请换算后填写"),
        ("3万万元", Unit.WAN, "金额单位应为万元，请换算后填写"),
    ],
)
def test_an_amount_is_refused_with_its_reason(typed, unit, fault):
    with pytest.raises(NumberError) as refused:
        money.yuan(typed, unit=unit)
    assert str(refused.value) == fault


@pytest.mark.parametrize(
    "typed",
    [
        *["NaN", "Infinity", "1e5", "0x1F", "1_000", "1²", "٣", "①", "一百", "+5", "1 2"],
        *["1,23", "1,2345", ",1", ".5", "5.", "1" * 41],
    ],
)
def test_what_only_looks_like_a_number_is_refused(typed):
    with pytest.raises(NumberError, match="不是有效的数字"):
        money.yuan(typed)


@given(AMOUNTS)
def test_every_amount_is_read_back_as_written(amount):
    assert money.yuan(money.exact(amount)) == amount
    assert money.yuan(f"{amount:,.2f}") == amount
    assert money.wan_to_yuan(amount.scaleb(-4)) == amount


@given(st.text())
def test_any_text_is_read_as_money_or_refused(typed):
    with suppress(NumberError):
        assert money.amount_fault(money.yuan(typed)) == ""


@pytest.mark.parametrize(
    ("amount", "fault"),
    [
        ("0", ""),
        ("0.01", ""),
        ("0.001", "最多精确到分"),
        ("-0.01", "不能为负数"),
        ("NaN", "不是有效的数字，请只填数字和小数点"),
        ("Infinity", "不是有效的数字，请只填数字和小数点"),
        ("999999999999.99", ""),
        ("1000000000000", "金额应小于1万亿元"),
    ],
)
def test_a_number_is_money_or_says_why_not(amount, fault):
    assert money.amount_fault(Decimal(amount)) == fault


def test_ten_thousands_become_yuan_exactly():
    assert str(money.wan_to_yuan(Decimal("193396.73"))) == "1933967300.00"
    assert money.wan_to_yuan("193396.73") == Decimal(1933967300)
    with pytest.raises(NumberError, match="最多精确到分"):
        money.wan_to_yuan(Decimal("0.0000001"))


def test_amounts_are_written_for_reading():
    assert money.in_wan(Decimal(1933967300)) == "193396.73"
    assert money.in_wan(Decimal("1234567.89")) == "123.46"
    assert money.in_yi(Decimal(20320000000), places=1) == "203.2"
    assert money.in_yi(Decimal(4185000000)) == "41.85"
    assert money.exact(Decimal(1933967300)) == "1933967300.00"


def test_a_part_of_a_cent_is_never_written_exactly():
    with pytest.raises(ValueError, match="cent"):
        money.exact(Decimal("1.005"))


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (5, 100000, "0.01"), (4, 100000, "0.00"), (7, 0, None)],
)
def test_a_percentage_has_two_decimals_or_no_whole(part, whole, percent):
    found = money.percentage(Decimal(part), whole=Decimal(whole))
    assert (found if percent is None else str(found)) == percent


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.01", [1, 1, 1], ["0.01", "0.00", "0.00"]),
        ("0.02", [1, 0, 3], ["0.01", "0.00", "0.01"]),
        ("10", [15, 25, 50], ["1.67", "2.78", "5.55"]),
        ("0", [1, 2], ["0.00", "0.00"]),
    ],
)
def test_a_total_is_split_by_largest_remainder(total, weights, shares):
    assert [str(share) for share in money.split(Decimal(total), weights=weights)] == shares


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [Decimal("-0.01"), 5]])
def test_a_total_needs_weights_to_be_split_by(weights):
    with pytest.raises(ValueError, match="weights"):
        money.split(Decimal(1), weights=weights)


def test_a_part_of_a_cent_is_never_split():
    with pytest.raises(ValueError, match="amount of money"):
        money.split(Decimal("0.001"), weights=[1])


@given(
    AMOUNTS,
    st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=30).filter(any),
)
def test_shares_add_up_to_the_cent_and_stay_within_one_of_their_quota(total, weights):
    shares = money.split(total, weights=weights)
    whole = Fraction(sum(weights))
    assert sum(shares) == total
    assert shares == money.split(total, weights=weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(Fraction(share) - Fraction(total) * Fraction(weight) / whole) < Fraction(1, 100)
