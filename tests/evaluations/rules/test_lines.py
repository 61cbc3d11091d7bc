"""What a unit owes on a line: at each limit, just under and just over."""

from decimal import Decimal

import pytest

from evaluations.rules.lines import line_faults
from evaluations.rules.scoring import Line
from lifecycle.rules.indicators import Attainment, Operator

FULL = Decimal(20)


def faults(line, computed, *, score=None, attained=None, reason=""):
    computed = Decimal(computed)
    return line_faults(
        line,
        computed=computed,
        score=computed if score is None else Decimal(score),
        attained=attained,
        reason=reason,
    )


def at_least(actual):
    actual = None if actual is None else Decimal(actual)
    return Line(Operator.GE, FULL, target=Decimal(10), actual=actual)


@pytest.mark.parametrize(
    ("actual", "computed", "expected"),
    [
        ("10", "20", []),
        ("12", "20", []),
        ("12.0001", "20", ["远超目标值，须说明原因"]),
        ("9.99", "19.98", ["未得满分，须说明偏差原因"]),
        ("10", "19.99", ["按公式应得20.00分，现为19.99分", "未得满分，须说明偏差原因"]),
        (None, "0", ["尚未填写实际完成值", "未得满分，须说明偏差原因"]),
    ],
)
def test_a_measured_line(actual, computed, expected):
    assert faults(at_least(actual), computed) == expected


def test_a_reason_settles_what_is_short_or_over():
    assert faults(at_least("9.99"), "19.98", reason="汛期停工") == []
    assert faults(at_least("13"), "20", reason="需求增加") == []
    assert faults(at_least("10"), "20", score="18", reason="资料不全") == []
    assert faults(at_least("10"), "20", score="18", reason="  ") == ["未得满分，须说明偏差原因"]


@pytest.mark.parametrize(
    ("computed", "attained", "expected"),
    [
        ("20", None, ["尚未选择达成程度"]),
        ("20", Attainment.ACHIEVED, []),
        ("15.99", Attainment.PARTLY, []),
        (
            "16",
            Attainment.PARTLY,
            ["“部分达成年度指标并具有一定效果”的得分应在12.00至16.00（不含）之间"],
        ),
    ],
)
def test_a_qualitative_line_stays_in_its_band(computed, attained, expected):
    line = Line(Operator.QUALITATIVE, FULL)
    assert faults(line, computed, attained=attained, reason="见总结") == expected
