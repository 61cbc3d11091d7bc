"""A glance 一览 says what the tables below it say, whoever wrote them and in whatever order."""

import random
from datetime import date
from decimal import Decimal

import pytest

from lifecycle.actions.folding import fold
from lifecycle.models import Execution, Glance, Project, ProjectYear, Target
from lifecycle.queries import glances_adrift, listed_for, project_years_for, sums_adrift
from lifecycle.rights import seats_of
from lifecycle.roles import Level, Role
from monitoring.models import LightResult
from tests.conftest import NOON, YEAR, organisation, put

pytestmark = pytest.mark.django_db
DAY = NOON.date()
STATES = ("unit_submitted", "approved", "published", "void", "dept_review")


@pytest.fixture
def row(town):
    """A project-year of 第一小学 on which nothing hangs yet."""
    project = Project.objects.create(code="52010023T1", name="校舍维修", organisation=town.unit)
    return ProjectYear.objects.create(project=project, year=YEAR)


def promise(row, number, amount, state="draft"):
    made = Target.objects.create(
        project_year=row, organisation=row.project.organisation, year=YEAR, number=number,
        goal="目标", amount=amount,
    )  # fmt: skip
    return put(made, state) if state != "draft" else made


def book(row, month, paid, revision=1):
    Execution.objects.create(
        project_year=row, month=month, revision=revision, paid=paid, budget=100,
        document="1", on=date(YEAR, month, 28),
    )  # fmt: skip


def judge(row, month, light, revision=1, kind="project"):
    LightResult.objects.create(
        project_year=row, year=YEAR, month=month, kind=kind, revision=revision, light=light,
        sentence="依据", inputs={}, pack="national v1", as_of=date(YEAR, month, 28),
    )  # fmt: skip


def test_a_new_project_year_has_a_glance_with_its_places_and_nothing_else(row, town):
    glance = Glance.objects.get(pk=row.pk)
    assert (glance.organisation, glance.unit) == (town.unit, town.unit)
    assert (glance.department, glance.desk) == (town.department, town.desk)
    assert (glance.bureau, glance.year) == (town.bureau, YEAR)
    assert (glance.amount, glance.approved, glance.paid, glance.light) == (None,) * 4


def test_a_month_booked_late_does_not_replace_a_newer_one(row):
    book(row, 6, 60)
    book(row, 3, 30)
    book(row, 6, 55, revision=2)
    assert Glance.objects.get(pk=row.pk).paid == Decimal(55)


def test_the_light_of_a_goal_alone_is_not_the_light_of_the_project(row):
    judge(row, 6, "green")
    judge(row, 9, "red", kind="goal")
    assert Glance.objects.get(pk=row.pk).light == "green"


def test_a_void_target_gives_way_to_the_one_before_it(row):
    promise(row, 1, 100, "approved")
    second = promise(row, 2, 200, "unit_submitted")
    assert Glance.objects.get(pk=row.pk).amount == Decimal(200)
    put(second, "void")
    found = Glance.objects.get(pk=row.pk)
    assert (found.amount, found.approved, found.target_state) == (100, 100, "approved")


def test_a_project_that_moves_takes_its_glances_along(row, town):
    other = organisation("301", "民政局", Level.DEPARTMENT, town.desk)
    Project.objects.update(organisation=other, kind="policy")
    found = Glance.objects.get(pk=row.pk)
    assert (found.department, found.unit, found.kind) == (other, None, "policy")


def test_what_goes_to_the_congress_is_marked_whenever_it_is_decided(row, town):
    ProjectYear.objects.filter(pk=row.pk).update(to_congress=True)
    assert Glance.objects.get(pk=row.pk).to_congress
    ProjectYear.objects.create(project=row.project, year=YEAR + 1, to_congress=True)
    assert Glance.objects.filter(to_congress=True).count() == 2
    assert glances_adrift() == []


def test_a_glance_goes_with_its_project_year(row):
    row.delete()
    assert not Glance.objects.exists()


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_changes_sets_a_glance_adrift(row, town, seed):
    chance = random.Random(seed)
    numbers, made = iter(range(1, 20)), []
    for _change in range(25):
        kind = chance.choice(["promise", "put", "book", "judge", "mark"])
        if kind == "promise" and all(
            str(t.state) in ("approved", "published", "void") for t in made
        ):
            made.append(promise(row, next(numbers), chance.randint(1, 900)))
        elif kind == "put" and made:
            made[-1] = put(made[-1], chance.choice(STATES))
        elif kind == "book":
            month = chance.randint(1, 12)
            book(row, month, chance.randint(0, 99), _next(Execution, row, month=month))
        elif kind == "judge":
            month = chance.randint(1, 12)
            revision = _next(LightResult, row, month=month, kind="project")
            judge(row, month, chance.choice(["red", "green", "grey"]), revision)
        else:
            marks = {"is_key": chance.random() < 0.5, "to_congress": chance.random() < 0.5}
            ProjectYear.objects.filter(pk=row.pk).update(**marks)
        assert glances_adrift() == []
        assert sums_adrift() == []
        if chance.random() < 0.3:
            fold()


def _next(model, row, **columns):
    return 1 + model.objects.filter(project_year=row, **columns).count()


def test_a_glance_that_was_tampered_with_is_named(row):
    promise(row, 1, 100, "approved")
    Glance.objects.update(approved=99)
    assert glances_adrift() == [row.pk]


@pytest.mark.parametrize(
    "role", [Role.BUDGET, Role.DESK, Role.UNIT_HEAD, Role.CONGRESS, Role.EXPERT]
)
def test_a_list_shows_the_same_rows_whether_they_come_from_glances_or_not(row, town, role):
    promise(row, 1, 100, "approved")
    book(row, 6, 60)
    judge(row, 6, "red")
    person = town.people[role]
    seats = seats_of(person, DAY)
    columns = ("pk", "amount", "approved", "paid", "budget", "rate", "light", "target_state")
    some = listed_for(person, DAY, seats).values_list(*columns)
    whole = project_years_for(person, DAY, seats).values_list(*columns)
    assert list(some) == list(whole)
