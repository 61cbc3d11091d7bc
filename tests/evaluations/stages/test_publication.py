"""Publication: every cell of state × step × role, every need, and what goes out with a batch."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from evaluations.actions import issue_self_evaluations, prepare_batch, recopy_batch
from evaluations.models import Publication, SelfEvaluation
from lifecycle.models import Project, ProjectYear, Target
from lifecycle.models.subject import canonical, digest
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import PEOPLE, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, put, seated
from tests.ground import standing
from tests.stage_table import read

DEPARTMENT = """
batch_draft submit    department_officer                    check
returned    submit    department_officer                    check
check       approve   department_head                       approved
check       send_back department_head,performance           returned
approved    send_back department_head,performance           returned
approved    publish   department_officer,department_head    published
published   correct   department_head,performance           corrected
"""
CITY = """
batch_draft submit_city  performance check
returned    submit_city  performance check
check       approve_city performance approved
check       send_back    performance returned
approved    send_back    performance returned
approved    publish_city performance published
published   correct      performance corrected
"""


def promised(town, name, *, kind="project", place=None, **columns):
    """Make a project-year whose target is approved."""
    place = place or town.unit
    project = Project.objects.create(
        code=f"52010023T{Project.objects.count() + 100:012d}",
        name=name,
        organisation=place,
        kind=kind,
    )
    year = ProjectYear.objects.create(project=project, year=YEAR, **columns)
    target = Target.objects.create(
        project_year=year,
        organisation=place,
        year=YEAR,
        goal=name,
        amount=Decimal(1000),
    )
    return put(target, "approved", approved_on=date(2023, 2, 20))


@standing
def promises(town):
    whole = promised(town, "部门整体", kind="department", place=town.department)
    keys = [promised(town, f"重点{n}", is_key=True) for n in (1, 2)]
    return [whole, *keys]


@standing
def batch(town, promises):
    return prepared(town)


def prepared(town, kind="budget", place=None, role=Role.DEPARTMENT_OFFICER, **columns):
    return prepare_batch(
        place or town.department,
        kind=kind,
        year=YEAR,
        by=town.people[role],
        at=NOON,
        **columns,
    )


def walked(subject, state, town):
    """Try every step as every role; a need may only say that the batch is not the city's."""
    subject = put(subject, state)
    found = {}
    for role in (*PEOPLE, Role.SYSTEM):
        for name in sorted({edge.name for edge in Publication.edges()}):
            with transaction.atomic():
                point = transaction.savepoint()
                by = town.people.get(role)
                try:
                    moved = fire(subject, name, by=by, note="说明", at=NOON)
                    found[str(state), name, str(role)] = str(moved.state)
                except Refused as refused:
                    others = [one for one in refused.refusals if one.need != "of_city"]
                    assert {one.code for one in others} <= {Code.RIGHT, Code.STATE}
                    fresh = Publication.objects.get(pk=subject.pk)
                    assert (fresh.state, fresh.version) == (subject.state, subject.version)
                finally:
                    transaction.savepoint_rollback(point)
    return found


def narrowed(allowed, state):
    return {cell: target for cell, target in read(allowed).items() if cell[0] == str(state)}


@pytest.mark.parametrize("state", Publication.State)
def test_every_cell_for_a_department(town, batch, state):
    assert walked(batch, state, town) == narrowed(DEPARTMENT, state)


@pytest.mark.parametrize("state", Publication.State)
def test_every_cell_for_the_city(town, promises, state):
    ProjectYear.objects.filter(is_key=True).update(to_congress=True)
    city = prepared(town, "congress", town.bureau, Role.PERFORMANCE)
    assert walked(city, state, town) == narrowed(CITY, state)


def refused(batch, town, step="submit", role=Role.DEPARTMENT_OFFICER):
    with pytest.raises(Refused) as caught:
        fire(batch, step, by=town.people[role], at=NOON)
    return caught.value.faults


def test_a_batch_holds_frozen_copies_and_shows_its_clock(town, promises):
    batch = prepared(town, clock_from=date(2023, 2, 20))
    assert (batch.out_by, batch.days_left(date(2023, 3, 1))) == (date(2023, 3, 12), 11)
    items = list(batch.items.order_by("object_id"))
    assert [item.object_id for item in items] == [target.pk for target in promises]
    assert all(item.sha256 == digest(canonical(item.payload)) for item in items)
    assert items[1].payload["content"]["goal"] == "重点1"
    assert items[1].payload["organisation"] == "第一小学"


def test_a_batch_has_the_whole_and_two_key_projects(town):
    promised(town, "重点1", is_key=True)
    promised(town, "一般")
    assert refused(prepared(town), town) == (
        "缺少部门整体绩效目标；重点项目绩效目标应不少于2个，现有1个",
    )


