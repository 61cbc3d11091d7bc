"""What a payment plan wants by a month's end, read in one query."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.models import PlannedPayment
from lifecycle.queries.money import planned_payments
from tests.conftest import NOON, YEAR

pytestmark = pytest.mark.django_db


def plan(project_year, *amounts):
    """Plan cumulative payments, one for each month named."""
    for month, amount in amounts:
        PlannedPayment.objects.create(
            project_year=project_year, month=month, amount=Decimal(amount), on=date(YEAR, 3, 1)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("month", "wanted"), [(2, "0"), (3, "0.00"), (5, "0.00"), (6, "50.00"), (12, "80.00")]
)
def test_the_last_amount_due_is_wanted_to_the_cent_as_it_is_stored(project_year, month, wanted):
    plan(project_year, (3, "0.00"), (6, "50.00"), (9, "80.00"))
    found = planned_payments([project_year.pk], month=month, on=NOON.date())
    assert str(found[project_year.pk]) == wanted
