"""Another pack against the lights of a year: those that would turn, from the same facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lifecycle.rules.pack import NATIONAL
from monitoring.models import LightResult
from monitoring.sweep import sweep
from monitoring.trial import both_lights, flipped_lights, judged_months
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


def test_one_month_is_judged_whole_so_that_old_and_new_can_be_held_together(lit):
    after = replace(NATIONAL, lights=NATIONAL.lights | {"green_from": Decimal(103)})
    found = list(both_lights(YEAR, before=NATIONAL, after=after, month=JULY))
    pairs = {(str(old.kind), str(old.light), str(new.light)) for _month, old, new in found}
    assert pairs == {
        ("execution", "green", "yellow"),
        ("goal", "grey", "grey"),
        ("project", "green", "yellow"),
    }
    assert list(both_lights(YEAR, before=NATIONAL, after=after, month=6)) == []
    assert judged_months(YEAR) == {JULY: date(2023, 8, 2)}


def test_the_term_of_a_missing_report_is_part_of_the_light(lit):
    terms = {name: term for name, term in NATIONAL.deadlines.items() if name != "report.missing"}
    after = replace(NATIONAL, deadlines=terms)
    found = list(both_lights(YEAR, before=NATIONAL, after=after))
    assert {month for month, _old, _new in found} == {JULY}
    assert flipped_lights(YEAR, before=NATIONAL, after=after) == []
