"""Declared interests bar an assignment until the division writes that they are over."""

import pytest
from django.db import IntegrityError, transaction

from lifecycle.actions.interests import declare_interest, end_interest
from lifecycle.actions.outsiders import assign_outsider
from lifecycle.models import Interest
from lifecycle.models.interest import standing_interests
from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import edit
from tests.conftest import NOON, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(town):
    return town.people[Role.EXPERT]


def declared(person, place, by, **more):
    given = {"kind": "interest", "reason": "亲属任职", "at": NOON} | more
    return declare_interest(person, place=place, by=by, **given)


def assigned(subject, person, by):
    return assign_outsider(subject, person, Role.EXPERT, by=by, at=NOON)


@pytest.mark.parametrize(
    ("kind", "words"), [("interest", "有利害关系"), ("drafting", "参与过项目申报材料编写")]
)
def test_who_declared_is_not_assigned_until_it_is_over(
    town, appraisal, expert, division, kind, words
):
    made = declared(expert, town.unit, expert, kind=kind)
    with pytest.raises(Refused, match=f"已申报与被评估单位{words}，应当回避"):
        assigned(appraisal, expert, division)
    end_interest(made, reason="亲属已调离", by=division, at=NOON)
    assert assigned(appraisal, expert, division).person == expert
    assert Interest.objects.count() == 2


def test_an_interest_elsewhere_bars_nobody_here(town, appraisal, expert, division):
    declared(expert, town.desk, expert)
    assert assigned(appraisal, expert, division).pk


def test_it_is_declared_by_oneself_or_by_the_division_and_ended_by_the_division(
    town, expert, division
):
    other = seated("other", Role.EXPERT, town.outside)
    with pytest.raises(Forbidden):
        declared(expert, town.unit, other)
    with pytest.raises(Forbidden):
        declared(town.people[Role.DESK], town.unit, town.people[Role.DESK])
    made = declared(expert, town.unit, division)
    with pytest.raises(Forbidden):
        end_interest(made, reason="没有了", by=expert, at=NOON)
    assert standing_interests(Interest.objects.all()).get() == made


def test_it_is_declared_once_with_words_and_never_rewritten(town, expert, division):
    with pytest.raises(Refused, match="请说明情况"):
        declared(expert, town.unit, expert, reason=" ")
    made = declared(expert, town.unit, expert)
    with pytest.raises(Refused, match="已经申报"):
        declared(expert, town.unit, expert)
    end_interest(made, reason="已回避", by=division, at=NOON)
    with pytest.raises(Refused, match="已经解除"):
        end_interest(made, reason="再次", by=division, at=NOON)
    assert declared(expert, town.unit, expert).standing
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.update(standing=False)


def test_who_wrote_on_the_appraisal_is_not_its_expert(town, appraisal, expert, division):
    seat = expert.seats.create(
        organisation=town.unit, role=Role.UNIT_OFFICER, starts_on=NOON.date()
    )
    edit(appraisal, by=expert, changes={"declared": 7_000_000}, at=NOON)
    seat.delete()
    with pytest.raises(Refused, match="参与了该事项的编报，应当回避"):
        assigned(appraisal, expert, division)
