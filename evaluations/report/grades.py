"""Grades as the report prints them: the four labels of the year's pack, best first."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from evaluations.queries import labels
from lifecycle.figures import decimals


def by_grade(year: int, rows: Iterable[tuple[str, Decimal]]) -> dict[str, dict[str, Any]]:
    """Count and add up (grade, amount) by grade; a grade that nobody got stands with zero."""
    found: dict[str, list[Decimal]] = {grade: [] for grade in labels(year)}
    for grade, amount in rows:
        found[grade].append(amount)
    return {
        label: {"count": len(found[grade]), "amount": decimals(sum(found[grade], Decimal(0)))}
        for grade, label in labels(year).items()
    }
