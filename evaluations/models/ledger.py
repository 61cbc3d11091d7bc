"""What the ledger says of a project-year: its adjusted budget 全年预算数 and what was paid."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from lifecycle.fields import MoneyField
from lifecycle.models import BudgetEvent, Execution
from lifecycle.models.budget import TAKES

MONEY = MoneyField()
NOTHING = Value(Decimal(0), output_field=MONEY)


def adjusted_budget(project_year: str) -> Any:
    """Sum the budget events of the row's project-year, named by its column, in 元."""
    signed = Case(When(kind__in=TAKES, then=-F("amount")), default=F("amount"), output_field=MONEY)
    events = BudgetEvent.objects.filter(project_year=OuterRef(project_year)).order_by()
    sums = events.values("project_year").annotate(sum=Sum(signed)).values("sum")
    return Coalesce(Subquery(sums), NOTHING, output_field=MONEY)


def carried_over(project_year: str) -> Any:
    """Sum what was carried over into the year 上年结转, in 元."""
    events = BudgetEvent.objects.filter(
        project_year=OuterRef(project_year), kind=BudgetEvent.Kind.CARRYOVER
    ).order_by()
    sums = events.values("project_year").annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(sums), NOTHING, output_field=MONEY)


def paid(project_year: str) -> Any:
    """Take the last month's payments since January, in their last revision; NULL when none."""
    months = Execution.objects.filter(project_year=OuterRef(project_year))
    last = months.order_by("-month", "-revision").values("paid")[:1]
    return Subquery(last, output_field=MONEY)


def with_ledger(
    rows: models.QuerySet[Any], *, project_year: str = "project_year"
) -> models.QuerySet[Any]:
    """Annotate rows with `ledger_budget`, `ledger_paid` and `ledger_carried`."""
    found: models.QuerySet[Any] = rows.annotate(
        ledger_budget=adjusted_budget(project_year),
        ledger_paid=paid(project_year),
        ledger_carried=carried_over(project_year),
    )
    return found
