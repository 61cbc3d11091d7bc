"""Warnings that do not end at the first good figure: hysteresis and flapping (warnings.md)."""

from datetime import date, timedelta

import pytest

from lifecycle.models import FiscalYear, RulePack
from lifecycle.queries.packs import shipped_body
from monitoring.models import Warning  # noqa: A004
from monitoring.sweep import sweep
from tests.conftest import YEAR
from tests.monitoring.conftest import JULY, paid

DAY = date(2023, 8, 1)


@pytest.fixture
def steady(project_year):
    """A year whose pack asks for five points more, and for a light that stands still."""
    body = shipped_body("steady")
    pack = RulePack.objects.create(name="steady", version=1, body=body)
    FiscalYear.objects.update(pack=pack)
    return project_year


def brought(project_year, amount, *, month=JULY, revision=1, after=0):
    day = DAY + timedelta(days=after)
    paid(project_year, amount, month=month, revision=revision, on=day)
    return sweep(YEAR, month=month, as_of=day)


def test_a_green_light_just_above_the_limit_does_not_end_the_warning(steady):
    assert brought(steady, "34").opened == 1
    assert brought(steady, "46.67", revision=2, after=1).resolved == 0
    assert str(Warning.objects.get().state) == "open"


def test_a_light_clear_of_the_limit_ends_it(steady):
    brought(steady, "34")
    assert brought(steady, "49.59", revision=2, after=1).resolved == 1


def test_figures_brought_three_times_in_a_month_hold_the_worse_light(steady):
    brought(steady, "34")
    assert brought(steady, "40", revision=2, after=1).resolved == 0
    assert brought(steady, "58", revision=3, after=2).resolved == 0
    assert brought(steady, "67", month=8, after=31).resolved == 1


def test_a_light_that_goes_back_and_forth_holds_until_two_stable_periods(steady):
    for month, amount in enumerate(("16.6", "1", "25", "1"), start=2):
        brought(steady, amount, month=month, after=month)
    assert brought(steady, "50", month=6, after=30).resolved == 0
    assert brought(steady, "58.33", month=7, after=60).resolved == 0
    assert brought(steady, "66.67", month=8, after=90).resolved == 1
