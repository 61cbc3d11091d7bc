"""The figures of the annual report 年度报告: each app registers its part, this puts them in order.

Every number is asked of the rows when the report is drawn up; nothing is kept.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lifecycle import queries
from lifecycle.rules.money import round_half_up

Figure = Callable[[int], Any]

FIGURES: dict[str, Figure] = {}
ORDER = (
    "ex_ante",
    "targets",
    "lights",
    "warnings",
    "rectifications",
    "self_evaluation",
    "key_evaluation",
    "application",
    "publication",
)
"""The order of the report's own text; a part that no app registered is left out."""


def figure(name: str) -> Callable[[Figure], Figure]:
    """Register a part of the report by its name in ORDER."""

    def register(part: Figure) -> Figure:
        FIGURES[name] = part
        return part

    return register


def figures(year: int) -> dict[str, Any]:
    """Compute every registered part for a budget year."""
    parts = {name: FIGURES[name](year) for name in ORDER if name in FIGURES}
    return {"year": year, **parts}


def decimals(value: Decimal | int | None) -> str:
    """Write an amount, a score or a rate with two decimals, half up; nothing is zero."""
    return f"{round_half_up(value or 0):f}"


def rate(value: Decimal | None) -> str | None:
    """Write a rate in percent, or None where there is no whole to take it of."""
    return None if value is None else decimals(value)


@figure("ex_ante")
def ex_ante(year: int) -> dict[str, Any]:
    """Sum up the key appraisals 财政重点评估 concluded for a budget year (R1-R4)."""
    _in_force, found = queries.totals(year)
    return {
        "assessed": found.assessed,
        "cancelled": found.cancelled,
        "declared": decimals(found.declared),
        "cut": decimals(found.cut),
        "cut_rate": rate(found.cut_rate),
    }


@figure("targets")
def targets(year: int) -> dict[str, Any]:
    """Count the targets of projects approved with the budget, in their first version (R5-R7)."""
    found, _appraised = queries.totals(year)
    return {
        "departments": found.departments,
        "projects": found.projects,
        "amount": decimals(found.amount),
    }
