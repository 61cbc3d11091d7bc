"""How a stage runs: counts by state, time in each, who is late, and for whose eyes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from evaluations.models import Publication
from lifecycle import queries
from lifecycle.models import Person, Project, ProjectYear, Target
from lifecycle.queries.flow import _flow
from lifecycle.queries.tones import tone
from lifecycle.roles import Level, Role
from lifecycle.rules.parts import Tone
from lifecycle.scope import machines
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, organisation, put

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def another(town):
    """A second unit under another department of the same desk."""
    department = organisation("220", "体育局", Level.DEPARTMENT, town.desk)
    return organisation("220001", "体育馆", Level.UNIT, department)


def targets(place, states, **columns):
    for number, state in enumerate(states):
        project = Project.objects.create(
            code=f"52010023T{place.pk:06d}{number:06d}", name=f"项目{number}", organisation=place
        )
        row = ProjectYear.objects.create(project=project, year=YEAR)
        made = Target.objects.create(
            project_year=row, organisation=place, year=YEAR, goal="目标", amount=1
        )
        put(made, state, **columns)


def standing(flow, state):
    return next(one for one in flow.states if one.state == state)


def test_a_stage_counts_each_state_and_what_is_past_its_day(town):
    targets(town.unit, ["biz_review"] * 2, since=NOON, due_on=date(2023, 2, 27))
    targets(town.department, ["biz_review", "void", "void"], since=NOON, due_on=None)
    found = queries.flow_for(town.people[Role.DESK], Target, YEAR, NOON)
    here = standing(found, "biz_review")
    assert (here.count, here.overdue, str(here.overdue_share)) == (3, 2, "66.67")
    assert standing(found, "void").count == 2
    assert standing(found, "draft").overdue_share is None
    assert (found.count, found.moving, found.overdue, found.finished) == (5, 3, 2, 2)


@pytest.mark.parametrize("model", machines(), ids=lambda model: model.stage_name())
def test_what_is_finished_is_so_on_every_page(model):
    flow = _flow(model, {})
    ended = {one.state for one in flow.states if one.finished}
    assert ended == {str(s) for s in model.State if tone(model, str(s)) in (Tone.DONE, Tone.ENDED)}


def test_what_may_yet_be_corrected_is_finished():
    states = {one.state: one.finished for one in _flow(Publication, {}).states}
    assert states["published"]


def test_another_year_is_another_page(town, target):
    found = queries.flow_for(town.people[Role.DESK], Target, YEAR + 1, NOON)
    assert found.count == 0


def test_time_in_a_state_is_taken_from_the_log(town, target):
    people = town.people
    fire(target, "submit", by=people[Role.UNIT_OFFICER], at=NOON)
    fire(target, "accept", by=people[Role.DEPARTMENT_OFFICER], at=NOON + timedelta(days=2))
    found = queries.flow_for(people[Role.DESK], Target, YEAR, NOON + timedelta(days=7))
    sent, reviewed = (standing(found, state) for state in ("unit_submitted", "dept_review"))
    assert (sent.dwelt.left, sent.dwelt.median, sent.dwelt.ninth) == (
        1, timedelta(days=2), timedelta(days=2),
    )  # fmt: skip
    assert standing(found, "draft").dwelt is None
    assert (reviewed.dwelt, reviewed.waiting, reviewed.usual) == (
        None, timedelta(days=5), timedelta(days=5),
    )  # fmt: skip


def test_the_median_and_the_ninth_tenth_lie_between_the_rows(town, target):
    people = town.people
    moved = fire(target, "submit", by=people[Role.UNIT_OFFICER], at=NOON)
    at = NOON
    for days in (1, 3, 11):
        at += timedelta(days=days)
        moved = fire(moved, "accept", by=people[Role.DEPARTMENT_OFFICER], at=at)
        moved = fire(moved, "dept_return", by=people[Role.DEPARTMENT_HEAD], note="改", at=at)
        moved = fire(moved, "submit", by=people[Role.UNIT_OFFICER], at=at)
    dwelt = standing(queries.flow_for(people[Role.DESK], Target, YEAR, at), "unit_submitted").dwelt
    assert (dwelt.left, dwelt.median, dwelt.ninth) == (
        3, timedelta(days=3), timedelta(days=9, hours=9, minutes=36),
    )  # fmt: skip


def test_a_bottleneck_is_the_usual_wait_times_those_who_wait(town):
    targets(town.unit, ["biz_review"] * 3, since=NOON - timedelta(days=4))
    targets(town.department, ["perf_review"], since=NOON - timedelta(days=30))
    targets(town.desk, ["dept_review"] * 2, since=NOON)
    targets(town.bureau, ["void"] * 9, since=NOON - timedelta(days=90))
    found = queries.flow_for(town.people[Role.PERFORMANCE], Target, YEAR, NOON)
    assert [(one.state, one.weight) for one in found.bottlenecks] == [
        ("perf_review", timedelta(days=30)),
        ("biz_review", timedelta(days=12)),
    ]


def test_late_organisations_come_with_their_number_and_the_oldest_day(town, another):
    targets(town.unit, ["draft"], due_on=date(2023, 2, 1))
    targets(another, ["draft", "draft"], due_on=date(2023, 2, 20))
    targets(town.department, ["draft"], due_on=DAY)
    found = queries.flow_for(town.people[Role.DESK], Target, YEAR, NOON)
    assert [(one.name, one.count, one.oldest) for one in found.late] == [
        ("体育馆", 2, date(2023, 2, 20)),
        ("第一小学", 1, date(2023, 2, 1)),
    ]
    assert not found.more_late


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.UNIT_OFFICER, 1),
        (Role.DEPARTMENT_HEAD, 1),
        (Role.DESK, 3),
        (Role.PERFORMANCE, 3),
        (Role.LEADER, 3),
        (Role.EXPERT, 0),
        (Role.CONGRESS, 0),
    ],
)
def test_everybody_counts_what_they_see_and_no_more(town, another, role, seen):
    targets(town.unit, ["biz_review"])
    targets(another, ["biz_review"] * 2)
    person = town.people[role]
    assert queries.flow_for(person, Target, YEAR, NOON).count == seen
    (of_targets,) = [f for f in queries.overview_for(person, YEAR, DAY) if f.model is Target]
    assert (of_targets.count, of_targets.moving) == (seen, seen)


def test_whoever_holds_no_seat_finds_nothing(town, target):
    stranger = Person.objects.create(username="stranger", name="路人")
    with pytest.raises(Http404):
        queries.flow_for(stranger, Target, YEAR, NOON)
    with pytest.raises(Http404):
        queries.overview_for(stranger, YEAR, DAY)


def test_a_stage_is_known_by_its_name_alone(db):
    assert queries.stage_for("target") is Target
    for unknown in ("lifecycle.target", "", "process"):
        with pytest.raises(Http404):
            queries.stage_for(unknown)


def test_the_queries_do_not_grow_with_the_rows(town, another):
    person = town.people[Role.PERFORMANCE]

    def cost():
        with CaptureQueriesContext(connection) as found:
            queries.overview_for(person, YEAR, DAY)
            queries.flow_for(person, Target, YEAR, NOON)
        return len(found)

    before = cost()
    targets(another, ["biz_review"] * 7, due_on=date(2023, 2, 20))
    assert (before, cost()) == (6, 6)


def test_late_is_what_somebody_owes_and_no_mere_right(town, another):
    targets(town.unit, ["approved"] * 3, since=NOON, due_on=date(2023, 2, 20))
    targets(another, ["approved", "draft"], due_on=date(2023, 2, 1))
    ProjectYear.objects.filter(project__organisation=another).update(is_key=True)
    person = town.people[Role.DESK]
    found = queries.flow_for(person, Target, YEAR, NOON)
    here = standing(found, "approved")
    assert (here.count, here.overdue, here.waiting) == (4, 1, timedelta(0))
    assert (found.count, found.overdue) == (5, 2)
    assert [(one.name, one.count) for one in found.late] == [("体育馆", 2)]
    (of_targets,) = [f for f in queries.overview_for(person, YEAR, DAY) if f.model is Target]
    assert (of_targets.count, of_targets.overdue) == (5, 2)
