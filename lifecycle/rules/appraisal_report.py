"""The report of an ex-ante appraisal 事前绩效评估报告: what it must say (domain 1.9)."""

from collections.abc import Collection, Mapping

from lifecycle.rules.appraisal import DIMENSION_LABELS, DIMENSIONS, Dimension

SECTIONS = {
    "matter": "评估对象",
    "method": "评估方式和方法",
    "overall": "总体结论",
    "advice": "相关建议",
    "remarks": "其他需要说明的问题",
    "annexes": "附件",
}


def report_fault(
    sections: Mapping[str, str],
    *,
    concluded: Collection[Dimension],
    dimensions: Collection[Dimension] = DIMENSIONS,
) -> str:
    """Name the empty sections and the dimensions without a conclusion, or ""."""
    empty = [label for key, label in SECTIONS.items() if not sections.get(key, "").strip()]
    empty += [
        f"{DIMENSION_LABELS[dimension]}的结论"
        for dimension in dimensions
        if dimension not in concluded
    ]
    return f"评估报告缺少{'、'.join(empty)}" if empty else ""
