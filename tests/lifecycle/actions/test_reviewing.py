"""Deciding is one act: points, step and reasons stand or fall together."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from lifecycle.actions.reviewing import Decision, decide, record_points
from lifecycle.models import Comment, Notice, Target, TargetReview, TransitionLog
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
GOOD = (Decimal(18), Decimal(28), Decimal(25), Decimal(18))
POOR = (Decimal(1), Decimal(1), Decimal(1), Decimal(1))
KEY = "k" * 20


@pytest.fixture
def accepted(town, target):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    return fire(target, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)


@pytest.fixture
def head(town):
    return town.people[Role.DEPARTMENT_HEAD]


def decision(subject, step, **more):
    seen = {"version": subject.version, "content_hash": subject.content_hash, "key": KEY}
    return Decision(step, **{**seen, **more})


def rows():
    models = (Comment, TargetReview, Notice, TransitionLog)
    return [model.objects.count() for model in models], Target.objects.get().state


def refusal(subject, made, by):
    """Return the codes of a refused decision, of which nothing is left."""
    before = rows()
    with pytest.raises(Refused) as caught:
        decide(subject, made, by=by, at=NOON)
    assert rows() == before
    return caught.value.codes


def test_points_step_and_reasons_are_written_together(accepted, head):
    reasons = {"goal": "不清", "amount": "偏高"}
    made = decision(accepted, "dept_return", note="请改", reasons=reasons, points=POOR)
    moved = decide(accepted, made, by=head, at=NOON)
    assert (moved.state, moved.version) == ("returned", 3)
    assert TargetReview.objects.get().total == 4
    assert {c.anchor for c in Comment.objects.all()} == set(reasons)
    assert {c.at for c in Comment.objects.all()} == {NOON}
    line = TransitionLog.objects.latest("pk")
    assert line.note == "请改\n年度总体目标：不清\n预算金额（元）：偏高"


def test_a_refused_step_leaves_no_points(accepted, head):
    assert refusal(accepted, decision(accepted, "endorse", points=POOR), head) == (Code.NEED,)


def test_a_comment_that_cannot_be_written_takes_the_step_back(accepted, head):
    before = rows()
    made = decision(accepted, "dept_return", points=POOR, reasons={"goal": "\u202e倒写"})
    with pytest.raises(ValidationError):
        decide(accepted, made, by=head, at=NOON)
    assert rows() == before


def test_a_comment_that_fails_after_others_takes_all_back(accepted, head, monkeypatch):
    made = decision(accepted, "dept_return", reasons={"goal": "不清", "amount": "\u202e倒写"})
    before = rows()
    with pytest.raises(ValidationError):
        decide(accepted, made, by=head, at=NOON)
    assert rows() == before


def test_a_reason_goes_with_a_return_alone(accepted, head):
    made = decision(accepted, "endorse", points=GOOD, reasons={"goal": "不清"})
    assert refusal(accepted, made, head) == (Code.CONTENT,)


@pytest.mark.parametrize("anchor", ["nothing", "indicators.x", "indicators", ""])
def test_a_reason_stands_on_a_place_of_the_content(accepted, head, anchor):
    made = decision(accepted, "dept_return", reasons={anchor: "不清"})
    assert refusal(accepted, made, head) == (Code.CONTENT,)


def test_points_are_given_only_where_targets_are_judged(town, accepted, head):
    decide(accepted, decision(accepted, "endorse", points=GOOD), by=head, at=NOON)
    desk = town.people[Role.DESK]
    cleared = decide(
        Target.objects.get(),
        decision(Target.objects.get(), "clear", points=GOOD, key="d" * 20), by=desk, at=NOON,
    )  # fmt: skip
    made = decision(cleared, "approve", points=GOOD, key="b" * 20)
    assert refusal(cleared, made, town.people[Role.BUDGET]) == (Code.NEED,)
    with pytest.raises(Refused):
        record_points(
            cleared, points=GOOD, version=cleared.version, content_hash=cleared.content_hash,
            by=desk, at=NOON,
        )  # fmt: skip


def test_the_same_points_of_the_same_content_are_recorded_once(accepted, head):
    seen = {"version": accepted.version, "content_hash": accepted.content_hash}
    record_points(accepted, points=GOOD, opinion="可行", by=head, at=NOON, **seen)
    decide(accepted, decision(accepted, "endorse", points=GOOD), by=head, at=NOON)
    assert TargetReview.objects.get().opinion == "可行"


def test_points_that_were_thought_over_are_a_second_judgement(accepted, head):
    seen = {"version": accepted.version, "content_hash": accepted.content_hash}
    record_points(accepted, points=POOR, by=head, at=NOON, **seen)
    decide(accepted, decision(accepted, "endorse", points=GOOD), by=head, at=NOON)
    assert [review.passes for review in TargetReview.objects.order_by("pk")] == [False, True]


def test_whoever_has_no_seat_on_it_decides_nothing(town, accepted):
    made = decision(accepted, "dept_return", note="退", reasons={"goal": "不清"})
    assert refusal(accepted, made, town.people[Role.DESK]) == (Code.RIGHT,)
    scored = decision(accepted, "endorse", points=GOOD)
    before = rows()
    with pytest.raises(Forbidden):
        decide(accepted, scored, by=town.people[Role.DESK], at=NOON)
    assert rows() == before


@pytest.mark.parametrize("changed", [{"version": 1}, {"content_hash": "0" * 64}])
def test_a_stale_decision_is_refused_before_anything_else(accepted, head, changed):
    made = decision(accepted, "dept_return", reasons={"nothing": "不清"}, points=POOR, **changed)
    assert refusal(accepted, made, head) == (Code.STALE,)


def test_the_same_key_is_one_decision_and_for_another_step_a_refusal(accepted, head):
    made = decision(accepted, "dept_return", reasons={"goal": "不清"}, points=POOR)
    first = decide(accepted, made, by=head, at=NOON)
    again = decide(accepted, made, by=head, at=NOON)
    assert (again.state, again.version) == (first.state, first.version)
    assert (Comment.objects.count(), TargetReview.objects.count()) == (1, 1)
    assert refusal(accepted, decision(first, "dept_block", note="x"), head) == (Code.TOKEN,)
