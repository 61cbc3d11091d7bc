"""Another pack against the scores of a year: the grades that would be others."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluations.queries.trial import flipped_grades, flipped_scores, rescored
from lifecycle.rules.pack import NATIONAL
from lifecycle.rules.scoring_table import ScoringNumbers
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


def scored_by(**numbers):
    return replace(NATIONAL, scoring=ScoringNumbers(**numbers))


def score_flips(after):
    found = flipped_scores(YEAR, before=NATIONAL, after=after)
    return [(one.stage, one.before, one.after) for one in found]


CAPPED = {"caps": ((Decimal("90.01"), Decimal(79)),)}


def test_by_the_same_table_every_score_is_what_was_stored(confirmed):
    assert rescored(confirmed, NATIONAL) == confirmed.total
    assert score_flips(scored_by(floor=Decimal(60))) == []


def test_a_cap_flips_the_score_and_with_it_the_grade(confirmed):
    after = scored_by(**CAPPED)
    assert score_flips(after) == [("evaluations.selfevaluation", Decimal(99), Decimal(79))]
    (grade,) = flipped_grades(YEAR, before=NATIONAL, after=after)
    assert (grade.score, grade.before, grade.after) == (Decimal(79), "优", "中")


def test_a_cap_that_is_just_not_reached_flips_nothing(confirmed):
    assert score_flips(scored_by(caps=((Decimal(90), Decimal(79)),))) == []


def test_satisfaction_in_steps_flips_only_its_line(confirmed):
    steps = ((Decimal("90.01"), Decimal(100)), (Decimal(80), Decimal(80)))
    assert score_flips(scored_by(satisfaction=steps)) == [
        ("evaluations.selfevaluation", Decimal(99), Decimal(97))
    ]


def test_what_is_not_filled_in_has_no_score_to_flip(opened):
    assert score_flips(scored_by(**CAPPED)) == []
