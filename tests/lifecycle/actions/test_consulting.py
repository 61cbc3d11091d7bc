"""Consulting: a colleague is asked for an opinion, and the object stays where it is."""

import pytest
from django.db import IntegrityError, transaction

from lifecycle import queries
from lifecycle.actions.commenting import answer, consult, resolve
from lifecycle.models import Comment, Notice, Seat, Substitution
from lifecycle.refusals import Forbidden, Refused
from lifecycle.rights import seats_of
from lifecycle.roles import PEOPLE, Level, Role
from tests.conftest import NOON, organisation, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()
ASKERS = {Role.DESK, Role.PERFORMANCE, Role.BUDGET}


@pytest.fixture
def waiting(target, town, at):
    return at(target, "biz_review", filed_by=town.people[Role.UNIT_OFFICER].pk)


@pytest.fixture
def desk(town):
    return town.people[Role.DESK]


@pytest.fixture
def division(town):
    return town.people[Role.PERFORMANCE]


def owed(person):
    found = queries.asked_of(person, day=DAY, seats=seats_of(person, DAY))
    return [(one.subject.pk, one.text) for one in found]


def test_the_colleague_is_told_and_owes_an_answer_until_it_is_given(waiting, desk, division):
    asked = consult(waiting, whom=division, text="权重是否合适？", by=desk, at=NOON)
    assert owed(division) == [(waiting.pk, "权重是否合适？")]
    (notice,) = Notice.objects.all()
    assert notice.person == division
    assert "请您会商" in notice.subject
    assert "权重是否合适" not in notice.body
    answer(asked, text="合适", by=division, at=NOON)
    assert owed(division) == []
    assert set(Notice.objects.values_list("person", flat=True)) == {division.pk, desk.pk}


def test_the_object_does_not_move_and_no_one_else_reads_of_it(waiting, desk, division, town):
    before = (waiting.state, waiting.version, waiting.content_hash)
    consult(waiting, whom=division, text="请看成本指标", by=desk, at=NOON)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.version, waiting.content_hash) == before
    assert queries.threads_for(town.people[Role.UNIT_OFFICER], waiting, DAY) == []


@pytest.mark.parametrize("role", PEOPLE)
def test_only_the_seats_of_the_bureau_that_judge_may_consult(waiting, town, role):
    whom = seated("other", Role.BUDGET, town.bureau, name="预算同事")
    if role in ASKERS:
        assert consult(waiting, whom=whom, text="请提意见", by=town.people[role], at=NOON).internal
        return
    with pytest.raises((Refused, Forbidden)):
        consult(waiting, whom=whom, text="请提意见", by=town.people[role], at=NOON)
    assert not Comment.objects.exists()


def test_who_cannot_see_the_object_cannot_be_asked(waiting, desk, town):
    elsewhere = organisation("102", "农业科", Level.DESK, town.bureau)
    stranger = seated("far", Role.DESK, elsewhere, name="别科室")
    for whom in (stranger, town.people[Role.UNIT_OFFICER], town.people[Role.LEADER], desk):
        with pytest.raises(Refused, match="请选择能看到此事项的财政部门同事"):
            consult(waiting, whom=whom, text="请提意见", by=desk, at=NOON)
    assert not Comment.objects.exists()


def test_nothing_is_asked_without_words(waiting, desk, division):
    with pytest.raises(Refused, match="请填写批注内容"):
        consult(waiting, whom=division, text=" ", by=desk, at=NOON)
    assert not Notice.objects.exists()


def test_a_settled_question_is_owed_no_more(waiting, desk, division):
    asked = consult(waiting, whom=division, text="请提意见", by=desk, at=NOON)
    resolve(asked, by=desk, at=NOON)
    assert owed(division) == []


def test_a_substitute_finds_and_answers_it(waiting, desk, division, town):
    deputy = seated("deputy", Role.PERFORMANCE, town.bureau, name="代理")
    Substitution.objects.create(absent=division, substitute=deputy, starts_on=DAY, ends_on=DAY)
    asked = consult(waiting, whom=division, text="请提意见", by=desk, at=NOON)
    assert owed(deputy) == [(waiting.pk, "请提意见")]
    answer(asked, text="同意", by=deputy, at=NOON)
    assert owed(deputy) == []


def test_who_has_lost_the_seat_is_not_shown_it(waiting, desk, division):
    consult(waiting, whom=division, text="请提意见", by=desk, at=NOON)
    Seat.objects.filter(person=division).delete()
    assert owed(division) == []


@pytest.mark.parametrize("columns", [{"internal": False}, {"parent": True}])
def test_the_database_holds_that_a_question_is_internal_and_opens_a_thread(
    waiting, desk, division, columns
):
    asked = consult(waiting, whom=division, text="请提意见", by=desk, at=NOON)
    row = Comment.objects.get(pk=asked.pk)
    row.pk, row._state.adding = None, True
    row.internal = columns.get("internal", True)
    row.parent = asked if "parent" in columns else None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
