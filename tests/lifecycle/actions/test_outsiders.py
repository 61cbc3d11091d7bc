"""Assigning agencies and experts, with 回避."""

from datetime import date, timedelta

import pytest

from lifecycle.actions.outsiders import assign_outsider, declare_no_conflict, release_outsider
from lifecycle.models import Assignment
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Level, Role
from tests.conftest import NOON, organisation, put, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(town):
    return town.people[Role.PERFORMANCE]


def test_an_assigned_expert_signs_the_conflict_statement(town, appraisal, bureau):
    expert = town.people[Role.EXPERT]
    made = assign_outsider(appraisal, expert, Role.EXPERT, by=bureau, at=NOON)
    assert (made.machine, made.object_id) == ("lifecycle.appraisal", appraisal.pk)
    assert (made.starts_on, made.ends_on, made.cleared_on) == (NOON.date(), None, None)
    with pytest.raises(Forbidden, match="本人"):
        declare_no_conflict(made, by=bureau, at=NOON)
    declare_no_conflict(made, by=expert, at=NOON)
    assert Assignment.objects.get().cleared_on == NOON.date()


def test_only_the_performance_division_assigns(town, appraisal):
    for role in (Role.DESK, Role.UNIT_HEAD, Role.AGENCY, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden) as refused:
            assign_outsider(
                appraisal, town.people[Role.EXPERT], Role.EXPERT, by=town.people[role], at=NOON
            )
        assert refused.value.codes == (Code.RIGHT,)


def refusal(appraisal, person, role, bureau):
    with pytest.raises(Refused) as refused:
        assign_outsider(appraisal, person, role, by=bureau, at=NOON)
    assert not Assignment.objects.exists()
    return refused.value.faults[0]


def test_who_belongs_to_the_assessed_stands_aside_for_a_year(town, appraisal, bureau):
    sentence = "专家与被评估单位同属一个单位，应当回避"
    sibling = organisation("219002", "第二小学", Level.UNIT, town.department)
    expert = town.people[Role.EXPERT]
    for place in (town.unit, town.department, sibling):
        seat = expert.seats.create(
            organisation=place, role=Role.UNIT_OFFICER, starts_on=date(2020, 1, 2)
        )
        assert refusal(appraisal, expert, Role.EXPERT, bureau) == sentence
        seat.ends_on = NOON.date() - timedelta(days=365)
        seat.save()
        assert refusal(appraisal, expert, Role.EXPERT, bureau) == sentence
        seat.delete()
    expert.seats.create(
        organisation=town.unit,
        role=Role.UNIT_OFFICER,
        starts_on=date(2020, 1, 2),
        ends_on=NOON.date() - timedelta(days=366),
    )
    assert assign_outsider(appraisal, expert, Role.EXPERT, by=bureau, at=NOON).pk


def test_who_is_elsewhere_in_the_city_may_be_an_expert(town, appraisal, bureau):
    other = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    expert = town.people[Role.EXPERT]
    expert.seats.create(
        organisation=other, role=Role.DEPARTMENT_OFFICER, starts_on=date(2020, 1, 1)
    )
    assert assign_outsider(appraisal, expert, Role.EXPERT, by=bureau, at=NOON).pk


def test_who_filed_it_stands_aside(town, appraisal, bureau):
    expert = town.people[Role.EXPERT]
    subject = put(appraisal, "desk_review", filed_for=expert.pk)
    sentence = "专家参与了该事项的报送，应当回避"
    assert refusal(subject, expert, Role.EXPERT, bureau) == sentence


def test_a_person_is_assigned_only_in_a_role_they_hold(town, appraisal, bureau):
    desk = seated("desk2", Role.DESK, town.desk, name="李四")
    assert refusal(appraisal, desk, Role.DESK, bureau) == "只能指派第三方机构或专家"
    assert refusal(appraisal, desk, Role.EXPERT, bureau) == "李四不在专家的岗位上"


def test_nobody_is_assigned_twice_nor_in_two_roles(town, appraisal, bureau):
    expert = town.people[Role.EXPERT]
    expert.seats.create(organisation=town.outside, role=Role.AGENCY, starts_on=date(2020, 1, 1))
    assign_outsider(appraisal, expert, Role.EXPERT, by=bureau, at=NOON)
    for role in (Role.EXPERT, Role.AGENCY):
        with pytest.raises(Refused, match="已指派到该事项"):
            assign_outsider(appraisal, expert, role, by=bureau, at=NOON)


def test_who_is_released_has_no_right_and_may_come_back(town, appraisal, bureau):
    expert = town.people[Role.EXPERT]
    made = assign_outsider(appraisal, expert, Role.EXPERT, by=bureau, at=NOON)
    declare_no_conflict(made, by=expert, at=NOON)
    release_outsider(appraisal, made, by=bureau, at=NOON)
    kept = Assignment.objects.get()
    assert (kept.ends_on, kept.cleared_on) == (NOON.date() - timedelta(days=1), None)
    again = assign_outsider(appraisal, expert, Role.EXPERT, by=bureau, at=NOON)
    assert (again.pk, again.ends_on) == (made.pk, None)


def test_an_assignment_elsewhere_is_not_released_here(town, appraisal, bureau):
    made = assign_outsider(appraisal, town.people[Role.EXPERT], Role.EXPERT, by=bureau, at=NOON)
    made.object_id += 1
    with pytest.raises(Refused, match="未指派到该事项"):
        release_outsider(appraisal, made, by=bureau, at=NOON)
