"""Search shows what scope shows, and no more."""

import pytest

from lifecycle.models import Project, ProjectYear
from lifecycle.queries import organisations_for, search_for
from lifecycle.roles import PEOPLE, Level, Role
from tests.conftest import NOON, YEAR, assign, organisation, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def stranger(town, target):
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    return seated("stranger", Role.DEPARTMENT_HEAD, elsewhere, name="外人")


def found(person, text, year=YEAR):
    return search_for(person, text, year=year, day=DAY)


@pytest.mark.parametrize("text", ["校舍", "满意度", "第一小学", "单位经办", "219001"])
def test_a_stranger_finds_nothing_of_anothers(stranger, text):
    assert found(stranger, text).empty


def test_the_outsiders_find_only_what_they_were_assigned_to(town, appraisal):
    expert = town.people[Role.EXPERT]
    assert found(expert, "校舍").empty
    assign(expert, Role.EXPERT, appraisal)
    assert [str(row.project) for row in found(expert, "校舍").projects] == ["校舍维修"]
    assert found(expert, "单位经办").people == []


def test_somebody_without_a_seat_finds_nothing(town, target):
    person = town.people[Role.BUDGET]
    person.seats.update(ends_on="2020-01-02")
    assert found(person, "校舍").empty
    assert found(person, "财政").empty


def test_only_the_chosen_year_is_searched(town, target):
    assert found(town.people[Role.BUDGET], "校舍", YEAR + 1).projects == []


def test_twenty_of_a_kind_are_shown_and_that_there_are_more_is_said(town, year):
    for n in range(21):
        project = Project.objects.create(
            code=f"P{n:02}", name=f"道路{n:02}", organisation=town.unit
        )
        ProjectYear.objects.create(project=project, year=YEAR)
    answer = found(town.people[Role.BUDGET], "道路")
    assert (len(answer.projects), answer.more) == (20, {"projects"})
    assert answer.projects[0].project.code == "P00"


def test_people_who_left_are_not_found(town):
    head = town.people[Role.UNIT_HEAD]
    officer = town.people[Role.UNIT_OFFICER]
    assert [seat.person for seat in found(officer, "单位负责").people] == [head]
    head.seats.update(ends_on="2023-02-28")
    assert found(officer, "单位负责").people == []


@pytest.mark.parametrize("role", PEOPLE)
def test_an_own_organisation_is_always_known_to_whoever_sits_in_the_tree(town, target, role):
    names = {place.name for place in organisations_for(town.people[role], DAY)}
    expected = {
        Role.UNIT_OFFICER: {"第一小学", "教育局", "教科文科"},
        Role.UNIT_HEAD: {"第一小学", "教育局", "教科文科"},
        Role.DEPARTMENT_OFFICER: {"第一小学", "教育局", "教科文科"},
        Role.DEPARTMENT_HEAD: {"第一小学", "教育局", "教科文科"},
        Role.DESK: {"第一小学", "教育局", "教科文科"},
        Role.AUDITOR: {"第一小学", "教育局", "教科文科", "市财政局", "评估机构"},
        Role.CONGRESS: set(),
        Role.AGENCY: set(),
        Role.EXPERT: set(),
    }
    tree = {"第一小学", "教育局", "教科文科", "市财政局"}
    assert names == expected.get(role, tree)
