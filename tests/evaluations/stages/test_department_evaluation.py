"""Department evaluation: every cell of state × step × role, and every need."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluations.actions import plan_department_evaluation, set_indicators
from evaluations.models import DepartmentEvaluation
from evaluations.rules.framework import Area
from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import NOON, put
from tests.evaluations.conftest import FRAMEWORK
from tests.stage_table import expected, walk

ALLOWED = """
plan             submit_plan   department_officer                    plan_review
plan_review      pass_plan     department_head                       evaluating
plan_review      return_plan   department_head                       plan
evaluating       submit_result department_officer                    result_submitted
result_submitted review_result department_head                       result_review
result_submitted return_result department_head,performance           evaluating
result_review    return_result department_head,performance           evaluating
result_review    file_result   performance                           filed
filed            publish       department_officer,department_head    published
"""


@pytest.mark.parametrize("state", DepartmentEvaluation.State)
def test_every_cell_of_the_table(town, department_evaluation, state):
    found = walk(department_evaluation, state, town.people)
    assert found == expected(ALLOWED, state)


def framed(evaluation, town, items):
    return set_indicators(evaluation, items, by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)


def refused(evaluation, step, by):
    with pytest.raises(Refused) as caught:
        fire(evaluation, step, by=by, at=NOON)
    return caught.value.faults


def test_a_plan_needs_indicators(town, department_evaluation):
    bare = framed(department_evaluation, town, [])
    by = town.people[Role.DEPARTMENT_OFFICER]
    assert refused(bare, "submit_plan", by) == ("尚未设置评价指标",)


def test_weights_add_up_to_a_hundred(town, department_evaluation):
    items = [replace(FRAMEWORK[0], weight=Decimal("19.99"), score=None), *FRAMEWORK[1:]]
    by = town.people[Role.DEPARTMENT_OFFICER]
    found = refused(framed(department_evaluation, town, items), "submit_plan", by)
    assert found == ("指标权重合计应为100，现为99.99",)


@pytest.mark.parametrize(
    ("moved", "faults"),
    [("0", ()), ("0.01", ("产出和效益权重应不低于60%，现为59.99%",))],
)
def test_results_weigh_sixty_at_least(town, department_evaluation, moved, faults):
    moved = Decimal(moved)
    items = [
        replace(FRAMEWORK[0], weight=Decimal(20) + moved),
        *FRAMEWORK[1:3],
        replace(FRAMEWORK[3], area=Area.BENEFIT, weight=Decimal(30) - moved),
    ]
    evaluation = framed(department_evaluation, town, items)
    by = town.people[Role.DEPARTMENT_OFFICER]
    if faults:
        assert refused(evaluation, "submit_plan", by) == faults
    else:
        assert fire(evaluation, "submit_plan", by=by, at=NOON).state == "plan_review"


def test_a_result_needs_every_score_and_workpaper_and_is_graded(town, department_evaluation):
    evaluation = put(department_evaluation, "evaluating")
    bare = [FRAMEWORK[0], replace(FRAMEWORK[1], workpaper=" "), *FRAMEWORK[2:]]
    by = town.people[Role.DEPARTMENT_OFFICER]
    evaluation = framed(evaluation, town, bare)
    assert refused(evaluation, "submit_result", by) == ("尚无评分或评价底稿：预算执行率",)
    evaluation = framed(evaluation, town, FRAMEWORK)
    done = fire(evaluation, "submit_result", by=by, at=NOON)
    assert (done.score, done.grade) == (Decimal(85), "good")


def test_another_department_opens_no_evaluation(town, in_force):
    with pytest.raises(Forbidden):
        plan_department_evaluation(
            in_force.project_year, by=town.people[Role.DESK], amount=Decimal(1), at=NOON
        )
