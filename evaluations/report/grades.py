"""Grades as the report prints them: the four labels of the year's pack, best first."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from evaluations.rules.grades import Grade
from lifecycle.figures import decimals
from lifecycle.models.rulepack import pack_of


def labels(year: int) -> dict[str, str]:
    """Name the grades of a budget year 优良中差 by their keys."""
    printed = [label for _floor, label in pack_of(year).pack.grades]
    return dict(zip(map(str, Grade), printed, strict=True))


def by_grade(year: int, rows: Iterable[tuple[str, Decimal]]) -> dict[str, dict[str, Any]]:
    """Count and add up (grade, amount) by grade; a grade that nobody got stands with zero."""
    found: dict[str, list[Decimal]] = {grade: [] for grade in labels(year)}
    for grade, amount in rows:
        found[grade].append(amount)
    return {
        label: {"count": len(found[grade]), "amount": decimals(sum(found[grade], Decimal(0)))}
        for grade, label in labels(year).items()
    }
