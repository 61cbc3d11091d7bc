"""Claiming: one holder of a seat at a time, others only after taking over, every hand on record."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lifecycle import queries
from lifecycle.actions.appraisal import judge_appraisal
from lifecycle.actions.claiming import claim, claim_many, release, take_over, transfer
from lifecycle.actions.target import review_target
from lifecycle.models import Claim, Notice, Seat, Substitution, Target
from lifecycle.models.claim import judges
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.scope import machines
from lifecycle.transitions import fire, fire_many, steps_for
from tests.conftest import NOON, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def waiting(target, at):
    return at(target, "biz_review")


@pytest.fixture
def desk(town):
    """The reviewer of the cast, and a colleague at the same desk."""
    return town.people[Role.DESK], seated("mate", Role.DESK, town.desk, name="同科室")


def refused(work):
    with pytest.raises(Refused) as caught:
        work()
    return caught.value


def holder(subject, day=DAY):
    found = queries.claim_on(subject, day)
    return found and found.holder


def test_a_claim_bars_the_colleague_by_name_and_lets_the_claimant_go_on(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    why = refused(lambda: fire(waiting, "desk_return", by=mate, note="偏少", at=NOON))
    assert why.codes == (Code.CLAIMED,)
    assert str(mine) in why.faults[0]
    assert "接手" in why.faults[0]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.version) == ("biz_review", 0)
    assert fire(waiting, "desk_return", by=mine, note="偏少", at=NOON).state == "returned"


def test_the_page_shows_the_step_closed_with_the_same_reason(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    fresh = Target.objects.get(pk=waiting.pk)
    barred = {c.name: [r.code for r in c.refusals] for c in steps_for(fresh, mate, at=NOON)}
    assert Code.CLAIMED in barred["desk_return"]
    assert all(
        Code.CLAIMED not in [r.code for r in choice.refusals]
        for choice in steps_for(fresh, mine, at=NOON)
    )


def test_a_bulk_step_leaves_out_what_others_claimed_and_says_so(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    rows = Target.objects.filter(pk=waiting.pk)
    found = fire_many(rows, "desk_return", by=mate, note="偏少", at=NOON)
    assert found.moved == []
    assert [r.code for r in found.refused[waiting.pk]] == [Code.CLAIMED]
    assert fire_many(rows, "desk_return", by=mine, note="偏少", at=NOON).moved == [waiting.pk]


def test_a_claim_ends_with_the_state_and_does_not_come_back(waiting, desk, town):
    mine, _mate = desk
    claim(waiting, by=mine, at=NOON)
    fire(waiting, "desk_return", by=mine, note="偏少", at=NOON)
    fire(waiting, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    fire(waiting, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    waiting.refresh_from_db()
    assert holder(waiting) is None
    review = town.people[Role.DEPARTMENT_HEAD]
    assert claim(waiting, by=review, at=NOON).number == 1


def test_who_loses_the_seat_loses_the_claim(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    Seat.objects.filter(person=mine).update(ends_on=date(2023, 2, 28))
    assert holder(waiting) is None
    assert holder(waiting, date(2023, 2, 28)) == mine
    assert claim(waiting, by=mate, at=NOON).holder == mate
    assert fire(waiting, "desk_return", by=mate, note="偏少", at=NOON).state == "returned"


def test_who_is_no_longer_active_holds_nothing(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    type(mine).objects.filter(pk=mine.pk).update(is_active=False)
    assert holder(waiting) is None
    assert fire(waiting, "desk_return", by=mate, note="偏少", at=NOON).version == 1


def test_a_second_claim_is_refused_by_name_and_ones_own_changes_nothing(waiting, desk):
    mine, mate = desk
    first = claim(waiting, by=mine, at=NOON)
    assert claim(waiting, by=mine, at=NOON) == first
    assert refused(lambda: claim(waiting, by=mate, at=NOON)).faults == (f"已由{mine}认领",)
    assert Claim.objects.count() == 1


def test_taking_over_tells_the_former_holder(waiting, desk):
    mine, mate = desk
    assert refused(lambda: take_over(waiting, by=mate, at=NOON)).codes == (Code.NEED,)
    claim(waiting, by=mine, at=NOON)
    take_over(waiting, by=mate, note="急件", at=NOON)
    assert holder(waiting) == mate
    notice = Notice.objects.get(person=mine)
    assert str(mate) in notice.subject
    assert "急件" in notice.body
    assert fire(waiting, "desk_return", by=mate, note="偏少", at=NOON).state == "returned"


def test_a_transfer_needs_a_reason_and_a_taker_in_the_same_seat(waiting, desk, town):
    mine, mate = desk

    def to(person, note="出差"):
        return refused(lambda: transfer(waiting, to=person, note=note, by=mine, at=NOON)).faults[0]

    assert to(mate, " ") == "转办须写明事由"
    assert to(mine) == "不能转办给自己"
    assert "不在同一岗位" in to(town.people[Role.PERFORMANCE])
    assert Claim.objects.count() == 0
    transfer(waiting, to=mate, note="出差", by=mine, at=NOON)
    assert holder(waiting) == mate
    assert Notice.objects.get(person=mate).body.count("出差") == 1
    why = refused(lambda: transfer(waiting, to=mate, note="再转", by=mine, at=NOON))
    assert why.codes == (Code.CLAIMED,)


def test_a_filer_is_not_handed_what_they_filed_and_cannot_claim_it(waiting, desk, at):
    mine, mate = desk
    filed = at(waiting, "biz_review", filed_by=mate.pk)
    assert refused(lambda: claim(filed, by=mate, at=NOON)).codes == (Code.FOUR_EYES,)
    why = refused(lambda: transfer(filed, to=mate, note="出差", by=mine, at=NOON))
    assert why.faults == ("不能转办给报送人",)
    assert list(queries.takers_for(mine, filed, DAY)) == []
    assert not queries.may_claim(mate, filed, DAY)


def test_release_frees_it_for_anybody_in_the_seat(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    assert refused(lambda: release(waiting, by=mate, at=NOON)).faults == ("此事项不在您手中",)
    release(waiting, by=mine, at=NOON)
    assert holder(waiting) is None
    assert fire(waiting, "desk_return", by=mate, note="偏少", at=NOON).version == 1


def test_the_history_says_who_gave_to_whom_and_when(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    transfer(waiting, to=mate, note="出差", by=mine, at=NOON)
    release(waiting, by=mate, at=NOON)
    found = [(h.claim.kind, h.giver, h.taker, h.claim.at) for h in queries.claims_of(waiting)]
    assert found == [
        ("claim", None, mine, NOON),
        ("transfer", mine, mate, NOON),
        ("release", mate, None, NOON),
    ]


def test_whoever_does_not_judge_here_cannot_claim(waiting, town):
    for role in (Role.UNIT_OFFICER, Role.PERFORMANCE, Role.EXPERT, Role.AUDITOR):
        with pytest.raises(Forbidden):
            claim(waiting, by=town.people[role], at=NOON)
        assert not queries.may_claim(town.people[role], waiting, DAY)
    assert queries.may_claim(town.people[Role.DESK], waiting, DAY)


def test_what_is_not_being_judged_cannot_be_claimed(target, desk):
    assert refused(lambda: claim(target, by=desk[0], at=NOON)).codes == (Code.STATE,)


def test_steps_of_other_seats_stay_possible(waiting, at, desk, town):
    held = at(waiting, "dept_review")
    claim(held, by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    assert fire(held, "withdraw", by=town.people[Role.UNIT_OFFICER], at=NOON).state == "draft"
    held = at(waiting, "dept_review")
    claim(held, by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    head = town.people[Role.DEPARTMENT_HEAD]
    assert fire(held, "dept_return", by=head, note="偏少", at=NOON).state == "returned"


def test_a_substitute_claims_for_the_absent_who_can_then_go_on(waiting, desk, town):
    mine, mate = desk
    deputy = seated("deputy", Role.ADMINISTRATOR, town.bureau)
    Substitution.objects.create(
        absent=mine, substitute=deputy, starts_on=DAY, ends_on=DAY, reason="休假"
    )
    taken = claim(waiting, by=deputy, at=NOON)
    assert (taken.holder, taken.by, taken.acting_for_name) == (mine, deputy, str(mine))
    with pytest.raises(Refused):
        fire(waiting, "desk_return", by=mate, note="偏少", at=NOON)
    assert fire(waiting, "desk_return", by=deputy, note="偏少", at=NOON).version == 1


def test_bulk_claim_takes_what_is_free_and_names_each_other_claimant(waiting, desk):
    mine, mate = desk
    found = claim_many(Target.objects.all(), by=mate, at=NOON)
    assert (found.moved, found.refused) == ([waiting.pk], {})
    again = claim_many(Target.objects.all(), by=mine, at=NOON)
    assert again.moved == []
    assert [r.sentence for r in again.refused[waiting.pk]] == [f"已由{mate}认领"]
    assert claim_many(Target.objects.all(), by=mate, at=NOON).moved == [waiting.pk]
    assert Claim.objects.count() == 1
    assert claim_many(Target.objects.none(), by=mate, at=NOON).moved == []


def test_claiming_does_not_touch_the_object(waiting, desk):
    claim(waiting, by=desk[0], at=NOON)
    fresh = Target.objects.get(pk=waiting.pk)
    assert (fresh.version, fresh.content_hash) == (waiting.version, waiting.content_hash)


def test_a_step_without_a_claim_asks_nothing_more(waiting, desk):
    with CaptureQueriesContext(connection) as free:
        fire(waiting, "desk_return", by=desk[0], note="偏少", at=NOON)
    assert not any("lifecycle_claim" in each["sql"] for each in free.captured_queries)


WRONG = {
    "a number out of turn": {"number": 3},
    "another version": {"version": 9},
    "an object that is not there": {"object_id": 999_999},
    "a stage that is not there": {"machine": "lifecycle.nothing"},
    "a holder after a release": {"kind": "release"},
    "a claim by nobody": {"holder_id": None},
    "a transfer without a reason": {"kind": "transfer"},
}


@pytest.mark.parametrize("columns", WRONG.values(), ids=WRONG)
def test_the_database_refuses(waiting, desk, columns):
    claim(waiting, by=desk[0], at=NOON)
    row = Claim.objects.get()
    row.pk, row.number = None, 2
    vars(row).update(columns)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("sql", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_the_history_is_append_only(waiting, desk, sql):
    claim(waiting, by=desk[0], at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("lifecycle_claim"))


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.stage())
def test_whatever_is_judged_and_no_longer_edited_can_be_claimed(machine):
    wanted = {edge.source for edge in machine.edges() if edge.about.checks}
    wanted -= {str(state) for state in machine.EDITABLE}
    assert wanted
    assert {str(s) for s in machine.State if judges(machine, str(s))} == wanted


def test_a_judgement_beside_the_step_is_barred_too(waiting, desk):
    mine, mate = desk
    claim(waiting, by=mine, at=NOON)
    points = [Decimal(n) for n in (20, 30, 30, 20)]
    why = refused(lambda: review_target(waiting, level="desk", points=points, by=mate, at=NOON))
    assert why.codes == (Code.CLAIMED,)
    assert review_target(waiting, level="desk", points=points, by=mine, at=NOON).passes


def test_an_opinion_on_an_appraisal_is_barred_too(appraisal, at, town):
    review = at(appraisal, "dept_review")
    mate = seated("mate", Role.DEPARTMENT_HEAD, town.department)
    claim(review, by=town.people[Role.DEPARTMENT_HEAD], at=NOON)
    opinion = {"conclusion": "support", "approved": Decimal(1), "reason": "可行"}
    why = refused(lambda: judge_appraisal(review, **opinion, by=mate, at=NOON))
    assert why.codes == (Code.CLAIMED,)
