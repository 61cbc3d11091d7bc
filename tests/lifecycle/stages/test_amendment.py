"""Target amendment: every cell of state × step × role, and every need."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from lifecycle.models import (
    Amendment,
    BudgetEvent,
    Hold,
    Project,
    ProjectYear,
    Target,
)
from lifecycle.roles import Role
from lifecycle.transitions import fire, fire_many
from tests.conftest import GOAL, NOON, YEAR, put
from tests.lifecycle.conftest import passes, refused
from tests.stage_table import expected, walk

pytestmark = pytest.mark.django_db

ALLOWED = """
draft       submit      unit_officer                        submitted
draft       abandon     unit_head                           rejected
returned    submit      unit_officer                        submitted
returned    abandon     unit_head                           rejected
submitted   withdraw    unit_officer,unit_head              draft
submitted   accept      department_officer                  dept_review
submitted   dept_return department_officer,department_head  returned
dept_review withdraw    unit_officer,unit_head              draft
dept_review endorse     department_head                     biz_review
dept_review dept_return department_officer,department_head  returned
dept_review dept_reject department_head                     rejected
biz_review  approve     desk                                approved
biz_review  refer       desk                                perf_review
biz_review  desk_return desk                                returned
biz_review  desk_reject desk                                rejected
perf_review approve_key performance                         approved
perf_review perf_return performance                         returned
perf_review perf_reject performance                         rejected
"""


@pytest.mark.parametrize("state", Amendment.State)
def test_every_cell_of_the_table(town, amendment, state):
    assert walk(amendment, state, town.people) == expected(ALLOWED, state)


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


def event(project_year, kind, line=1, amount=500_000):
    return BudgetEvent.objects.create(
        project_year=project_year,
        kind=kind,
        amount=amount,
        document="筑财预〔2023〕8号",
        line=line,
        on=NOON.date(),
    )


def held(amendment, **columns):
    kept = {
        "project_year": amendment.project_year,
        "kind": Hold.Kind.REVIEW_OPEN,
        "machine": "monitoring.report",
        "object_id": 1,
        "reason": "监控审核中",
        "placed_on": NOON.date(),
    }
    return Hold.objects.create(**kept | columns)


def test_filing_remembers_its_day_and_seals_the_lines(amendment, officer):
    moved = fire(amendment, "submit", by=officer, at=NOON)
    assert (moved.filed_on, moved.filed_by) == (NOON.date(), officer)
    assert moved.content_hash
    with pytest.raises(IntegrityError), transaction.atomic():
        amendment.lines.first().delete()


def test_the_reason_is_written_out(amendment, officer):
    put(amendment, "draft", reason=" ")
    assert refused(amendment, "submit", officer) == [("reasoned", "请写明调整事由")]
    put(amendment, "draft", reason="政策变化")
    assert passes(amendment, "submit", officer) == "submitted"


def test_an_unknown_kind_of_reason_is_not_stored(amendment):
    with pytest.raises(IntegrityError), transaction.atomic():
        put(amendment, "draft", reason_kind="whim")


def test_something_must_change(amendment, officer):
    line = amendment.lines.filter(name="师生满意度")
    line.update(target=90)
    sentence = "与现行绩效目标相同，没有可调整的内容"
    assert refused(amendment, "submit", officer) == [("different", sentence)]
    line.update(target=Decimal("90.0001"))
    assert passes(amendment, "submit", officer) == "submitted"


def test_the_amended_target_is_judged_like_any_other(amendment, officer):
    line = amendment.lines.filter(level="quality")
    line.update(weight=16)
    found = refused(amendment, "submit", officer)
    assert [need for need, _sentence in found] == ["faultless"]
    assert "权重" in found[0][1]
    line.update(weight=15)
    assert passes(amendment, "submit", officer) == "submitted"


@pytest.mark.parametrize(
    ("amount", "kind", "sentence"),
    [
        (3_500_000, None, "金额有变化，须附预算调整"),
        (3_500_000, "decrease", "金额的增减与所附预算调整不一致"),
        (2_500_000, "increase", "金额的增减与所附预算调整不一致"),
        (3_500_000, "initial", "年初预算不是预算调整"),
        (3_500_000, "increase", ""),
        (3_500_000, "carryover", ""),
        (2_500_000, "recovery", ""),
        (3_000_000, None, ""),
    ],
)
def test_other_money_comes_with_its_budget_change(amendment, officer, amount, kind, sentence):
    made = event(amendment.project_year, kind).pk if kind else None
    put(amendment, "draft", amount=amount, budget_event=made)
    if sentence:
        assert refused(amendment, "submit", officer) == [("funded", sentence)]
    else:
        assert passes(amendment, "submit", officer) == "submitted"


def test_the_budget_change_is_of_the_same_project(town, amendment, officer):
    project = Project.objects.create(code="x", name="别的项目", organisation=town.unit)
    other = ProjectYear.objects.create(project=project, year=YEAR)
    put(amendment, "draft", amount=3_500_000, budget_event=event(other, "increase").pk)
    assert refused(amendment, "submit", officer) == [("funded", "所附预算调整属于别的项目")]


def test_the_closing_day_is_the_last_in_time(amendment, officer):
    evening = datetime(YEAR, 11, 30, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    after = datetime(YEAR, 12, 1, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert passes(amendment, "submit", officer, evening) == "submitted"
    sentence = "2023年度绩效目标调整已于11月30日截止"
    assert refused(amendment, "submit", officer, after) == [("in_time", sentence)]


def test_what_was_filed_in_time_may_be_approved_later(town, amendment):
    put(amendment, "biz_review")
    after = datetime(YEAR, 12, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert passes(amendment, "approve", town.people[Role.DESK], after) == "approved"


CURRENT = ("current", "所调整的不是现行版次的绩效目标")


def test_only_the_version_in_force_is_amended(town, amendment, officer):
    target = amendment.target
    later = Target.objects.create(
        project_year=target.project_year,
        organisation=target.organisation,
        year=YEAR,
        number=2,
        goal=GOAL,
        amount=1,
    )
    desk, bureau = town.people[Role.DESK], town.people[Role.PERFORMANCE]
    for state, name, by in (
        ("draft", "submit", officer),
        ("biz_review", "approve", desk),
        ("perf_review", "approve_key", bureau),
    ):
        put(amendment, state)
        put(later, "draft")
        assert refused(amendment, name, by) == [CURRENT]
        put(later, "void")
        assert passes(amendment, name, by)
    put(target, "finalised")
    assert refused(amendment, "approve_key", bureau) == [CURRENT]


def test_nothing_changes_under_an_open_monitoring_review(town, amendment, officer):
    hold = held(amendment)
    sentence = "该项目正在绩效监控审核期间，审核结束后方可调整"
    assert refused(amendment, "submit", officer) == [("unhindered", sentence)]
    for change in (
        {"lifted_on": NOON.date()},
        {"lifted_on": None, "kind": "red_light"},
        {"kind": "review_open", "machine": "evaluations.key_evaluation"},
    ):
        Hold.objects.filter(pk=hold.pk).update(**change)
        assert passes(amendment, "submit", officer) == "submitted"


@pytest.mark.parametrize(("is_key", "state"), [(True, "approved"), (False, "published")])
def test_what_is_key_or_public_goes_to_the_performance_division(town, amendment, is_key, state):
    ProjectYear.objects.filter(pk=amendment.project_year.pk).update(is_key=is_key)
    put(amendment.target, state)
    subject = put(amendment, "biz_review")
    sentence = "重点项目或已公开的目标须转绩效科审核"
    assert refused(subject, "approve", town.people[Role.DESK]) == [("ordinary", sentence)]
    subject = fire(subject, "refer", by=town.people[Role.DESK], at=NOON)
    done = fire(subject, "approve_key", by=town.people[Role.PERFORMANCE], at=NOON)
    assert (done.state, done.republish) == ("approved", state == "published")


def test_a_version_has_one_open_amendment(amendment):
    kept = {
        "target": amendment.target,
        "organisation": amendment.organisation,
        "year": YEAR,
        "reason_kind": "other",
        "goal": GOAL,
        "amount": 1,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(**kept)
    put(amendment, "rejected")
    assert Amendment.objects.create(**kept).pk


@pytest.fixture
def several(town, amendment):
    """Six amendments: plain, key, published, overtaken, under review, under a lifted hold."""
    made = [amendment]
    for n in range(1, 6):
        project = Project.objects.create(
            code=f"52010023T0000000002{n:02d}", name=f"项目{n}", organisation=town.unit
        )
        year = ProjectYear.objects.create(project=project, year=YEAR, is_key=n == 1)
        target = _target(year, 1)
        put(target, "published" if n == 2 else "approved")
        if n == 3:
            _target(year, 2)
        made.append(
            Amendment.objects.create(
                target=target,
                organisation=town.unit,
                year=YEAR,
                reason_kind="content",
                goal=GOAL,
                amount=1,
            )
        )
    for line in (1, 2):
        held(made[4], object_id=line)
    held(made[5], object_id=3, lifted_on=date(2023, 3, 2))
    return [put(row, "biz_review") for row in made]


def _target(year, number):
    return Target.objects.create(
        project_year=year,
        organisation=year.project.organisation,
        year=YEAR,
        number=number,
        goal=GOAL,
        amount=1,
    )


def test_the_set_based_needs_refuse_the_same_rows_as_the_plain_ones(several):
    rows = Amendment.objects.all()
    found = {}
    for need in {n for edge in Amendment.edges() for n in edge.about.needs if n.failing}:
        plain = [row.pk for row in rows.order_by("pk") if need(row)]
        assert list(need.failing(rows).order_by("pk").values_list("pk", flat=True)) == plain
        found[need.name] = [several.index(next(s for s in several if s.pk == k)) for k in plain]
    assert found == {"ordinary": [1, 2], "current": [3], "unhindered": [4]}


def test_approving_many_makes_a_version_of_each(town, several):
    result = fire_many(Amendment.objects.all(), "approve", by=town.people[Role.DESK], at=NOON)
    assert result.moved == [several[0].pk, several[5].pk]
    assert len(result.refused) == 4
    made = Target.objects.filter(amendment__isnull=False).order_by("pk")
    assert [row.amendment_id for row in made] == result.moved
    assert [(row.number, row.state) for row in made] == [(2, "approved")] * 2
    assert made[0].indicators.count() == 5
