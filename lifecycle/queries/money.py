"""The money of a project-year 预算与执行: the events of its budget, and what was paid by month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lifecycle.models import BudgetEvent, Execution, PlannedPayment
from lifecycle.models.budget import TAKES
from lifecycle.rules.money import percentage

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Event:
    """One budget event, what it adds (negative when it takes), and the budget after it."""

    event: Any
    change: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """What was paid by a month's end since January, and what an even pace would have paid."""

    month: int
    paid: Decimal | None
    planned: Decimal | None
    rate: Decimal | None
    source: Any


@dataclass(frozen=True, slots=True)
class Money:
    """The ledger of a project-year."""

    events: tuple[Event, ...]
    months: tuple[Month, ...]
    as_of: date | None

    @property
    def budget(self) -> Decimal | None:
        """The budget after the last event; None where no event was booked."""
        return self.events[-1].after if self.events else None


def money_of(project_year: Any) -> Money:
    """Read the events and the newest revision of every month, in two queries."""
    booked = BudgetEvent.objects.filter(project_year=project_year).order_by("on", "pk")
    rows = Execution.objects.filter(project_year=project_year)
    newest = {row.month: row for row in rows.order_by("month", "revision")}
    events = _running(list(booked))
    known = [row.on for row in newest.values()]
    budget = events[-1].after if events else None
    months = tuple(_month(month, newest.get(month), budget) for month in MONTHS)
    return Money(events, months, max(known, default=None))


def planned_payments(project_years: Collection[int], *, month: int, on: date) -> dict[int, Decimal]:
    """Return what payment plans want paid by a month's end, by the newest revision of a day."""
    rows = PlannedPayment.objects.filter(project_year__in=project_years, on__lte=on)
    rows = rows.order_by("project_year_id", "-revision", "month")
    newest: dict[int, int] = {}
    found: dict[int, Decimal] = {}
    for key, revision, due, amount in rows.values_list(
        "project_year_id", "revision", "month", "amount"
    ):
        if newest.setdefault(key, revision) == revision:
            if due <= month:
                found[key] = max(amount, found.get(key, amount))
            else:
                found.setdefault(key, Decimal(0))
    return found


def _running(booked: Sequence[Any]) -> tuple[Event, ...]:
    found, after = [], Decimal(0)
    for event in booked:
        change = -event.amount if event.kind in TAKES else event.amount
        after += change
        found.append(Event(event, change, after))
    return tuple(found)


def _month(month: int, row: Any, budget: Decimal | None) -> Month:
    whole = row.budget if row else budget
    planned = None if whole is None else whole * month / len(MONTHS)
    rate = percentage(row.paid, whole=row.budget) if row else None
    return Month(month, row.paid if row else None, planned, rate, row)
