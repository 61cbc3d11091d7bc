"""Statements are kept, their rows are not; the first rows of a list are found by their keys."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle import queries
from lifecycle.models import Project, ProjectYear, Target
from lifecycle.queries.completeness import FILED
from lifecycle.queries.duties import owed
from lifecycle.queries.inbox import waiting_rows
from lifecycle.queries.kept import Statement, pooled, written
from lifecycle.rights import seats_of
from lifecycle.roles import Level, Role
from lifecycle.scope import machines
from lifecycle.tally_sql import FILINGS
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, organisation, put

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def head(town):
    return town.people[Role.DEPARTMENT_HEAD]


def waiting(town, n, state="draft"):
    project = Project.objects.create(code=f"P{n:04d}", name=f"道路{n}", organisation=town.unit)
    row = ProjectYear.objects.create(project=project, year=YEAR)
    made = Target.objects.create(
        project_year=row,
        organisation=town.unit,
        year=YEAR,
        goal="目标",
        amount=Decimal("12.30") * n,
    )
    return put(made, state) if state != "draft" else made


def test_what_is_kept_of_a_reader_is_the_text_and_never_the_rows(town, head):
    seats = seats_of(head, DAY)
    assert queries.inbox_counts(head, DAY) == {}
    assert queries.urgent_for(head, seats, DAY) == []
    assert queries.waiting_for(head, at=NOON).total == 0
    made = waiting(town, 1, "unit_submitted")
    assert queries.inbox_counts(head, DAY) == {"lifecycle.target": 1}
    assert [row.subject.pk for row in queries.urgent_for(head, seats, DAY)] == [made.pk]
    assert queries.waiting_for(head, at=NOON).total == 1
    fire(Target.objects.get(pk=made.pk), "dept_return", by=head, note="重报", at=NOON)
    assert queries.inbox_counts(head, DAY) == {}
    assert queries.waiting_for(head, at=NOON).entries == ()


def test_whoever_loses_a_seat_is_told_nothing_by_what_was_kept(town, head):
    waiting(town, 1, "unit_submitted")
    assert queries.inbox_counts(head, DAY) == {"lifecycle.target": 1}
    head.seats.update(ends_on=DAY - timedelta(days=1))
    assert queries.inbox_counts(head, DAY) == {}


def test_a_statement_gives_its_parts_and_its_length(town):
    keys = sorted(waiting(town, n).pk for n in range(1, 6))
    rows = Target.objects.order_by("pk").values_list("pk")
    found = written(rows)
    assert found.part(1, 2) == [(keys[1],), (keys[2],)]
    assert (found.count(), found.rows()) == (5, [(key,) for key in keys])


def test_a_statement_that_can_have_no_rows_is_not_asked():
    with CaptureQueriesContext(connection) as asked:
        for nothing in (Statement(), written(None), written(Target.objects.filter(pk__in=[]))):
            assert (nothing.rows(), nothing.part(0, 5), nothing.count()) == ([], [], 0)
    assert len(asked) == 0


def test_the_first_rows_stand_in_order_and_the_length_is_of_all(town):
    made = [waiting(town, n) for n in range(1, 9)]
    found = queries.some(Target.objects.select_related("organisation"), "-amount")
    assert [row.pk for row in found.rows] == [row.pk for row in made[:2:-1]]
    assert found.total == 8
    assert queries.some(Target.objects.filter(number=9)) == queries.Some([], 0)


def test_a_part_read_by_its_keys_keeps_the_order_of_the_list(town):
    made = [waiting(town, n) for n in range(1, 9)]
    rows = Target.objects.filter(year=YEAR).order_by("-amount")
    assert queries.part_of(rows, rows[2:5]) == made[5:2:-1]


def test_a_row_of_the_worklist_bears_the_exact_amount(town, head):
    waiting(town, 7, "unit_submitted")
    (entry,) = queries.waiting_for(head, at=NOON).entries
    assert entry.subject.amount == Decimal("86.10")
    assert str(entry.subject.organisation) == "第一小学"


def test_what_is_owed_by_state_and_on_a_condition_never_names_a_row_twice(town):
    for n, state in enumerate(("draft", "unit_submitted", "approved", "published"), 1):
        waiting(town, n, state)
    ProjectYear.objects.update(is_key=True)
    for model in machines():
        parts = owed(model._default_manager.all(), DAY)
        keys = [row.pk for part in parts for row in part]
        assert sorted(keys) == sorted(set(keys))
    for person in town.people.values():
        rows = list(waiting_rows(person, DAY))
        found = [(row.stage(), row.pk) for some in rows for row in some]
        assert len(found) == len(set(found))


def test_what_must_be_public_waits_for_the_department_until_it_is_out(town):
    made = waiting(town, 1, "approved")
    officer = town.people[Role.DEPARTMENT_OFFICER]
    assert queries.inbox_counts(officer, DAY) == {}
    ProjectYear.objects.update(is_key=True)
    assert queries.inbox_counts(officer, DAY) == {"lifecycle.target": 1}
    ProjectYear.objects.update(is_secret=True)
    assert queries.inbox_counts(officer, DAY) == {}
    ProjectYear.objects.update(is_key=False, is_secret=False)
    Project.objects.update(kind=Project.Kind.DEPARTMENT)
    assert queries.inbox_counts(officer, DAY) == {"lifecycle.target": 1}
    put(Target.objects.get(pk=made.pk), "published")
    assert queries.inbox_counts(officer, DAY) == {}


def test_every_step_by_which_a_stage_with_a_date_is_filed_is_known_to_the_tallies():
    filed = {
        edge.name
        for model in machines()
        if model.stage() in FILED
        for edge in model.edges()
        if edge.about.files
    }
    assert filed == set(FILINGS)


def test_the_pool_of_several_lists_is_one_list(town):
    made = [waiting(town, n) for n in (1, 2)]
    some = [Target.objects.filter(pk=one.pk).values_list("pk", flat=True) for one in made]
    assert sorted(pooled(some)) == sorted(one.pk for one in made)


def test_a_unit_moved_below_another_department_takes_its_work_along(town):
    waiting(town, 1, "dept_review")
    other = organisation("211", Level.DEPARTMENT, town.desk)
    officer = town.people[Role.DEPARTMENT_OFFICER]
    assert queries.inbox_counts(officer, DAY) == {"lifecycle.target": 1}
    town.unit.department = other
    town.unit.save()
    assert queries.inbox_counts(officer, DAY) == {}
