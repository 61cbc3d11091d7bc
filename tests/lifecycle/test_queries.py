"""What waits for whom, the timeline and the history of a project-year."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lifecycle import queries
from lifecycle.models import Heartbeat, Notice, Project, ProjectYear, Substitution, Target
from lifecycle.queries.inbox import SHOWN, returned_states
from lifecycle.rights import seats_of
from lifecycle.roles import PEOPLE, Role
from lifecycle.scope import machines
from lifecycle.transitions import edit, fire, steps_for
from tests.conftest import NOON, YEAR, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()
OFFICER = Role.DEPARTMENT_OFFICER
WAITS = """
draft          unit_officer
returned       unit_officer
unit_submitted department_officer,department_head
dept_review    department_officer,department_head
biz_review     desk
perf_review    performance
finalised      budget
approved       -
published      -
blocked        performance
void           -
"""
"""For whom the target of an ordinary project waits in each state."""


@pytest.mark.parametrize("line", WAITS.strip().splitlines(), ids=lambda line: line.split()[0])
def test_a_target_waits_for_whoever_can_lead_it_on(town, target, at, line):
    state, roles = line.split()
    at(target, state)
    found = {role for role in PEOPLE if queries.inbox_for(town.people[role], NOON).total}
    assert found == (set() if roles == "-" else set(roles.split(",")))


@pytest.mark.parametrize(
    ("kind", "marks", "waits"),
    [
        ("project", {}, 0),
        ("project", {"is_key": True}, 1),
        ("department", {}, 1),
        ("project", {"is_key": True, "is_secret": True}, 0),
        ("department", {"is_secret": True}, 0),
    ],
)
def test_an_approved_target_waits_only_where_it_must_be_published(
    town, target, at, kind, marks, waits
):
    Project.objects.update(kind=kind)
    ProjectYear.objects.update(**marks)
    at(target, "approved", due_on=date(2023, 2, 20))
    for role in PEOPLE:
        expected = waits if role in (OFFICER, Role.DEPARTMENT_HEAD) else 0
        assert queries.inbox_for(town.people[role], NOON).total == expected
        assert queries.inbox_count(town.people[role], DAY) == expected
    choices = steps_for(at(target, "approved"), town.people[OFFICER], at=NOON)
    assert [choice.name for choice in choices if choice.open] == (
        [] if "is_secret" in marks else ["publish"]
    )


def test_a_version_that_another_replaced_does_not_wait_to_be_published(town, target, at):
    ProjectYear.objects.update(is_key=True)
    at(target, "approved")
    newer = Target.objects.create(
        project_year=target.project_year, organisation=town.unit, year=YEAR, goal="二",
        amount=7, number=2,
    )  # fmt: skip
    newer = at(newer, "approved")
    found = queries.inbox_for(town.people[OFFICER], NOON)
    assert [item.subject for item in found.items] == [newer]
    at(newer, "published")
    assert queries.inbox_for(town.people[OFFICER], NOON).total == 0


def test_the_list_says_what_where_since_when_and_until_when(town, target, at):
    due = date(2023, 2, 27)
    at(target, "unit_submitted", since=NOON, due_on=due)
    inbox = queries.inbox_for(town.people[Role.DEPARTMENT_OFFICER], NOON)
    (item,) = inbox.items
    assert (item.stage, item.subject, item.state) == ("lifecycle.target", target, "单位送审")
    assert (item.since, item.due_on, item.days_left) == (NOON, due, -2)
    assert item.overdue
    assert not item.returned
    assert inbox.counts == {"lifecycle.target": 1}


def more(target, state, at, n, **columns):
    project = target.project_year.project
    found = ProjectYear.objects.create(project=project, year=YEAR + n)
    other = Target.objects.create(
        project_year=found, organisation=target.organisation, year=YEAR, goal="目标", amount=1
    )
    return at(other, state, **columns)


def test_what_was_returned_comes_first_then_what_is_due_soonest(town, target, at):
    late = at(target, "draft", due_on=date(2023, 5, 1))
    never = more(target, "draft", at, 1)
    soon = more(target, "draft", at, 2, due_on=date(2023, 3, 2))
    back = more(target, "returned", at, 3, due_on=date(2023, 6, 1))
    found = queries.inbox_for(town.people[Role.UNIT_OFFICER], NOON).items
    assert [item.subject for item in found] == [back, soon, late, never]
    assert [item.returned for item in found] == [True, False, False, False]


def test_returned_is_read_from_the_steps_of_every_stage():
    found = {m.stage_name(): sorted(returned_states(m)) for m in machines()}
    assert found["target"] == found["report"] == found["self_evaluation"] == ["returned"]
    assert found["publication"] == ["returned"]
    assert found["rectification"] == ["reopened"]
    assert found["warning"] == found["key_evaluation"] == found["application"] == []


def test_what_ones_own_four_eyes_bar_does_not_wait(town, target, at):
    head = town.people[Role.DEPARTMENT_HEAD]
    at(target, "unit_submitted", filed_by=head.pk)
    assert queries.inbox_for(head, NOON).total == 0
    assert queries.inbox_for(town.people[Role.DEPARTMENT_OFFICER], NOON).total == 1
    assert queries.inbox_count(head, DAY) == 0


def test_what_was_filed_for_whom_one_stands_in_for_does_not_wait_either(town, target, at):
    head = town.people[Role.DEPARTMENT_HEAD]
    deputy = seated("deputy", Role.ADMINISTRATOR, town.bureau)
    Substitution.objects.create(
        absent=head, substitute=deputy, starts_on=DAY, ends_on=DAY, reason="休假"
    )
    at(target, "unit_submitted", filed_for=head.pk)
    assert queries.inbox_for(deputy, NOON).total == 0
    at(target, "unit_submitted", filed_for=None)
    assert queries.inbox_for(deputy, NOON).total == 1


def test_whatever_waits_can_be_taken_on_or_lacks_a_need_alone(town, target, at):
    for state in Target.State:
        subject = at(target, state)
        for person in town.people.values():
            if queries.inbox_for(person, NOON).total:
                codes = [{r.code for r in c.refusals} for c in steps_for(subject, person, at=NOON)]
                assert any(found <= {"need"} for found in codes)


def test_the_count_is_that_of_the_list_in_two_queries(town, target, django_assert_num_queries, at):
    at(target, "unit_submitted")
    with django_assert_num_queries(2):
        assert queries.inbox_count(town.people[Role.DEPARTMENT_OFFICER], DAY) == 1
    assert queries.inbox_count(town.people[Role.ADMINISTRATOR], DAY) == 0


def count(queries_of, work):
    with queries_of as found:
        work()
    return len(found)


def test_the_list_costs_the_same_for_one_and_for_many(town, target, at):
    officer = town.people[Role.UNIT_OFFICER]

    def work():
        return [(str(t.subject), str(t.subject.organisation)) for t in
                queries.inbox_for(officer, NOON).items]  # fmt: skip

    one = count(CaptureQueriesContext(connection), work)
    for n in range(1, SHOWN + 5):
        more(target, "draft", at, n)
    assert count(CaptureQueriesContext(connection), work) == one
    (pile,) = queries.inbox_for(officer, NOON).piles
    assert (pile.count, len(pile.items), pile.more) == (SHOWN + 5, SHOWN, 5)


def course_seen(project_year, person):
    seats = queries.seats_for(person, DAY)
    return queries.course_of(project_year, person, day=DAY, seats=seats)


def test_the_timeline_lists_every_stage_in_the_order_of_the_year(town, target, project_year):
    found = course_seen(project_year, town.people[Role.AUDITOR])
    assert [stage.name for stage in found] == [
        "appraisal", "target", "amendment", "report", "warning", "pause", "halt",
        "rectification", "self_evaluation", "department_evaluation", "key_evaluation",
        "application", "publication",
    ]  # fmt: skip
    stage = found[1]
    assert (stage.label, stage.mark, found[0].mark) == ("绩效目标", "now", "ahead")
    (placed,) = stage.objects
    assert (placed.subject, placed.state, placed.place) == (target, "编制中", 1)
    assert len(placed.states) == len(Target.State)


def test_the_timeline_shows_each_reader_their_own(town, target, project_year):
    for role, seen in {Role.UNIT_HEAD: 1, Role.AGENCY: 0, Role.ADMINISTRATOR: 0}.items():
        found = course_seen(project_year, town.people[role])
        assert sum(len(stage.objects) for stage in found) == seen


def test_the_history_tells_every_line_in_words_newest_first(town, target, project_year):
    officer = town.people[Role.UNIT_OFFICER]
    edit(target, by=officer, changes={"amount": 5}, at=NOON)
    fire(target, "submit", by=officer, at=NOON)
    found = queries.chronicle_for(course_seen(project_year, officer), page="1")
    lines = [each.line for each in found.object_list]
    told = [(line.stage, line.step, line.before, line.after) for line in lines]
    assert told == [
        ("绩效目标", "送审", "编制中", "单位送审"),
        ("绩效目标", "修改内容", "编制中", "编制中"),
    ]
    stranger = town.people[Role.EXPERT]
    nothing = queries.chronicle_for(course_seen(project_year, stranger), page="1")
    assert nothing.object_list == []


def test_a_project_year_says_amount_and_state_of_its_newest_target(town, target, project_year, at):
    user = town.people[Role.UNIT_HEAD]
    found = queries.project_year_for(user, project_year.pk, DAY)
    assert (found.amount, found.target_state) == (target.amount, "draft")
    at(target, "approved")
    Target.objects.create(
        project_year=project_year, organisation=town.unit, year=YEAR, goal="二", amount=7, number=2
    )
    found = queries.project_year_for(user, project_year.pk, DAY)
    assert (found.amount, found.target_state) == (7, "draft")


def test_what_congress_may_not_see_is_not_in_the_list_either(town, target, project_year):
    ProjectYear.objects.update(to_congress=True)
    found = queries.project_year_for(town.people[Role.CONGRESS], project_year.pk, DAY)
    assert (found.amount, found.target_state) == (None, None)


def test_congress_is_shown_the_largest_that_are_before_it_with_what_is_in_force(
    town, target, project_year, at
):
    project = Project.objects.create(code="52010023T9", name="操场", organisation=town.unit)
    ProjectYear.objects.create(project=project, year=YEAR)
    at(target, "approved", amount=3)
    Target.objects.create(
        project_year=project_year, organisation=town.unit, year=YEAR, goal="二", amount=7, number=2
    )
    seats = seats_of(town.people[Role.CONGRESS], DAY)
    assert queries.largest_of(seats, YEAR, DAY) == queries.Some([], 0)
    ProjectYear.objects.filter(pk=project_year.pk).update(to_congress=True)
    found = queries.largest_of(seats, YEAR, DAY)
    assert [(row.pk, row.amount) for row in found.rows] == [(project_year.pk, 3)]
    assert (found.total, queries.largest_of(seats, YEAR - 1, DAY).total) == (1, 0)


def test_the_branches_of_the_congress_hold_what_is_before_it_alone(town, target, project_year, at):
    project = Project.objects.create(code="52010023T9", name="操场", organisation=town.unit)
    ProjectYear.objects.create(project=project, year=YEAR)
    at(target, "approved", amount=3)
    ProjectYear.objects.filter(pk=project_year.pk).update(to_congress=True)
    person = town.people[Role.CONGRESS]
    seats = seats_of(person, DAY)
    whole = queries.whole_of(queries.tree_of(queries.branches_for(seats)))
    assert (whole.count, whole.approved) == (1, 3)
    assert queries.department_names(person, DAY, seats) == [(str(town.department.pk), "教育局")]
    assert queries.branches_for(seats_of(town.people[Role.EXPERT], DAY)) is None


def test_a_loop_that_never_ran_is_not_silent_and_one_that_stopped_is(db):
    assert queries.silent_loops() == []
    now = timezone.now()
    Heartbeat.objects.create(loop="tick", last_seen=now - timedelta(minutes=4))
    Heartbeat.objects.create(loop="relay", last_seen=now - timedelta(minutes=6))
    Heartbeat.objects.create(loop="seal", last_seen=now - timedelta(minutes=29))
    assert queries.silent_loops() == ["relay"]
    Heartbeat.objects.filter(loop="seal").update(last_seen=now - timedelta(minutes=31))
    assert queries.silent_loops() == ["relay", "seal"]


def test_only_ones_own_newest_ten_notices_are_shown(town):
    for n in range(12):
        for role in (Role.DESK, Role.BUDGET):
            Notice.objects.create(
                person=town.people[role],
                address="a@example.com",
                kind="x",
                subject=f"第{n}封",
                body="正文",
                message_id=f"<{role}.{n}@example.com>",
                at=NOON,
            )
    found = [notice.subject for notice in queries.notices_for(town.people[Role.DESK])]
    assert found == [f"第{n}封" for n in range(11, 1, -1)]
