"""Indicators taken over into a draft stand below what is there, once, with their entry's key."""

from datetime import date
from decimal import Decimal

import pytest

from evaluations.models import SelfEvaluation, SelfEvaluationLine
from lifecycle.actions.importing_library import import_library
from lifecycle.actions.taking import take_indicators
from lifecycle.models import FiscalYear, Indicator, ProjectYear, Target, TransitionLog
from lifecycle.queries.taking import (
    drafts_for,
    from_entries,
    from_last_year,
    from_template,
    last_year_of,
    offers_of,
)
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.rights import seats_of
from lifecycle.roles import PEOPLE, UNIT_ROLES, Role
from lifecycle.transitions import edit
from tests.conftest import GOAL, INDICATORS, NOON, YEAR, put
from tests.lifecycle.actions.test_importing_library import NATIONAL

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def release(db):
    return import_library(NATIONAL, name="national", at=NOON).release


@pytest.fixture
def example(release):
    return release.templates.get(name__startswith="案例")


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


def test_a_template_is_added_below_what_was_typed_as_one_edit(target, example, officer):
    before = list(target.indicators.order_by("pk").values("key", "name", "weight", "target"))
    done = take_indicators(target, from_template(example), by=officer, version=0, at=NOON)
    rows = list(done.indicators.order_by("pk"))
    assert (
        list(done.indicators.order_by("pk").values("key", "name", "weight", "target"))[
            : len(before)
        ]
        == before
    )
    assert [row.name for row in rows[len(before) :]] == [
        line.indicator.name for line in example.lines.order_by("pk")
    ]
    assert (rows[5].target, rows[5].unit, rows[5].library.code) == (735, "人次", "JY-YY-01")
    assert (done.version, TransitionLog.objects.filter(step="edit").count()) == (1, 1)


def test_the_same_rows_sent_twice_are_one_change(target, example, officer):
    rows = from_template(example)
    take_indicators(target, rows, by=officer, version=0, at=NOON)
    again = take_indicators(Target.objects.get(), rows, by=officer, version=0, at=NOON)
    assert (again.version, again.indicators.count()) == (1, len(INDICATORS) + 9)
    assert TransitionLog.objects.filter(step="edit").count() == 1


def test_what_is_there_by_name_or_by_entry_is_left_out(target, release, officer):
    Indicator.objects.filter(name="验收合格率").update(name="质量达标率")
    entries = release.indicators.filter(code__in=["GX-CC-01", "GX-CC-02"]).order_by("code")
    take_indicators(target, from_entries(entries[:1]), by=officer, at=NOON)
    Target.objects.get().indicators.filter(library__code="GX-CC-01").update(name="改了名的完成率")
    offers = offers_of(Target.objects.get(), from_entries(entries))
    assert [one.why_not for one in offers] == ["已从指标库选用过", "已有同名指标，不覆盖"]


def test_two_of_one_name_are_added_once(target, release):
    twice = [*from_entries(release.indicators.filter(code="GX-CC-01"))] * 2
    assert [bool(one.why_not) for one in offers_of(target, twice)] == [False, True]


def test_a_stale_page_adds_nothing(town, target, example, officer):
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"amount": Decimal(1)}, at=NOON)
    with pytest.raises(Refused) as refused:
        take_indicators(target, from_template(example), by=officer, version=0, at=NOON)
    assert refused.value.codes == (Code.STALE,)
    assert target.indicators.count() == len(INDICATORS)


@pytest.mark.parametrize("state", ["unit_submitted", "approved", "published"])
def test_a_target_that_has_left_its_writers_takes_nothing(target, example, officer, state):
    with pytest.raises(Refused):
        take_indicators(put(target, state), from_template(example), by=officer, at=NOON)
    assert target.indicators.count() == len(INDICATORS)


@pytest.mark.parametrize("role", PEOPLE)
def test_only_its_unit_takes_over(town, target, example, role):
    person = town.people[role]
    mine = drafts_for(seats_of(person, TODAY), TODAY, YEAR)
    if role in UNIT_ROLES:
        assert mine == [target]
        take_indicators(target, from_template(example), by=person, at=NOON)
        return
    assert mine == []
    with pytest.raises(Forbidden):
        take_indicators(target, from_template(example), by=person, at=NOON)
    assert target.indicators.count() == len(INDICATORS)


@pytest.fixture
def next_year(project_year):
    FiscalYear.objects.create(year=YEAR + 1, pack=FiscalYear.objects.get().pack)
    found = ProjectYear.objects.create(project=project_year.project, year=YEAR + 1)
    return Target.objects.create(
        project_year=found, organisation=found.project.organisation, year=YEAR + 1, goal=GOAL,
        amount=Decimal(1),
    )  # fmt: skip


def test_last_years_rows_come_with_what_they_reached_as_baseline(target, next_year, officer):
    Indicator.objects.filter(name="按期完工率").update(
        operator="date_le", target=None, unit="", due=date(YEAR, 11, 30), evidence="验收单",
        milestones=[Decimal(1), *[None] * 11],
    )  # fmt: skip
    put(target, "approved")
    scored = SelfEvaluation.objects.create(
        project_year=target.project_year, organisation=target.organisation, year=YEAR,
        budget=Decimal(1),
    )  # fmt: skip
    put(scored, "filling")
    row = target.indicators.get(name="维修校舍数量")
    SelfEvaluationLine.objects.create(
        self_evaluation=scored, key=row.key, level=row.level, name=row.name, operator="ge",
        target=10, actual=12, weight=20, computed=20, score=20,
    )  # fmt: skip
    seats = seats_of(officer, TODAY)
    last = last_year_of(next_year, officer, TODAY, seats)
    assert last == target
    assert {one["baseline"] for one in from_last_year(last)} == {None}
    put(scored, "confirmed", total=Decimal(95), grade="excellent")
    take_indicators(next_year, from_last_year(last), by=officer, at=NOON)
    rows = {found.name: found for found in next_year.indicators.all()}
    assert list(rows) == [name for _level, name, *_rest in INDICATORS]
    assert (rows["维修校舍数量"].baseline, rows["维修校舍数量"].target) == (12, 10)
    assert rows["受益学生数"].baseline is None
    done = rows["按期完工率"]
    assert (done.due, done.evidence, done.milestones) == (date(YEAR + 1, 11, 30), "验收单", [])
    assert {found.key for found in rows.values()}.isdisjoint(
        target.indicators.values_list("key", flat=True)
    )


@pytest.mark.parametrize("state", ["draft", "biz_review", "void"])
def test_what_was_not_approved_last_year_is_not_offered(target, next_year, officer, state):
    put(target, state)
    assert last_year_of(next_year, officer, TODAY, seats_of(officer, TODAY)) is None
