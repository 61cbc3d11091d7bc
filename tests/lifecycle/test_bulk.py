"""fire_many(): the same checks, asked of sets; a refusal for each row that could not move."""

from datetime import timedelta

import pytest

from lifecycle.models import (
    Indicator,
    Notice,
    Project,
    ProjectYear,
    Target,
    TargetReview,
    TransitionLog,
)
from lifecycle.refusals import Code
from lifecycle.roles import Role
from lifecycle.transitions import fire, fire_many
from tests.conftest import GOAL, INDICATORS, NOON, YEAR, put
from tests.ground import standing

pytestmark = pytest.mark.django_db


@standing
def targets(town):
    made = []
    for n in range(5):
        project = Project.objects.create(
            code=f"52010023T00000000010{n}", name=f"项目{n}", organisation=town.unit
        )
        year = ProjectYear.objects.create(project=project, year=YEAR)
        target = Target.objects.create(
            project_year=year, organisation=town.unit, year=YEAR, goal=GOAL, amount=100 + n
        )
        for level, name, operator, value, unit, weight in INDICATORS:
            Indicator.objects.create(
                target_set=target,
                level=level,
                name=name,
                operator=operator,
                target=value,
                unit=unit,
                weight=weight,
            )
        made.append(target)
    return made


def review_all(town, level):
    for target in Target.objects.all():
        TargetReview.objects.create(
            target=target,
            level=level,
            content_hash=target.content_hash,
            completeness=20,
            relevance=30,
            appropriateness=30,
            feasibility=20,
            passes=True,
            by=town.people[Role.DESK],
            at=NOON,
        )


def test_every_row_moves_and_is_logged_as_by_fire(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    one, *others = targets
    fire(one, "submit", by=officer, at=NOON)
    result = fire_many(Target.objects.exclude(pk=one.pk), "submit", by=officer, at=NOON)
    assert result.moved == [target.pk for target in others]
    assert not result.refused
    rows = list(Target.objects.order_by("pk").values("state", "version", "filed_by", "due_on"))
    assert all(row == rows[0] for row in rows)
    ignored = {"id", "object_id", "content_hash", "recorded_at", "hash"}
    lines = [
        {k: v for k, v in line.items() if k not in ignored}
        for line in TransitionLog.objects.order_by("object_id").values()
    ]
    assert len(lines) == 5
    assert all(line == lines[0] for line in lines)
    hashes = set(Target.objects.values_list("content_hash", flat=True))
    assert len(hashes) == 5
    assert "" not in hashes


def test_each_row_that_cannot_move_says_why_and_the_others_move(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    empty, filed, *good = targets
    empty.indicators.all().delete()
    fire(filed, "submit", by=officer, at=NOON)
    result = fire_many(Target.objects.all(), "submit", by=officer, at=NOON)
    assert result.moved == [target.pk for target in good]
    assert {key: [r.code for r in found] for key, found in result.refused.items()} == {
        empty.pk: [Code.NEED],
        filed.pk: [Code.STATE],
    }


def test_a_stranger_moves_nothing(town, targets):
    result = fire_many(Target.objects.all(), "submit", by=town.people[Role.AUDITOR], at=NOON)
    assert not result.moved
    assert len(result.refused) == 5
    assert not TransitionLog.objects.exists()


def test_the_filer_is_barred_row_by_row(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    fire_many(Target.objects.all(), "submit", by=officer, at=NOON)
    officer.seats.create(
        organisation=town.department, role=Role.DEPARTMENT_OFFICER, starts_on=NOON.date()
    )
    result = fire_many(Target.objects.all(), "accept", by=officer, at=NOON)
    assert not result.moved
    assert {found[0].code for found in result.refused.values()} == {Code.FOUR_EYES}


def test_a_missing_note_refuses_all(town, targets):
    fire_many(Target.objects.all(), "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    head = town.people[Role.DEPARTMENT_HEAD]
    result = fire_many(Target.objects.all(), "dept_return", by=head, at=NOON)
    assert {found[0].code for found in result.refused.values()} == {Code.NOTE}


def test_one_person_gets_one_notice_for_all_that_came_back(town, targets):
    officer, head = town.people[Role.UNIT_OFFICER], town.people[Role.DEPARTMENT_HEAD]
    fire_many(Target.objects.all(), "submit", by=officer, at=NOON)
    fire_many(Target.objects.all(), "dept_return", by=head, note="请补充", at=NOON)
    notice = Notice.objects.get()
    assert notice.person == officer
    assert "5 项" in notice.subject


def test_a_body_that_sets_the_same_for_all_runs_in_bulk(town, targets):
    for target in targets:
        put(target, "finalised")
    fire_many(Target.objects.all(), "approve", by=town.people[Role.BUDGET], at=NOON)
    assert set(Target.objects.values_list("approved_on", flat=True)) == {NOON.date()}


@pytest.mark.parametrize(
    ("level", "step", "state", "role"),
    [
        ("department", "endorse", "dept_review", Role.DEPARTMENT_HEAD),
        ("desk", "clear", "biz_review", Role.DESK),
        ("performance", "finalise", "perf_review", Role.PERFORMANCE),
    ],
)
def test_the_set_based_need_refuses_the_same_rows_as_the_plain_one(
    town, targets, level, step, state, role
):
    for target in targets:
        put(target, state)
    ProjectYear.objects.filter(pk=targets[0].project_year_id).update(is_key=True)
    review_all(town, level)
    keep = [t.pk for t in targets[:3]]
    said = next(e.about for e in Target.edges() if e.name == step)
    rows = Target.objects.filter(pk__in=[*keep, targets[4].pk])
    for need in said.needs:
        plain = {row.pk for row in rows if need(row)}
        assert set(need.failing(rows).values_list("pk", flat=True)) == plain, need.name


def test_a_date_that_is_over_gives_no_right_in_bulk_either(town, targets):
    officer = town.people[Role.UNIT_OFFICER]
    officer.seats.update(ends_on=NOON.date() - timedelta(days=1))
    assert not fire_many(Target.objects.all(), "submit", by=officer, at=NOON).moved
