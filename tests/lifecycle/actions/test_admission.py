"""Who may write a row beside an object: the same answers as a step would give."""

import pytest

from lifecycle.actions import admission
from lifecycle.actions.target import draft_target
from lifecycle.actions.windows import set_window
from lifecycle.machine import Act
from lifecycle.models import Target
from lifecycle.refusals import Code, Forbidden, Refusal, Refused
from lifecycle.roles import Role
from lifecycle.rules.windows import Span
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON, YEAR, put
from tests.lifecycle.windows import DAY, TODAY, granted

NOTE = "批注"
REVIEWERS = (Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD)


def admitted(target, by, **terms):
    states = ["unit_submitted", "dept_review"]
    return admission.admit(target, NOTE, by=by, roles=REVIEWERS, states=states, at=NOON, **terms)


def refusal(target, by, **terms):
    with pytest.raises(Refused) as refused:
        admitted(target, by, **terms)
    return type(refused.value), refused.value.refusals


def test_who_may_gets_the_object_as_it_stands_under_the_lock(town, target):
    fresh = put(target, "unit_submitted", goal="新目标")
    officer = town.people[Role.DEPARTMENT_OFFICER]
    locked, act = admitted(target, officer)
    assert (target.state, locked.state, locked.goal) == ("draft", fresh.state, "新目标")
    assert act == Act(by=officer, at=NOON, day=NOON.date(), note="")
    assert locked.acting_on == NOON.date()


def test_a_stranger_is_forbidden_whatever_the_state(town, target):
    said = (Refusal(Code.RIGHT, "此动作由部门绩效专员、部门负责人办理"),)
    assert refusal(target, town.people[Role.UNIT_OFFICER]) == (Forbidden, said)


def test_another_state_is_refused_with_its_name_and_that_of_the_act(town, target):
    said = (Refusal(Code.STATE, "现为“编制中”，不能“批注”"),)
    assert refusal(target, town.people[Role.DEPARTMENT_HEAD]) == (Refused, said)


def test_who_filed_is_barred_only_where_the_act_checks(town, target):
    officer = town.people[Role.UNIT_OFFICER]
    filed = fire(target, "submit", by=officer, at=NOON)
    seat = {"organisation": town.department, "role": Role.DEPARTMENT_OFFICER}
    officer.seats.create(starts_on=NOON.date(), **seat)
    said = (Refusal(Code.FOUR_EYES, "本人报送的事项须由他人审核"),)
    assert refusal(filed, officer, checking=True) == (Forbidden, said)
    assert admitted(filed, officer)[0] == filed


def test_who_may_open_is_asked_of_an_object_that_is_not_there_yet(town, project_year):
    made = Target(project_year=project_year, organisation=town.unit, year=YEAR)
    officer, auditor = town.people[Role.DEPARTMENT_OFFICER], town.people[Role.AUDITOR]
    admission.may_open(made, roles=REVIEWERS, act=Act(officer, NOON, NOON.date(), ""))
    with pytest.raises(Forbidden, match=r"^此动作由部门绩效专员、部门负责人办理$"):
        admission.may_open(made, roles=REVIEWERS, act=Act(auditor, NOON, NOON.date(), ""))


@pytest.mark.parametrize(
    ("span", "spared", "opens"),
    [
        (Span(None, TODAY - DAY), False, False),
        (Span(None, TODAY - DAY), True, True),
        (Span(None, TODAY), False, True),
        (Span(TODAY + DAY), False, True),  # what opens later is prepared before
    ],
)
def test_nothing_is_opened_whose_window_has_closed(town, project_year, span, spared, opens):
    division, officer = town.people[Role.PERFORMANCE], town.people[Role.UNIT_OFFICER]
    set_window("target", year=YEAR, span=span, note="按日程", by=division, at=NOON)
    if spared:
        granted(town, division)
    asked = {"goal": GOAL, "amount": 1, "by": officer, "at": NOON}
    if opens:
        assert draft_target(project_year, **asked).state == "draft"
        return
    with pytest.raises(Refused, match="填报窗口已经关闭") as refused:
        draft_target(project_year, **asked)
    assert (refused.value.codes, Target.objects.count()) == ((Code.WINDOW,), 0)


@pytest.mark.parametrize("missing", [False, "", None, 0])
def test_what_is_required_and_missing_is_refused_in_its_own_words(missing):
    with pytest.raises(Refused) as refused:
        admission.require(missing, "请填写意见")
    assert refused.value.refusals == (Refusal(Code.CONTENT, "请填写意见"),)
    assert not isinstance(refused.value, Forbidden)
    admission.require("意见", "请填写意见")
