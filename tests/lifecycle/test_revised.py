"""Sums of what is written once and revised: of each thing the newest revision counts alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from lifecycle import revised, traces
from lifecycle.actions.folding import fold
from lifecycle.models import Execution, ExecutionSum, Project, ProjectYear, Target
from lifecycle.queries import sums_adrift
from monitoring.models import LightResult, LightTally
from tests.conftest import YEAR, put
from tests.lifecycle.test_races import fork, race

pytestmark = pytest.mark.django_db
JUNE, JULY = date(YEAR, 6, 28), date(YEAR, 7, 28)


def project_years(town, count):
    projects = Project.objects.bulk_create(
        Project(code=f"52010023T{n:012d}", name=f"项目{n}", organisation=town.unit)
        for n in range(count)
    )
    return ProjectYear.objects.bulk_create(ProjectYear(project=one, year=YEAR) for one in projects)


def line(row, paid, *, revision=1, on=JUNE, budget=100):
    return Execution(
        project_year=row,
        month=6,
        revision=revision,
        paid=paid,
        budget=budget,
        document="6月",
        on=on,
    )


def lamp(row, light, *, revision=1, as_of=JUNE, kind="project"):
    return LightResult(
        project_year=row, year=YEAR, month=6, kind=kind, revision=revision, light=light,
        sentence="依据", inputs={}, pack="national v1", as_of=as_of,
    )  # fmt: skip


def ledger():
    found = {}
    for row in ExecutionSum.objects.filter(year=YEAR, month=6):
        n, budget, paid = found.get(row.on, (0, 0, 0))
        found[row.on] = (n + row.n, budget + row.budget, paid + row.paid)
    return {on: sums for on, sums in found.items() if any(sums)}


def lamps():
    found = {}
    for row in LightTally.objects.filter(year=YEAR, month=6):
        key = (row.light, row.as_of)
        found[key] = found.get(key, 0) + row.n
    return {key: n for key, n in found.items() if n}


def test_lines_of_one_statement_are_one_row_of_the_sums(town):
    Execution.objects.bulk_create(line(row, 30) for row in project_years(town, 5))
    assert ExecutionSum.objects.count() == 1
    assert ledger() == {JUNE: (5, Decimal(500), Decimal(150))}


def test_a_correction_takes_the_place_of_the_line_before_it(town):
    first, second = project_years(town, 2)
    Execution.objects.bulk_create([line(first, 30), line(second, 40)])
    line(first, 35, revision=2, on=JULY, budget=120).save()
    assert ledger() == {JUNE: (1, 100, 40), JULY: (1, 120, 35)}
    line(first, 36, revision=3, on=JULY, budget=120).save()
    assert ledger() == {JUNE: (1, 100, 40), JULY: (1, 120, 36)}


def test_revisions_that_come_in_one_statement_count_once(town):
    (row,) = project_years(town, 1)
    Execution.objects.bulk_create(line(row, 10 * n, revision=n) for n in (1, 2, 3))
    assert ledger() == {JUNE: (1, 100, 30)}
    assert sums_adrift() == []


def test_a_number_that_was_left_out_changes_nothing(town):
    (row,) = project_years(town, 1)
    line(row, 10).save()
    line(row, 20, revision=4).save()
    assert (ledger(), sums_adrift()) == ({JUNE: (1, 100, 20)}, [])


def test_nothing_of_another_kind_is_taken_back(town):
    (row,) = project_years(town, 1)
    lamp(row, "grey", kind="goal").save()
    lamp(row, "red", revision=2).save()
    assert (lamps(), sums_adrift()) == ({("red", JUNE): 1}, [])


def test_lights_of_projects_are_counted_and_those_of_a_part_are_not(town):
    first, second = project_years(town, 2)
    LightResult.objects.bulk_create([lamp(first, "red"), lamp(second, "green")])
    lamp(first, "red", kind="goal").save()
    lamp(first, "grey", kind="goal", revision=2).save()
    assert lamps() == {("red", JUNE): 1, ("green", JUNE): 1}
    lamp(first, "green", revision=2, as_of=JULY).save()
    assert lamps() == {("green", JUNE): 1, ("green", JULY): 1}


def test_a_light_that_another_wrote_first_is_not_counted_again(town):
    (row,) = project_years(town, 1)
    for _time in range(2):
        LightResult.objects.bulk_create([lamp(row, "red")], ignore_conflicts=True)
    assert lamps() == {("red", JUNE): 1}


def test_what_is_taken_back_leaves_no_sum(town):
    (row,) = project_years(town, 1)
    with transaction.atomic():
        line(row, 30).save()
        assert ledger() != {}
        transaction.set_rollback(True)
    assert ledger() == {}


def test_folding_leaves_one_row_a_day_and_the_same_sums(town):
    for n, row in enumerate(project_years(town, 4)):
        line(row, 10 + n).save()
        lamp(row, "red").save()
    before = ledger(), lamps()
    assert ExecutionSum.objects.count() == LightTally.objects.count() == 4
    fold()
    assert ExecutionSum.objects.count() == LightTally.objects.count() == 1
    assert ((ledger(), lamps()), sums_adrift()) == (before, [])


def test_sums_that_were_tampered_with_are_named(town):
    (row,) = project_years(town, 1)
    line(row, 30).save()
    lamp(row, "red").save()
    ExecutionSum.objects.update(paid=31)
    LightTally.objects.update(light="green")
    assert [name.partition(",")[0] for name in sums_adrift()] == [
        "('execution_summed'", "('light_tallied'", "('light_tallied'",
    ]  # fmt: skip


def test_what_was_there_before_is_added_up_when_the_sums_begin(target, town):
    put(target, "approved")
    row = target.project_year
    Execution.objects.bulk_create([line(row, 30), line(row, 35, revision=2, on=JULY)])
    lamp(row, "red").save()
    before = ledger(), lamps()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_tally SET amount = 0")
        cursor.execute("TRUNCATE lifecycle_executionsum, monitoring_lighttally")
        assert len(sums_adrift()) == 3
        for _time in range(2):
            traces.begin_again([Target], cursor)
            revised.begin([Execution, LightResult], cursor)
    assert ((ledger(), lamps()), sums_adrift()) == (before, [])


def _book_next(keys):
    line(ProjectYear.objects.get(pk=keys.get(timeout=20)), 30).save()


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_are_both_added(committed, town):
    keys = fork.Queue()
    for row in project_years(town, 2):
        keys.put(row.pk)
    race(_book_next, keys)
    assert (ledger(), sums_adrift()) == ({JUNE: (2, 200, 60)}, [])
