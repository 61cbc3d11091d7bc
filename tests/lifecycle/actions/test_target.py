"""Judging targets, one and many."""

from decimal import Decimal

import pytest

from lifecycle.actions.importing_library import import_library
from lifecycle.actions.target import draft_target, review_target, review_targets
from lifecycle.models import Project, ProjectYear, Target, TargetReview
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import GOAL, NOON, YEAR, put
from tests.lifecycle.actions.test_importing_library import NATIONAL, written
from tests.lifecycle.rules.test_library_file import RATE

pytestmark = pytest.mark.django_db

GOOD = [Decimal(15), Decimal(25), Decimal(25), Decimal(15)]
FAIR = [Decimal(15), Decimal(25), Decimal(25), Decimal("14.99")]


def test_a_good_judgement_of_the_content_lets_it_pass(town, target):
    head = town.people[Role.DEPARTMENT_HEAD]
    subject = put(target, "dept_review")
    fair = review_target(subject, level="department", points=FAIR, by=head, at=NOON)
    assert (fair.passes, fair.total) == (False, Decimal("79.99"))
    with pytest.raises(Refused):
        fire(subject, "endorse", by=head, at=NOON)
    good = review_target(subject, level="department", points=GOOD, opinion="可行", by=head, at=NOON)
    assert (good.passes, good.by, good.at, good.opinion) == (True, head, NOON, "可行")
    assert fire(subject, "endorse", by=head, at=NOON).state == "biz_review"


@pytest.mark.parametrize(
    ("level", "state", "role"),
    [
        ("department", "dept_review", Role.DEPARTMENT_OFFICER),
        ("department", "dept_review", Role.DEPARTMENT_HEAD),
        ("desk", "biz_review", Role.DESK),
        ("performance", "perf_review", Role.PERFORMANCE),
    ],
)
def test_each_level_judges_in_its_own_state_alone(town, target, level, state, role):
    for other in Target.State:
        subject = put(target, other)
        if other == state:
            continue
        with pytest.raises(Refused) as refused:
            review_target(subject, level=level, points=GOOD, by=town.people[role], at=NOON)
        assert refused.value.codes == (Code.STATE,)
    subject = put(target, state)
    for stranger in (Role.UNIT_HEAD, Role.AUDITOR, Role.BUDGET):
        with pytest.raises(Forbidden):
            review_target(subject, level=level, points=GOOD, by=town.people[stranger], at=NOON)
    assert not TargetReview.objects.exists()
    assert review_target(subject, level=level, points=GOOD, by=town.people[role], at=NOON).passes


def test_nobody_judges_what_they_filed(town, target):
    officer = town.people[Role.UNIT_OFFICER]
    officer.seats.create(
        organisation=town.department, role=Role.DEPARTMENT_OFFICER, starts_on=NOON.date()
    )
    subject = put(target, "dept_review", filed_by=officer.pk)
    with pytest.raises(Forbidden) as refused:
        review_target(subject, level="department", points=GOOD, by=officer, at=NOON)
    assert refused.value.codes == (Code.FOUR_EYES,)


@pytest.mark.parametrize("points", [(21, 0, 0, 0), (0, 31, 0, 0), (0, 0, 31, 0), (0, 0, 0, -1)])
def test_points_lie_within_those_of_the_form(town, target, points):
    subject = put(target, "biz_review")
    with pytest.raises(Refused, match="20、30、30、20"):
        review_target(subject, level="desk", points=points, by=town.people[Role.DESK], at=NOON)


def test_many_are_judged_at_once_and_the_others_say_why_not(
    town, target, django_assert_max_num_queries
):
    rows = [target]
    for n in range(8):
        project = Project.objects.create(code=f"c{n}", name=f"项目{n}", organisation=town.unit)
        year = ProjectYear.objects.create(project=project, year=YEAR)
        rows.append(
            Target.objects.create(
                project_year=year, organisation=town.unit, year=YEAR, goal=GOAL, amount=1
            )
        )
    rows = [put(row, "biz_review", content_hash=f"h{row.pk}") for row in rows[:-1]] + rows[-1:]
    with django_assert_max_num_queries(6):
        found = review_targets(
            Target.objects.all(), level="desk", points=GOOD, by=town.people[Role.DESK], at=NOON
        )
    assert found.moved == [row.pk for row in rows[:-1]]
    assert [r.code for r in found.refused[rows[-1].pk]] == [Code.STATE]
    kept = {r.target_id: r.content_hash for r in TargetReview.objects.all()}
    assert kept == {row.pk: row.content_hash for row in rows[:-1]}


def test_a_target_begins_with_the_indicators_of_a_template_and_keeps_its_release(
    town, project_year, tmp_path
):
    officer = town.people[Role.UNIT_OFFICER]
    library = import_library(NATIONAL, name="national", at=NOON)
    template = library.release.templates.get(name__startswith="案例")
    made = draft_target(
        project_year, goal=GOAL, amount=Decimal(100), by=officer, template=template, at=NOON
    )
    rows = list(made.indicators.order_by("pk"))
    assert [row.name for row in rows] == [str(line.indicator.name) for line in template.lines.all()]
    assert (rows[0].target, rows[0].unit, rows[0].weight) == (735, "人次", 10)
    assert rows[0].library.release == library.release
    import_library(written(tmp_path, RATE), name="national", at=NOON)
    assert made.indicators.order_by("pk").first().library.release == library.release


def test_a_target_without_a_template_begins_empty(town, project_year):
    made = draft_target(
        project_year, goal=GOAL, amount=Decimal(100), by=town.people[Role.UNIT_OFFICER], at=NOON
    )
    assert not made.indicators.exists()
