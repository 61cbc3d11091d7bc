"""Project-years as lists find them: from the glances, from the tables, and by who sees few."""

import pytest

from lifecycle import queries
from lifecycle.models import Execution, Project, ProjectYear, Target
from lifecycle.queries.counted import with_target
from lifecycle.rights import seats_of
from lifecycle.roles import Level, Role
from tests.conftest import NOON, YEAR, organisation, put

pytestmark = pytest.mark.django_db
DAY = NOON.date()
MONEY = ("pk", "amount", "target_state", "approved", "paid", "budget")


def promised(town, n, state, place=None, **columns):
    place = place or town.unit
    project = Project.objects.create(code=f"P{n:04d}", name=f"道路{n}", organisation=place)
    found = ProjectYear.objects.create(project=project, year=YEAR, **columns)
    target = Target.objects.create(
        project_year=found, organisation=place, year=YEAR, goal="目标", amount=100 * (n + 1)
    )
    put(target, state)
    return found


def seen(town, role, read):
    person = town.people[role]
    return read(person, DAY, seats_of(person, DAY))


def test_the_congress_reads_the_money_of_the_newest_target_that_it_may_see(town):
    row = promised(town, 1, "approved", to_congress=True)
    promised(town, 2, "approved")
    Target.objects.create(
        project_year=row, organisation=town.unit, year=YEAR, goal="草稿", amount=900, number=2
    )
    for month, paid in ((1, 30), (2, 50)):
        Execution.objects.create(
            project_year=row, month=month, paid=paid, budget=200, document=f"{month}", on=DAY
        )
    rows = seen(town, Role.CONGRESS, queries.listed_for)
    assert list(rows.values_list(*MONEY)) == [(row.pk, 200, "approved", 200, 50, 200)]
    assert list(rows.values_list("rate", flat=True)) == [25]
    (largest,) = queries.largest_of(seats_of(town.people[Role.CONGRESS], DAY), YEAR, DAY).rows
    assert (largest.pk, largest.amount) == (row.pk, 200)


def test_the_congress_is_offered_the_departments_of_what_it_sees(town):
    far = organisation("220", "农业局", Level.DEPARTMENT, town.desk)
    farm = organisation("220001", "农技站", Level.UNIT, far)
    promised(town, 1, "approved", to_congress=True)
    promised(town, 2, "approved", place=farm)
    promised(town, 3, "approved", place=far)
    both = [town.department, far]
    assert list(seen(town, Role.CONGRESS, queries.departments_for)) == both[:1]
    assert list(seen(town, Role.CONGRESS, queries.units_for)) == [town.department, town.unit]
    assert list(seen(town, Role.BUDGET, queries.departments_for)) == both
    assert list(seen(town, Role.BUDGET, queries.units_for)) == [
        town.department, town.unit, far, farm,
    ]  # fmt: skip


def test_the_departments_offered_are_never_old(town):
    assert seen(town, Role.BUDGET, queries.department_names) == []
    promised(town, 1, "approved")
    offered = [(str(town.department.pk), "教育局")]
    assert seen(town, Role.BUDGET, queries.department_names) == offered


def test_a_first_target_in_force_is_found_by_the_glance_as_by_the_tables(town):
    kept = promised(town, 1, "approved")
    promised(town, 2, "draft")
    again = promised(town, 3, "void")
    put(
        Target.objects.create(
            project_year=again, organisation=town.unit, year=YEAR, goal="目标", amount=1, number=2
        ),
        "approved",
    )
    whole = promised(town, 4, "approved")
    Project.objects.filter(pk=whole.project_id).update(kind=Project.Kind.POLICY)
    glances = seen(town, Role.BUDGET, queries.listed_for)
    tables = seen(town, Role.BUDGET, queries.project_years_for)
    assert glances.model is not tables.model
    for rows in (glances, tables):
        assert list(with_target(rows).values_list("pk", flat=True)) == [kept.pk]
