"""Another pack against the targets of a year: what comes, goes, and weighs otherwise."""

from dataclasses import replace

import pytest

from lifecycle.queries.trial import flipped_findings
from lifecycle.rules.pack import NATIONAL
from tests.conftest import NOON, YEAR

pytestmark = pytest.mark.django_db


def flips(**limits):
    after = replace(NATIONAL, quality=replace(NATIONAL.quality, **limits))
    found = flipped_findings(YEAR, day=NOON.date(), before=NATIONAL, after=after)
    return [(one.finding.code, one.before, one.after) for one in found]


def test_the_same_limits_flip_nothing(target):
    assert flips() == []


def test_a_finding_comes_with_a_stricter_limit(target):
    assert flips(fewest=6) == [("A1", "", "warn")]
    assert flips(fewest=6, levels={"A1": "block"}) == [("A1", "", "block")]


def test_a_finding_goes_where_its_rule_is_silenced(target):
    target.indicators.filter(name="师生满意度").delete()
    assert flips(levels={"A2": "off"}) == [("A2", "block", "")]


def test_a_finding_weighs_otherwise(target):
    target.indicators.filter(name="师生满意度").delete()
    assert flips(levels={"A1": "info"}) == [("A1", "warn", "info")]
