"""Another pack against the scores of a year: the grades that would be others."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluations.queries.trial import flipped_grades
from lifecycle.rules.pack import NATIONAL
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db


def flips(best):
    grades = ((Decimal(best), "优"), *NATIONAL.grades[1:])
    found = flipped_grades(YEAR, before=NATIONAL, after=replace(NATIONAL, grades=grades))
    return [(one.stage, one.score, one.before, one.after) for one in found]


def test_only_scores_between_the_old_and_the_new_line_flip(confirmed):
    assert confirmed.total == Decimal(99)
    assert flips("99.01") == [("evaluations.selfevaluation", Decimal(99), "优", "良")]
    assert flips("99") == []
    assert flips("90") == []


def test_what_has_no_score_yet_cannot_flip(opened):
    assert flips("99.01") == []
