"""Key evaluation: every cell of state × step × role, every need, and what follows."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from evaluations.actions import (
    Candidate,
    give_opinion,
    nominate_key_evaluations,
    pass_silent_drafts,
    propose_applications,
    record_problems,
    reply_to_report,
    set_indicators,
)
from evaluations.models import EvaluationReply, ExpertOpinion, KeyEvaluation
from lifecycle.actions.outsiders import assign_outsider, declare_no_conflict
from lifecycle.models import Assignment, Demand
from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, put, seated
from tests.evaluations.conftest import FRAMEWORK, staff
from tests.stage_table import expected, walk

ALLOWED = """
candidate     select        leader                                                                      selected
selected      commission    performance                                                                 commissioned
commissioned  submit_plan   agency                                                                      plan_review
plan_review   pass_plan     performance                                                                 field
plan_review   return_plan   performance                                                                 commissioned
field         draft         agency                                                                      draft_report
draft_report  reply         unit_officer,unit_head,department_officer,department_head,system            unit_reply
draft_report  return_report performance                                                                 field
unit_reply    review        expert                                                                      report_review
unit_reply    return_report performance                                                                 field
report_review return_report performance                                                                 field
report_review finalise      performance                                                                 final
final         feed_back     performance                                                                 feedback
feedback      apply         performance                                                                 applied
applied       publish       performance                                                                 published
"""  # noqa: E501

pytestmark = pytest.mark.usefixtures("year")


def judged(evaluation, town, score="88"):
    ExpertOpinion.objects.create(
        evaluation=evaluation,
        content_hash=evaluation.content_hash,
        person=town.people[Role.EXPERT],
        score=Decimal(score),
        opinion="评价结论客观",
        at=NOON,
    )


@pytest.mark.parametrize("state", KeyEvaluation.State)
def test_every_cell_of_the_table(town, framed, state):
    def ready(subject):
        judged(subject, town)
        EvaluationReply.objects.create(
            evaluation=subject,
            content_hash=subject.content_hash,
            accepted=True,
            by=town.people[Role.UNIT_HEAD],
            at=NOON,
        )
        return subject

    start = put(framed, "final", score=Decimal(88), grade="good")
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    assert walk(start, state, town.people, ready) == expected(ALLOWED, state)


def refused(evaluation, step, by, at=NOON):
    with pytest.raises(Refused) as caught:
        fire(evaluation, step, by=by, at=at)
    return caught.value.faults


def test_candidates_are_named_by_the_bureau_alone(town, in_force):
    chosen = [Candidate(in_force.project_year_id, Decimal(1), "x")]
    with pytest.raises(Forbidden):
        nominate_key_evaluations(YEAR, chosen, by=town.people[Role.DESK], at=NOON)
    with pytest.raises(Refused, match="不属于2022年度"):
        nominate_key_evaluations(YEAR - 1, chosen, by=town.people[Role.PERFORMANCE], at=NOON)


def test_the_list_says_why_and_how_much(town, key_evaluation):
    leader = town.people[Role.LEADER]
    bare = put(key_evaluation, "candidate", reason=" ")
    assert refused(bare, "select", leader) == ("尚未写明选定理由",)
    free = put(key_evaluation, "candidate", reason="重点", amount=Decimal(0))
    assert refused(free, "select", leader) == ("评价金额应大于0",)


def test_the_agency_is_assigned_and_clears_itself(town, key_evaluation):
    by = town.people[Role.PERFORMANCE]
    evaluation = put(key_evaluation, "selected")
    assert refused(evaluation, "commission", by) == ("尚未指派第三方机构",)
    staff(town, evaluation, cleared=False)
    assert refused(evaluation, "commission", by) == ("第三方机构尚未作回避声明",)
    mine = Assignment.objects.get(role=Role.AGENCY)
    declare_no_conflict(mine, by=town.people[Role.AGENCY], at=NOON)
    assert fire(evaluation, "commission", by=by, at=NOON).state == "commissioned"


def test_the_plan_weighs_a_hundred(town, framed):
    by = town.people[Role.AGENCY]
    evaluation = put(framed, "commissioned")
    set_indicators(evaluation, FRAMEWORK[:3], by=by, at=NOON)
    assert refused(evaluation, "submit_plan", by) == ("指标权重合计应为100，现为70",)


def test_the_draft_has_a_workpaper_for_each_indicator_and_adds_up_the_scores(town, framed):
    by = town.people[Role.AGENCY]
    bare = [replace(FRAMEWORK[0], score=None), *FRAMEWORK[1:]]
    assert refused(set_indicators(framed, bare, by=by, at=NOON), "draft", by) == (
        "尚无评分或评价底稿：立项依据充分性",
    )
    done = fire(set_indicators(framed, FRAMEWORK, by=by, at=NOON), "draft", by=by, at=NOON)
    assert done.draft_score == Decimal(85)
    assert done.due_on == date(2023, 3, 15)


def test_the_unit_answers_or_lets_ten_working_days_pass(town, framed):
    draft = fire(framed, "draft", by=town.people[Role.AGENCY], at=NOON)
    unit = town.people[Role.UNIT_HEAD]
    assert refused(draft, "reply", unit) == ("被评价单位尚未反馈意见，期限未到",)
    last = NOON + timedelta(days=14)
    assert refused(draft, "reply", None, at=last) == ("被评价单位尚未反馈意见，期限未到",)
    assert pass_silent_drafts(at=last) == 0
    assert pass_silent_drafts(at=last + timedelta(days=1)) == 1
    assert KeyEvaluation.objects.get().state == "unit_reply"


def test_an_objection_says_why(town, framed):
    draft = fire(framed, "draft", by=town.people[Role.AGENCY], at=NOON)
    unit = town.people[Role.UNIT_HEAD]
    with pytest.raises(Refused, match="写明理由"):
        reply_to_report(draft, by=unit, accepted=False, at=NOON)
    done = reply_to_report(draft, by=unit, accepted=False, text="面积口径不同", at=NOON)
    assert done.state == "unit_reply"
    assert done.replies.get().text == "面积口径不同"
    with pytest.raises(Refused, match="意见反馈"):
        reply_to_report(draft, by=unit, accepted=True, at=NOON)


def test_every_expert_scores_once_and_the_mean_counts(town, framed):
    other = seated("second", Role.EXPERT, town.outside)
    bureau = town.people[Role.PERFORMANCE]
    theirs = assign_outsider(framed, other, Role.EXPERT, by=bureau, at=NOON)
    row = put(framed, "unit_reply")
    first = town.people[Role.EXPERT]
    give_opinion(row, by=first, score=Decimal("90.01"), opinion="同意", at=NOON)
    with pytest.raises(Refused, match="不能更改"):
        give_opinion(row, by=first, score=Decimal(1), opinion="同意", at=NOON)
    assert refused(row, "review", first) == ("有专家尚未作回避声明",)
    with pytest.raises(Refused, match="回避声明"):
        give_opinion(row, by=other, score=Decimal(89), opinion="同意", at=NOON)
    declare_no_conflict(theirs, by=other, at=NOON)
    assert refused(row, "review", first) == ("还有1位专家未评分",)
    give_opinion(row, by=other, score=Decimal(90), opinion="同意", at=NOON)
    fire(row, "review", by=first, at=NOON)
    done = fire(row, "finalise", by=town.people[Role.PERFORMANCE], at=NOON)
    assert (done.score, done.grade) == (Decimal("90.01"), "excellent")


def test_nobody_unassigned_judges(town, framed):
    row = put(framed, "unit_reply")
    stranger = seated("stranger", Role.EXPERT, town.outside)
    with pytest.raises(Forbidden):
        give_opinion(row, by=stranger, score=Decimal(1), opinion="x", at=NOON)
    with pytest.raises(Forbidden):
        fire(row, "review", by=stranger, at=NOON)


def test_an_opinion_counts_for_the_report_it_was_given_on(town, framed):
    judged(put(framed, "unit_reply"), town)
    row = put(framed, "unit_reply", content_hash="f" * 64)
    assert refused(row, "review", town.people[Role.EXPERT]) == ("还有1位专家未评分",)


def test_feedback_asks_for_rectification_of_each_problem(town, framed):
    problems = [("资金闲置", True), ("指标偏低", False)]
    row = record_problems(framed, problems, by=town.people[Role.AGENCY], at=NOON)
    row = put(row, "final", score=Decimal(70), grade="fair")
    fire(row, "feed_back", by=town.people[Role.PERFORMANCE], at=NOON)
    found = Demand.objects.order_by("pk").values_list("source", "problem", "serious", "placed_on")
    assert list(found) == [
        ("key_evaluation", "资金闲置", True, NOON.date()),
        ("key_evaluation", "指标偏低", False, NOON.date()),
    ]


def test_a_result_without_a_proposal_is_not_applied(town, framed):
    row = put(framed, "feedback", score=Decimal(70), grade="fair")
    by = town.people[Role.PERFORMANCE]
    assert refused(row, "apply", by) == ("尚未提出结果应用建议",)
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    assert fire(row, "apply", by=by, at=NOON).state == "applied"
