"""Another pack against the lights of a year: those that would turn, from the same facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules.pack import NATIONAL
from monitoring.models import LightResult
from monitoring.sweep import sweep
from monitoring.trial import flipped_lights
from tests.conftest import YEAR
from tests.monitoring.conftest import JULY, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def lit(project_year):
    """Sixty of a hundred paid by July: a pace of 102.86, green."""
    paid(project_year, 60)
    sweep(YEAR, month=JULY, as_of=date(2023, 8, 2))


def flips(**lights):
    after = replace(NATIONAL, lights=NATIONAL.lights | lights)
    found = flipped_lights(YEAR, before=NATIONAL, after=after)
    return [(one.month, one.kind, one.before, one.after) for one in found]


def test_a_light_turns_where_the_new_limit_is_passed(lit):
    written = LightResult.objects.count()
    assert flips(green_from=Decimal(103)) == [
        (JULY, "execution", "green", "yellow"),
        (JULY, "project", "green", "yellow"),
    ]
    assert flips(green_from=Decimal("102.85")) == []
    assert LightResult.objects.count() == written


def test_the_same_limits_turn_nothing(lit):
    assert flips() == []


def test_a_month_that_was_never_judged_is_left_out(project_year):
    assert flips(green_from=Decimal(103)) == []
