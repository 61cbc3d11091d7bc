"""What an indicator aims at, as a reader says it."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules.aims import aim

DAY = date(2023, 12, 31)


@pytest.mark.parametrize(
    ("operator", "columns", "said"),
    [
        ("ge", {"target": Decimal("10.0000"), "unit": "所"}, "≥ 10 所"),
        ("le", {"target": Decimal("1234567.5"), "unit": "元"}, "≤ 1,234,567.5 元"),
        ("ge", {"target": Decimal(100), "unit": "%"}, "≥ 100%"),
        ("eq", {"target": Decimal(0)}, "＝ 0"),
        ("range", {"target": Decimal(3), "target_high": Decimal(5), "unit": "次"}, "3–5 次"),
        ("date_le", {"due": DAY}, "不晚于 2023-12-31"),
        ("date_le", {}, ""),
        ("qualitative", {"wording": "明显改善"}, "明显改善"),
        ("qualitative", {}, "定性"),
        ("bool", {}, "是"),
        ("ge", {}, ""),
    ],
)
def test_an_aim_is_one_phrase(operator, columns, said):
    assert aim(operator, **columns) == said
