"""What earlier years reached, and when scoring began, reaches the quality rules."""

from decimal import Decimal

import pytest

from lifecycle.queries.evidence import evidence_of
from lifecycle.rules.quality import Past
from tests.conftest import NOON, YEAR

pytestmark = pytest.mark.django_db


def test_a_confirmed_self_evaluation_is_the_past_of_the_next_year(confirmed):
    project = confirmed.project_year.project_id
    pasts = evidence_of(YEAR + 1).pasts
    assert pasts[project, "维修校舍数量"] == [Past(YEAR, Decimal(10), Decimal(10))]
    assert evidence_of(YEAR).pasts == {}


def test_what_is_not_confirmed_is_no_past(filled):
    assert evidence_of(YEAR + 1).pasts == {}


def test_the_day_on_which_scoring_began_is_known(opened):
    assert evidence_of(YEAR).opened == {opened.project_year_id: NOON.date()}


def test_what_was_only_issued_has_not_begun(issued):
    assert evidence_of(YEAR).opened == {}
