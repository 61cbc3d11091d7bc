"""visible(): role × object × own or other organisation, as a table."""

from datetime import date

import pytest
from django.http import Http404

from evaluations.models import Publication, PublicationItem
from lifecycle import queries
from lifecycle.models import Project, ProjectYear, Substitution, Target
from lifecycle.roles import PEOPLE, Level, Role
from lifecycle.scope import machines, placed, visible
from monitoring.models import Silence
from tests.conftest import NOON, YEAR, assign, organisation, seated
from tests.ground import standing

pytestmark = pytest.mark.django_db
DAY = NOON.date()
EVERYWHERE = "own desk-mate department-mate"
SEES = {
    Role.UNIT_OFFICER: "own",
    Role.UNIT_HEAD: "own",
    Role.DEPARTMENT_OFFICER: "own department-mate",
    Role.DEPARTMENT_HEAD: "own department-mate",
    Role.DESK: EVERYWHERE,
    Role.PERFORMANCE: f"{EVERYWHERE} other-desk",
    Role.BUDGET: f"{EVERYWHERE} other-desk",
    Role.LEADER: f"{EVERYWHERE} other-desk",
    Role.AUDITOR: f"{EVERYWHERE} other-desk other-bureau",
    Role.CONGRESS: "",
    Role.ADMINISTRATOR: "",
    Role.AGENCY: "",
    Role.EXPERT: "",
}
"""What each seat of the town sees without an assignment and before anything goes to congress."""


def target_in(place, name):
    project = Project.objects.create(code=f"T{place.code}", name=name, organisation=place)
    found = ProjectYear.objects.create(project=project, year=YEAR)
    return Target.objects.create(
        project_year=found, organisation=place, year=YEAR, goal="目标", amount=100
    )


@standing
def targets(town):
    """One target in the unit of the town, and one ever farther away."""
    desk = organisation("102", "农业科", Level.DESK, town.bureau)
    bureau = organisation("300", "邻市财政局", Level.BUREAU)
    far = organisation("301", "邻市科室", Level.DESK, bureau)
    mate = organisation("219002", "第二小学", Level.UNIT, town.department)
    departments = {
        "desk-mate": organisation("220", "文旅局", Level.DEPARTMENT, town.desk),
        "other-desk": organisation("221", "农业局", Level.DEPARTMENT, desk),
        "other-bureau": organisation("321", "邻市教育局", Level.DEPARTMENT, far),
    }
    units = {
        name: organisation(f"{place.code}001", f"{place.name}本级", Level.UNIT, place)
        for name, place in departments.items()
    }
    units |= {"own": town.unit, "department-mate": mate}
    return {name: target_in(place, name) for name, place in units.items()}


def seen(user, targets, model=Target):
    keys = set(visible(model, user, DAY).values_list("pk", flat=True))
    column = {Target: "pk", ProjectYear: "project_year_id", Project: "project_year.project_id"}
    found = set()
    for name, target in targets.items():
        value = target
        for part in column[model].split("."):
            value = getattr(value, part)
        if value in keys:
            found.add(name)
    return found


def test_the_table_names_everybody():
    assert set(SEES) == set(PEOPLE)


@pytest.mark.parametrize("model", [Target, ProjectYear, Project])
@pytest.mark.parametrize("role", PEOPLE)
def test_every_cell_of_the_table(town, targets, role, model):
    assert seen(town.people[role], targets, model) == set(SEES[role].split())


@pytest.mark.parametrize("role", PEOPLE)
def test_what_is_not_seen_is_not_found(town, targets, role):
    user = town.people[role]
    for name, target in targets.items():
        if name in SEES[role].split():
            assert queries.subject_for(user, "lifecycle.target", target.pk, DAY) == target
            assert queries.project_year_for(user, target.project_year_id, DAY)
            continue
        with pytest.raises(Http404):
            queries.subject_for(user, "lifecycle.target", target.pk, DAY)
        with pytest.raises(Http404):
            queries.project_year_for(user, target.project_year_id, DAY)


