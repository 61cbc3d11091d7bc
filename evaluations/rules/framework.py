"""Indicator systems 评价指标体系 of department and key evaluations (财预〔2020〕10号 附2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lifecycle.rules.indicators import FULL_POINTS

RESULTS_FLOOR = Decimal(60)  # 财预〔2020〕10号 art. 13: outputs and benefits


class Area(StrEnum):
    """First level 一级指标 of an evaluation."""

    DECISION = "decision"
    PROCESS = "process"
    OUTPUT = "output"
    BENEFIT = "benefit"


AREA_LABELS = {
    Area.DECISION: "决策",
    Area.PROCESS: "过程",
    Area.OUTPUT: "产出",
    Area.BENEFIT: "效益",
}
RESULTS = frozenset({Area.OUTPUT, Area.BENEFIT})


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of an evaluation; the workpaper 底稿 says what was found."""

    name: str
    area: Area
    weight: Decimal
    score: Decimal | None = None
    workpaper: str = ""


def weights_fault(items: Sequence[Item]) -> str:
    """Say why the weights do not add up to 100, or ""."""
    if not items:
        return "尚未设置评价指标"
    total = sum((item.weight for item in items), Decimal(0))
    return "" if total == FULL_POINTS else f"指标权重合计应为{FULL_POINTS:f}，现为{total:f}"


def results_fault(items: Sequence[Item], *, floor: Decimal = RESULTS_FLOOR) -> str:
    """Say why outputs and benefits weigh too little, or ""."""
    weight = sum((item.weight for item in items if item.area in RESULTS), Decimal(0))
    return "" if weight >= floor else f"产出和效益权重应不低于{floor:f}%，现为{weight:f}%"


def scores_fault(items: Sequence[Item]) -> str:
    """Say which indicators still lack a score or a workpaper, or ""."""
    lacking = [item.name for item in items if item.score is None or not item.workpaper.strip()]
    if not items:
        return "尚未设置评价指标"
    return f"尚无评分或评价底稿：{'、'.join(lacking)}" if lacking else ""


def points(items: Sequence[Item]) -> Decimal:
    """Add up the scores."""
    return sum((item.score or Decimal(0) for item in items), Decimal(0))
