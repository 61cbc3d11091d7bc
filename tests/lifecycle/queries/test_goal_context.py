"""What stands around one goal: last year, its past, its neighbours, how an amendment's rows run."""

from decimal import Decimal

import pytest

from lifecycle.actions.amendment import begin_amendment
from lifecycle.models import Indicator, Project, ProjectYear, Target
from lifecycle.queries.evidence import SOURCES
from lifecycle.queries.goal_context import goal_context, target_remarks
from lifecycle.roles import Role
from lifecycle.rules.amendment import Reason
from lifecycle.rules.quality import Past, Sibling, Track
from tests.conftest import GOAL, NOON, YEAR, put

pytestmark = pytest.mark.django_db


def version(project, year, names, *, number=1):
    home, _new = ProjectYear.objects.get_or_create(project=project, year=year)
    made = Target.objects.create(
        project_year=home, organisation=project.organisation, year=year, number=number, goal=GOAL,
        amount=Decimal(2_000_000),
    )  # fmt: skip
    for name in names:
        Indicator.objects.create(
            target_set=made, level="quantity", name=name, operator="ge", target=8, unit="所",
            weight=10,
        )  # fmt: skip
    return made


def test_last_year_is_its_newest_version(target):
    project = target.project_year.project
    put(version(project, YEAR - 1, ["旧指标"]), "approved")
    version(project, YEAR - 1, ["维修校舍数量"], number=2)
    found = goal_context(target)
    assert found.elder("维修校舍数量", "").row.target == 8
    assert (found.elder("旧指标", ""), found.elder("受益学生数", "")) == (None, None)


def test_what_was_reached_is_of_this_project_and_makes_the_rules_of_the_past_speak(
    target, monkeypatch
):
    asked = []
    past = [Past(YEAR - 1, Decimal(10), Decimal(20))]

    def pasts(year, project):
        asked.append((year, project))
        return {(project, "维修校舍数量"): past}

    monkeypatch.setitem(SOURCES, "pasts", pasts)
    project = target.project_year.project
    version(project, YEAR - 1, ["维修校舍数量"])
    assert goal_context(target).elder("维修校舍数量", "").actual == 20
    assert asked == [(YEAR, project.pk)]
    said = {(one.code, one.place) for one in target_remarks(target)}
    assert {("C1", "维修校舍数量"), ("C4", "维修校舍数量")} <= said


def test_neighbours_are_the_newest_versions_of_the_unit_s_other_projects(town, target):
    other = Project.objects.create(
        code="52010023T000000000002", name="操场改造", organisation=town.unit
    )
    put(version(other, YEAR, ["旧指标"]), "approved")
    version(other, YEAR, ["甲", "乙"], number=2)
    far = Project.objects.create(
        code="52010023T000000000003", name="别处", organisation=town.department
    )
    version(far, YEAR, ["丙"])
    assert goal_context(target).siblings == [Sibling("操场改造", frozenset({"甲", "乙"}))]


def test_an_amendment_lowered_to_what_is_reached_is_told(town, target, monkeypatch):
    key = str(target.indicators.get(name="维修校舍数量").key)
    track = Track(actual=Decimal(6), impossible=2)
    monkeypatch.setitem(
        SOURCES, "tracks", lambda _year, _project: {(target.project_year_id, key): track}
    )
    put(target, "approved", approved_on=NOON.date())
    made = begin_amendment(
        Target.objects.get(), by=town.people[Role.UNIT_OFFICER], reason_kind=Reason.POLICY,
        reason="政策变化", at=NOON,
    )  # fmt: skip
    found = goal_context(made).tracks[key]
    assert (found.before, found.actual, found.impossible) == (10, 6, 0)