def test_nobody_without_a_seat_on_the_day_sees_anything(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    officer.seats.update(ends_on=date(2023, 2, 28))
    assert seen(officer, targets) == set()
    assert set(visible(Target, officer, date(2023, 2, 28))) == {targets["own"]}
    auditor = town.people[Role.AUDITOR]
    auditor.is_active = False
    assert seen(auditor, targets) == set()


def test_a_seat_on_the_wrong_level_shows_nothing(town, targets):
    odd = seated("odd", Role.UNIT_OFFICER, town.department)
    assert seen(odd, targets) == set()


def test_a_queryset_is_narrowed_like_a_table(town, targets):
    rows = Target.objects.exclude(pk=targets["own"].pk)
    found = visible(rows, town.people[Role.DEPARTMENT_HEAD], DAY)
    assert list(found) == [targets["department-mate"]]


def test_several_seats_add_up_and_nothing_is_seen_twice(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    for role in (Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD):
        officer.seats.create(organisation=town.department, role=role, starts_on=DAY)
    found = list(visible(Target, officer, DAY).values_list("pk", flat=True))
    assert sorted(found) == sorted([targets["own"].pk, targets["department-mate"].pk])


def stand_in(town, role, *, on=DAY):
    deputy = seated("deputy", Role.ADMINISTRATOR, town.bureau)
    absent = town.people[role]
    Substitution.objects.create(
        absent=absent, substitute=deputy, starts_on=on, ends_on=on, reason="休假"
    )
    return deputy


def test_a_substitute_sees_as_whom_they_stand_in_for_and_only_meanwhile(town, targets):
    deputy = stand_in(town, Role.DEPARTMENT_HEAD)
    assert seen(deputy, targets) == {"own", "department-mate"}
    assert not visible(Target, deputy, date(2023, 3, 2)).exists()


@pytest.mark.parametrize("role", [Role.AGENCY, Role.EXPERT])
def test_an_outsider_sees_what_they_were_assigned_and_its_project(town, targets, role):
    user = town.people[role]
    assignment = assign(user, role, targets["desk-mate"])
    for model in (Target, ProjectYear, Project):
        assert seen(user, targets, model) == {"desk-mate"}
    assignment.ends_on = date(2023, 2, 28)
    assignment.save()
    for model in (Target, ProjectYear, Project):
        assert seen(user, targets, model) == set()


def test_an_assignment_is_personal(town, targets):
    assign(town.people[Role.EXPERT], Role.EXPERT, targets["own"])
    assert seen(stand_in(town, Role.EXPERT), targets) == set()


def test_congress_sees_what_goes_to_it_of_its_own_city_and_no_drafts(town, targets, at):
    user = town.people[Role.CONGRESS]
    ProjectYear.objects.update(to_congress=True)
    city = {"own", "desk-mate", "department-mate", "other-desk"}
    assert seen(user, targets, ProjectYear) == city
    assert seen(user, targets, Project) == city
    assert seen(user, targets) == set()
    at(targets["own"], "approved")
    assert seen(user, targets) == {"own"}


@standing
def batch(town, project_year):
    found = Publication.objects.create(
        organisation=town.department, year=YEAR, kind="budget", clock_from=DAY, out_by=DAY
    )
    PublicationItem.objects.create(
        publication=found,
        project_year=project_year,
        machine="lifecycle.target",
        object_id=1,
        version=1,
        payload={"name": "校舍维修"},
        sha256="0" * 64,
    )
    return found


def test_congress_sees_a_batch_once_it_is_published(town, batch, at):
    user = town.people[Role.CONGRESS]
    assert not visible(Publication, user, DAY).exists()
    at(batch, "published", published_on=DAY)
    assert list(visible(Publication, user, DAY)) == [batch]


def test_a_department_batch_is_seen_by_department_desk_and_city_but_not_its_units(town, batch):
    found = {role for role in PEOPLE if visible(Publication, town.people[role], DAY).exists()}
    assert found == {
        Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK, Role.PERFORMANCE, Role.BUDGET,
        Role.LEADER, Role.AUDITOR,
    }  # fmt: skip


def test_every_stage_hangs_on_a_project_year_and_can_be_asked(town):
    # A silence may concern all projects of a unit, and so hangs on none.
    assert {model for model, _path in placed()} == set(machines()) - {Silence}
    for model in machines():
        for user in town.people.values():
            assert list(visible(model, user, DAY)) == []
