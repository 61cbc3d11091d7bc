"""What is written beside an evaluation is asked as a step is: seat, state, then the words."""

from decimal import Decimal

import pytest

from evaluations.actions import (
    Candidate,
    give_opinion,
    nominate_key_evaluations,
    plan_department_evaluation,
    reply_to_report,
)
from evaluations.models import DepartmentEvaluation, EvaluationReply, ExpertOpinion, KeyEvaluation
from lifecycle.refusals import Code, Forbidden, Refusal, Refused
from lifecycle.roles import Role
from tests.conftest import NOON, YEAR, put


def refusal(act, *arguments, **words):
    with pytest.raises(Refused) as refused:
        act(*arguments, **words, at=NOON)
    return type(refused.value), refused.value.refusals


def forbidden(names):
    return Forbidden, (Refusal(Code.RIGHT, f"此动作由{names}办理"),)


def refused(code, sentence):
    return Refused, (Refusal(code, sentence),)


def test_a_reply_is_the_units_and_the_departments_while_the_draft_is_out(town, framed):
    people = town.people
    unit, names = people[Role.UNIT_HEAD], "单位经办、单位负责人、部门绩效专员、部门负责人"
    assert refusal(reply_to_report, framed, by=unit, accepted=True) == refused(
        Code.STATE, "现为“现场评价”，不能“反馈意见”"
    )
    draft = put(framed, "draft_report")
    assert refusal(reply_to_report, draft, by=people[Role.DESK], accepted=True) == forbidden(names)
    assert refusal(reply_to_report, draft, by=unit, accepted=False, text=" ") == refused(
        Code.CONTENT, "有异议的须写明理由"
    )
    assert not EvaluationReply.objects.exists()


def test_an_opinion_is_an_assigned_experts_on_the_answered_draft(town, framed):
    expert, words = town.people[Role.EXPERT], {"score": Decimal(80), "opinion": " 同意 "}
    assert refusal(give_opinion, framed, by=expert, **words) == refused(
        Code.STATE, "现为“现场评价”，不能“提交专家评分”"
    )
    row = put(framed, "unit_reply")
    assert refusal(give_opinion, row, by=town.people[Role.AGENCY], **words) == forbidden("专家")
    bare = words | {"opinion": " "}
    assert refusal(give_opinion, row, by=expert, **bare) == refused(Code.CONTENT, "请填写意见")
    assert not ExpertOpinion.objects.exists()
    assert give_opinion(row, by=expert, **words, at=NOON).opinion == "同意"


def test_only_the_performance_division_nominates(town, in_force):
    chosen = [Candidate(in_force.project_year_id, Decimal(1), "重点")]
    by = town.people[Role.DESK]
    assert refusal(nominate_key_evaluations, YEAR, chosen, by=by) == forbidden("财政绩效科")
    assert not KeyEvaluation.objects.exists()


def test_only_a_department_plans_its_own_evaluation(town, in_force):
    words = {"by": town.people[Role.UNIT_HEAD], "amount": Decimal(1)}
    assert refusal(plan_department_evaluation, in_force.project_year, **words) == forbidden(
        "部门绩效专员、部门负责人"
    )
    assert not DepartmentEvaluation.objects.exists()
