"""Sums 合计 say what the rows below them say, whoever adds, folds or rolls back meanwhile."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from lifecycle.actions.folding import fold
from lifecycle.models import GlanceSum, Tally, Target
from lifecycle.queries import added, sums_adrift, sums_for
from lifecycle.queries.tallies import tallies
from lifecycle.rights import seats_of
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, organisation, put
from tests.lifecycle.test_races import race

pytestmark = pytest.mark.django_db
DAY = NOON.date()


def seats(town, role):
    return seats_of(town.people[role], DAY)


def counts(stage="lifecycle.target"):
    found = {}
    for row in Tally.objects.filter(machine=stage):
        key = (row.part, row.state, row.filed_on)
        found[key] = found.get(key, 0) + row.n
    return {key: n for key, n in found.items() if n}


def amounts():
    found = {}
    for row in Tally.objects.filter(machine="lifecycle.target"):
        found[row.state] = found.get(row.state, 0) + row.amount
    return {state: amount for state, amount in found.items() if amount}


def test_a_step_moves_one_object_from_one_state_to_the_other(target, town):
    assert counts() == {(1, "draft", None): 1}
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert counts() == {(1, "unit_submitted", None): 1, (1, "", DAY): 1}


def test_what_is_filed_again_keeps_the_day_of_its_first_filing(target, town):
    put(target, "returned", first_filed_on=date(YEAR, 1, 5))
    assert counts() == {(1, "returned", None): 1}
    again = Target.objects.get(pk=target.pk)
    fire(again, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert again.first_filed_on == date(YEAR, 1, 5)
    assert counts() == {(1, "unit_submitted", None): 1, (1, "", date(YEAR, 1, 5)): 1}


def test_amounts_are_added_up_by_state_and_follow_every_edit(target, town):
    assert amounts() == {"draft": target.amount}
    put(target, "approved", amount=Decimal(5), first_filed_on=DAY)
    assert amounts() == {"approved": Decimal(5)}
    put(target, "approved", amount=Decimal(7))
    assert (amounts(), sums_adrift()) == ({"approved": Decimal(7)}, [])


def test_folding_changes_no_number_and_leaves_one_row_a_key(target, town):
    for state in ("returned", "draft", "biz_review", "approved"):
        put(target, state, first_filed_on=DAY)
    before = counts()
    assert Tally.objects.count() > len(before)
    fold()
    assert counts() == before
    assert Tally.objects.count() == len(before)
    fold()
    assert (counts(), sums_adrift()) == (before, [])


def test_a_step_that_is_taken_back_leaves_nothing(target, town):
    before = counts()
    with transaction.atomic():
        put(target, "approved")
        assert counts() != before
        transaction.set_rollback(True)
    assert counts() == before


def test_a_sum_of_nothing_known_is_nothing_and_not_zero(target, town):
    sums = sums_for(seats(town, Role.DESK)).filter(year=YEAR)
    totals = added(sums, {"amount": None, "paid": None})
    assert totals == {
        "found": 1, "left_out": 0, "total_amount": target.amount, "total_paid": None,
    }  # fmt: skip


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK, Role.BUDGET])
def test_each_seat_adds_up_what_lies_below_it(target, town, role):
    mine = seats(town, role)
    assert added(sums_for(mine), {})["found"] == 1
    assert sum(row.n for row in tallies(mine, years=[YEAR])) == 1
    other = organisation("110", "另一科室", Level.DESK, town.bureau)
    GlanceSum.objects.update(organisation=other)
    Tally.objects.update(organisation=other)
    below = role is Role.BUDGET
    assert (added(sums_for(mine), {})["found"] == 1) == below


@pytest.mark.parametrize("role", [Role.CONGRESS, Role.EXPERT])
def test_who_sees_by_more_than_the_tree_has_no_sums(target, town, role):
    assert sums_for(seats(town, role)) is None
    assert not tallies(seats(town, role), years=[YEAR])


def test_a_sum_that_was_tampered_with_is_named(target):
    GlanceSum.objects.update(approved=1)
    Tally.objects.update(n=2)
    assert len(sums_adrift()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_fold_at_once_lose_nothing(committed, target):
    for state in ("returned", "draft", "biz_review"):
        put(target, state)
    before = counts()
    race(fold)
    assert (counts(), sums_adrift()) == (before, [])
