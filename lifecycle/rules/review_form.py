"""The review forms 目标审核表 of general and of key projects, as data: what to look at.

Source: 财预〔2015〕88号, the four natures with the points of the key-project form (domain 1.2).
"""

from dataclasses import dataclass
from decimal import Decimal

TITLES = {
    False: "项目支出绩效目标审核表（一般性项目）",
    True: "项目支出绩效目标审核表（重点项目）",
}
"""What the form is headed with, by whether the project is a key project."""


@dataclass(frozen=True, slots=True)
class Nature:
    """One of the four natures: its points, its question, and its two items for key projects."""

    key: str
    name: str
    most: Decimal
    question: str
    items: tuple[str, str]


NATURES = (
    Nature(
        "completeness",
        "完整性",
        Decimal(20),
        "绩效目标的内容是否完整，绩效目标是否明确、清晰",
        (
            "规范完整性（10分）：目标填报是否规范、完整",
            "明确清晰性（10分）：目标是否明确、清晰",
        ),
    ),
    Nature(
        "relevance",
        "相关性",
        Decimal(30),
        "绩效目标与部门职能、规划是否密切相关，指标是否与目标相关联、细化量化",
        (
            "目标相关性（15分）：是否与部门职能和规划密切相关",
            "指标科学性（15分）：指标是否与目标对应、细化、量化",
        ),
    ),
    Nature(
        "appropriateness",
        "适当性",
        Decimal(30),
        "资金规模与绩效目标是否匹配，目标相对资金是否过高或过低",
        (
            "绩效合理性（15分）：目标是否过高或过低",
            "资金匹配性（15分）：资金规模与目标是否匹配",
        ),
    ),
    Nature(
        "feasibility",
        "可行性",
        Decimal(20),
        "绩效目标是否经过论证，措施是否可行，是否值得公共投入",
        (
            "实现可能性（10分）：目标是否经过论证、能否实现",
            "条件充分性（10分）：实施条件和措施是否充分",
        ),
    ),
)
"""In the order of the form."""