def test_secret_projects_are_left_out_and_stop_a_batch_when_they_become_secret(town, batch):
    promised(town, "涉密", is_key=True, is_secret=True)
    fresh = recopy_batch(batch, by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    assert fresh.items.count() == 3
    ProjectYear.objects.filter(project__name="重点2").update(is_secret=True)
    assert "含涉密项目1个，涉密项目不得公开，请移出" in refused(fresh, town)[0]


def test_a_city_batch_needs_something_public(town, promises):
    city = prepared(town, "congress", town.bureau, Role.PERFORMANCE)
    assert refused(city, town, "submit_city", Role.PERFORMANCE) == ("批次中没有内容",)


def test_an_item_that_moved_on_is_copied_anew(town, batch, promises):
    fire(promises[1], "publish", by=town.people[Role.DEPARTMENT_HEAD], at=NOON)
    assert refused(batch, town) == ("有1项内容已有新版本，请重新取数",)
    by = town.people[Role.DEPARTMENT_OFFICER]
    fresh = recopy_batch(batch, by=by, at=NOON)
    assert fire(fresh, "submit", by=by, at=NOON).state == "check"


def test_who_drafted_does_not_approve(town, promises):
    ProjectYear.objects.filter(is_key=True).update(to_congress=True)
    city = prepared(town, "congress", town.bureau, Role.PERFORMANCE)
    by = town.people[Role.PERFORMANCE]
    row = fire(city, "submit_city", by=by, at=NOON)
    with pytest.raises(Forbidden, match="他人审核"):
        fire(row, "approve_city", by=by, at=NOON)
    other = seated("colleague", Role.PERFORMANCE, town.bureau)
    assert fire(row, "approve_city", by=other, at=NOON).state == "approved"


def test_the_bureau_does_not_publish_for_a_department(town, batch):
    row = put(batch, "approved")
    assert refused(row, town, "publish_city", Role.PERFORMANCE) == ("部门批次由主管部门办理",)


def test_a_published_budget_batch_publishes_its_targets_by_the_same_person(town, batch, promises):
    by = town.people[Role.DEPARTMENT_HEAD]
    fire(put(batch, "approved"), "publish", by=by, at=NOON)
    states = Target.objects.values_list("state", "published_on").distinct()
    assert list(states) == [("published", NOON.date())]


def test_a_target_that_may_not_go_out_holds_back_the_whole_batch(town, batch):
    row = put(batch, "approved")
    elsewhere = Target.objects.filter(project_year__project__name="重点2")
    moved = elsewhere.get()
    put(moved, "approved", organisation=town.bureau.pk)
    with pytest.raises(Refused):
        fire(row, "publish", by=town.people[Role.DEPARTMENT_HEAD], at=NOON)
    assert Publication.objects.get().state == "approved"
    assert not Target.objects.filter(state="published").exists()


def test_a_final_batch_publishes_self_evaluations(town, promises):
    assert issue_self_evaluations(YEAR, at=NOON) == 3
    for row in SelfEvaluation.objects.all():
        put(row, "confirmed", total=Decimal(90), grade="excellent")
    batch = prepared(town, "final")
    assert batch.items.count() == 3
    by = town.people[Role.DEPARTMENT_OFFICER]
    fire(put(batch, "approved"), "publish", by=by, at=NOON)
    assert set(SelfEvaluation.objects.values_list("state", flat=True)) == {"published"}


def test_a_report_batch_publishes_key_evaluations(town, framed):
    put(framed, "applied", score=Decimal(85), grade="good")
    batch = prepared(town, "report", town.bureau, Role.PERFORMANCE)
    fire(put(batch, "approved"), "publish_city", by=town.people[Role.PERFORMANCE], at=NOON)
    framed.refresh_from_db()
    assert (framed.state, framed.published_on) == ("published", NOON.date())


def test_a_corrected_batch_stays_and_a_new_number_follows(town, batch):
    with pytest.raises(Refused, match="已有未更正"):
        prepared(town)
    head = town.people[Role.DEPARTMENT_HEAD]
    fire(put(batch, "published"), "correct", by=head, note="金额有误", at=NOON)
    second = prepared(town)
    assert (second.number, Publication.objects.count()) == (2, 2)


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.DESK, Role.PERFORMANCE])
def test_only_the_department_draws_up_its_batch(town, promises, role):
    with pytest.raises(Forbidden):
        prepared(town, role=role)


def test_days_run_from_the_day_of_the_reply(town, batch):
    assert batch.out_by == NOON.date() + timedelta(days=20)
