"""Limits of the quality rules 质量限值: what a year's pack may change (domain 3.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lifecycle.rules.money import YUAN_LIMIT
from lifecycle.rules.shapes import Choice, Line, Number, Record, Rows, Whole, table

CODES = (
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9",
    "B1", "B2", "B3", "B4", "B5", "B6",
    "C1", "C2", "C3", "C4", "C5", "C6", "C7",
    "D1", "D2", "D3", "D4", "D5", "D6",
)  # fmt: skip
"""The rules whose level a pack may set; what cannot be scored or added up always blocks."""
LEVELS = ("block", "warn", "info", "off")


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Where the quality rules turn; shares in percent, amounts in 元."""

    fewest: int = 5
    fewest_of_large: int = 8
    large_amount: Decimal = Decimal(5_000_000)
    heaviest_share: Decimal = Decimal(60)
    heaviest: Decimal = Decimal(30)
    shortest_name: int = 4
    generic_names: tuple[str, ...] = (
        "按时完成", "资金使用合规", "效果明显", "按相关规定", "不适用",
    )  # fmt: skip
    shortest_goal: int = 30
    funding_words: tuple[str, ...] = (
        "资金紧张", "资金不足", "经费不足", "资金缺口", "经费缺口",
    )  # fmt: skip
    alike: Decimal = Decimal(80)
    cost_words: tuple[str, ...] = ("成本", "造价", "单价")
    quantitative_least: Decimal = Decimal(40)
    quantitative_count: Decimal = Decimal(60)
    quantitative_weight: Decimal = Decimal(70)
    scales: tuple[str, ...] = ("优良中低差", "优良中差", "高中低", "好中差", "好较好一般差")
    flat: Decimal = Decimal(80)
    below_last: Decimal = Decimal(5)
    below_average: Decimal = Decimal(90)
    beaten: Decimal = Decimal(130)
    unchanged: Decimal = Decimal(5)
    far_ahead: Decimal = Decimal(120)
    trivial_from: Decimal = Decimal(1_000_000)
    budget_growth: Decimal = Decimal(20)
    impossible_times: int = 2
    levels: Mapping[str, str] = field(default_factory=dict)


NATIONAL_QUALITY = QualityLimits()


def _check(limits: QualityLimits) -> Iterator[str]:
    if limits.fewest_of_large < limits.fewest:
        yield "fewest_of_large不应小于fewest"
    if limits.quantitative_least > limits.quantitative_count:
        yield "quantitative_least不应大于quantitative_count"


COUNT = Whole(0, 100)
PERCENT = Number(0, 1000)
SHARE = Number(0, 100)
YUAN = Number(0, YUAN_LIMIT)
WORDS = Rows(Line())

QUALITY = Record(
    {
        "fewest": COUNT,
        "fewest_of_large": COUNT,
        "large_amount": YUAN,
        "heaviest_share": SHARE,
        "heaviest": SHARE,
        "shortest_name": COUNT,
        "generic_names": WORDS,
        "shortest_goal": Whole(0, 1000),
        "funding_words": WORDS,
        "alike": SHARE,
        "cost_words": WORDS,
        "quantitative_least": SHARE,
        "quantitative_count": SHARE,
        "quantitative_weight": SHARE,
        "scales": WORDS,
        "flat": SHARE,
        "below_last": SHARE,
        "below_average": SHARE,
        "beaten": PERCENT,
        "unchanged": SHARE,
        "far_ahead": PERCENT,
        "trivial_from": YUAN,
        "budget_growth": PERCENT,
        "impossible_times": Whole(1, 12),
        "levels": table(CODES, of=Choice(LEVELS), optional=True),
    },
    make=QualityLimits,
    check=_check,
)
"""The shape of the limits in a stored pack; a rule not named in `levels` keeps its usual level."""
