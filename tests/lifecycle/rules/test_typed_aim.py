from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules.indicators import Operator
from lifecycle.rules.typed_aim import read_aim

GE, EQ, LE = Operator.GE, Operator.EQ, Operator.LE


@pytest.mark.parametrize(
    ("typed", "operator", "target", "unit"),
    [
        ("≥50个", GE, "50", "个"),
        ("≧95％", GE, "95", "%"),
        (">=100 %", GE, "100", "%"),
        ("＞＝９０％", GE, "90", "%"),
        ("不低于 95%", GE, "95", "%"),
        ("不少于1,200人", GE, "1200", "人"),
        ("95%及以上", GE, "95", "%"),
        ("＞3", Operator.GT, "3", ""),
        ("<5天", Operator.LT, "5", "天"),
        ("≤1000万元", LE, "1000", "万元"),
        ("不超过90万元", LE, "90", "万元"),
        ("5天以内", LE, "5", "天"),
        ("=1种", EQ, "1", "种"),
        ("═100%", EQ, "100", "%"),
        ("0", EQ, "0", ""),
        ("735人次", EQ, "735", "人次"),
        ("≥1.2万人次", GE, "12000", "人次"),
        ("≥3万亩", GE, "3", "万亩"),
        ("≤3.5亿元", LE, "3.5", "亿元"),
        ("≥500m²", GE, "500", "m²"),
        ("≥-5%", GE, "-5", "%"),
    ],
)
def test_a_number_is_read_with_its_sign_and_unit(typed, operator, target, unit):
    found = read_aim(typed)
    assert (found.operator, found.target, found.unit) == (operator, Decimal(target), unit)
    assert found.shown == target


@pytest.mark.parametrize("typed", ["80%-90%", "80～90％", "80至90%", "80—90%"])
def test_two_numbers_are_a_range(typed):
    found = read_aim(typed)
    assert (found.operator, found.target, found.target_high) == (Operator.RANGE, 80, 90)
    assert (found.unit, found.shown) == ("%", "80-90")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025年11月30日前", date(2025, 11, 30)),
        ("2025-11-30", date(2025, 11, 30)),
        ("不晚于2025年2月", date(2025, 2, 28)),
        ("≤2025年12月底前", date(2025, 12, 31)),
    ],
)
def test_a_day_is_a_day_by_which(typed, day):
    found = read_aim(typed)
    assert (found.operator, found.due, found.shown) == (Operator.DATE_LE, day, day.isoformat())


@pytest.mark.parametrize(
    "typed",
    ["效果明显", "2025年年底前", "12月底前", "2025年13月", "高于去年水平", "5000吨、500吨", "1:1"],
)
def test_other_words_are_qualitative(typed):
    found = read_aim(typed)
    assert (found.operator, found.target, found.shown) == (Operator.QUALITATIVE, None, typed)


def test_a_sign_without_a_number_keeps_the_sign_and_has_no_target():
    for typed in ("≥", "≥优秀", "≥NaN", "≥5*3"):
        assert (read_aim(typed).operator, read_aim(typed).target) == (GE, None)


def test_yes_or_no_is_its_own_kind():
    assert read_aim("是").operator is Operator.BOOL


def test_sign_and_unit_may_have_columns_of_their_own():
    found = read_aim("1.2万", sign="≧", unit="人")
    assert (found.operator, found.target, found.unit) == (GE, 12000, "人")
    assert read_aim("效果明显", sign="定性").operator is Operator.QUALITATIVE
    assert read_aim("90", sign="≤", unit="万元").unit == "万元"
