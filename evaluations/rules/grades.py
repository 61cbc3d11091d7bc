"""Grades 评价等级: which of four a score reaches (财预〔2020〕10号 art. 17)."""

from decimal import Decimal
from enum import StrEnum

from lifecycle.rules.pack import NATIONAL, GradeTable, band


class Grade(StrEnum):
    """The four grades, best first, named as in `Pack.consequences`."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


GRADE_LABELS = {
    Grade.EXCELLENT: "优",
    Grade.GOOD: "良",
    Grade.FAIR: "中",
    Grade.POOR: "差",
}


def grade(score: Decimal, *, table: GradeTable = NATIONAL.grades) -> Grade:
    """Grade a score of 0 to 100, rounded half up to two decimals first; each floor is inside."""
    return tuple(Grade)[band(score, grades=table)]
