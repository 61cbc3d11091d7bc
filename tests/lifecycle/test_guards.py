"""What the database refuses by itself, whoever asks and however."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from lifecycle.models import BudgetEvent, Target, TransitionLog
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON, YEAR, put

pytestmark = pytest.mark.django_db
LISTED = {(edge.source, edge.target) for edge in Target.edges()}
STATES = [str(state) for state in Target.State]


def refused(run):
    try:
        with transaction.atomic():
            run()
    except DatabaseError:
        return True
    return False


def writes(target, state):
    def by_update():
        Target.objects.filter(pk=target.pk).update(state=state, version=target.version + 1)

    def by_bulk_update():
        copy = Target.objects.get(pk=target.pk)
        copy.__dict__.update(state=state, version=target.version + 1)
        Target.objects.bulk_update([copy], ["state", "version"])

    def by_sql():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE lifecycle_target SET state = %s, version = version + 1 WHERE id = %s",
                [state, target.pk],
            )

    return by_update, by_bulk_update, by_sql


@pytest.mark.parametrize("source", STATES)
def test_only_listed_edges_pass_by_any_way_of_writing(target, source):
    target = put(target, source)
    for state in STATES:
        listed = (source, state) in LISTED or (
            source == state and source in {str(s) for s in Target.EDITABLE}
        )
        for write in writes(target, state):
            # The line in the log is asked for at commit, so here only the edge is judged.
            with transaction.atomic():
                point = transaction.savepoint()
                assert refused(write) is not listed, (source, state, write.__name__)
                transaction.savepoint_rollback(point)


@pytest.mark.parametrize(("state", "version"), list(product(STATES, (0, 1))))
def test_a_row_is_born_only_in_the_first_state_at_version_zero(project_year, state, version):
    row = Target(
        project_year=project_year,
        organisation=project_year.project.organisation,
        year=YEAR,
        goal=GOAL,
        amount=1,
        version=version,
    )
    row.__dict__["state"] = state
    assert refused(row.save) is ((state, version) != ("draft", 0))


def test_the_version_rises_by_exactly_one(target):
    for version in (0, 2, 7):
        assert refused(lambda v=version: Target.objects.filter(pk=target.pk).update(version=v))


def test_the_day_of_the_first_filing_is_written_with_its_line_and_stays(target, town):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    row = Target.objects.filter(pk=target.pk)
    (line,) = TransitionLog.objects.values()
    line |= {"id": None, "version": 2, "step": "accept", "before": line["after"]}
    line |= {"after": "dept_review", "at": NOON + timedelta(days=9)}

    def moved(day):
        TransitionLog.objects.create(**line)
        row.update(state="dept_review", version=2, first_filed_on=day)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert refused(lambda: moved(None))
    assert refused(lambda: moved(date(2023, 1, 1)))
    assert not refused(lambda: moved(NOON.date()))


def test_a_first_filing_is_never_of_another_day_than_its_line(target):
    row = Target.objects.filter(pk=target.pk)
    line = {"machine": "lifecycle.target", "object_id": target.pk, "version": 1, "at": NOON}
    line |= {"before": "draft", "after": "unit_submitted", "step": "submit", "pack": "p"}

    def filed(day):
        TransitionLog.objects.create(**line)
        row.update(state="unit_submitted", version=1, first_filed_on=day)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert refused(lambda: filed(NOON.date() - timedelta(days=1)))
    assert not refused(lambda: filed(NOON.date()))


def test_a_row_is_never_born_as_filed(project_year):
    row = Target(project_year=project_year, organisation=project_year.project.organisation)
    row.__dict__.update(year=YEAR, goal=GOAL, amount=1, first_filed_on=NOON.date())
    assert refused(row.save)


def test_a_row_is_never_deleted(target):
    target.indicators.all().delete()
    assert refused(target.delete)


def test_an_indicator_is_frozen_once_its_target_is_filed(target, town):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    row = target.indicators.first()
    assert refused(lambda: type(row).objects.filter(pk=row.pk).update(weight=1))
    assert refused(row.delete)
    row.pk = None
    assert refused(row.save)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE lifecycle_transitionlog SET note = 'x'",
        "DELETE FROM lifecycle_transitionlog",
        "TRUNCATE lifecycle_transitionlog",
        "UPDATE lifecycle_snapshot SET content = '{}'",
        "DELETE FROM lifecycle_snapshot",
    ],
)
def test_the_log_and_its_snapshots_are_append_only(target, town, sql):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)

    def run():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql)

    assert refused(run)


def test_a_log_line_cannot_be_written_out_of_turn(target, town):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    line = TransitionLog.objects.get()
    line.pk, line.version = None, 3
    assert refused(line.save)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-0.01", "1.005", "1000000000000"])
def test_money_is_refused_not_rounded(project_year, amount):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO lifecycle_budgetevent"
                ' (project_year_id, kind, amount, document, line, "on")'
                " VALUES (%s, 'initial', %s::numeric, 'd', 1, '2023-01-01')",
                [project_year.pk, amount],
            )

    assert refused(run)


@pytest.mark.parametrize("amount", ["0", "0.01", "999999999999.99"])
def test_money_within_its_range_is_kept_to_the_cent(project_year, amount):
    event = BudgetEvent.objects.create(
        project_year=project_year, kind="initial", amount=amount, document="d", line=1, on=NOON
    )
    event.refresh_from_db()
    assert str(event.amount) == amount


@pytest.mark.parametrize("name", ["a\nb", "a\u202eb", "a\u200bb", "e\u0301", "a\u2028b", "a\x07"])
def test_unclean_text_is_refused_by_the_database(project_year, name):
    project = project_year.project
    assert refused(lambda: type(project).objects.filter(pk=project.pk).update(name=name))
