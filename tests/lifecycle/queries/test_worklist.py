"""The tabs of the worklist: what is in each, in which order, for whom, and at what price."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle import queries
from lifecycle.actions.claiming import claim, release
from lifecycle.actions.commenting import comment
from lifecycle.actions.watching import watch
from lifecycle.models import Holiday, Project, ProjectYear, Seat, Substitution, Target
from lifecycle.models.watch import PROJECT_YEAR
from lifecycle.queries import Narrowing
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, organisation, put, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()
TARGET = "lifecycle.target"
TABS = [queries.waiting_for, queries.returned_to, queries.done_by, queries.watched_by]


def more(place, n, state, year=YEAR, **columns):
    project = Project.objects.create(code=f"P{n:04d}", name=f"道路维修{n}", organisation=place)
    found = ProjectYear.objects.create(project=project, year=year)
    made = Target.objects.create(
        project_year=found, organisation=place, year=year, goal="目标", amount=Decimal(n)
    )
    return put(made, state, **columns)


def subjects(page):
    return [entry.subject for entry in page.entries]


@pytest.fixture
def desk(town):
    return town.people[Role.DESK]


def test_what_waits_comes_page_by_page_due_soonest_first(town, desk):
    never, late, soon = (
        more(town.unit, n, "biz_review", due_on=due)
        for n, due in enumerate([None, date(2023, 3, 9), date(2023, 3, 2)])
    )
    first = queries.waiting_for(desk, size=2, at=NOON)
    assert subjects(first) == [soon, late]
    assert (first.total, first.more) == (3, True)
    second = queries.waiting_for(desk, page=2, size=2, at=NOON)
    assert subjects(second) == [never]
    assert not second.more
    assert queries.waiting_for(desk, page=9, size=2, at=NOON).entries == ()


def test_it_waits_longest_first_where_that_is_asked(town, desk):
    young, old = (more(town.unit, n, "biz_review", since=NOON - timedelta(days=n)) for n in (1, 2))
    assert subjects(queries.waiting_for(desk, sort="age", at=NOON)) == [old, young]


def test_the_list_and_the_inbox_say_the_same(town, target, appraisal, at):
    at(target, "unit_submitted")
    at(appraisal, "dept_review")
    for person in town.people.values():
        page, inbox = queries.waiting_for(person, at=NOON), queries.inbox_for(person, NOON)
        assert page.total == inbox.total
        assert {(e.stage, e.subject) for e in page.entries} == {
            (item.stage, item.subject) for item in inbox.items
        }
    head = queries.waiting_for(town.people[Role.DEPARTMENT_HEAD], at=NOON)
    assert {entry.stage for entry in head.entries} == {TARGET, "lifecycle.appraisal"}


def test_a_row_says_how_long_in_working_days_and_how_long_still(town, desk):
    friday = datetime(2023, 2, 24, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    more(town.unit, 1, "biz_review", since=friday, due_on=date(2023, 3, 3))
    (entry,) = queries.waiting_for(desk, at=NOON).entries
    assert (entry.age, entry.days_left, entry.state) == (3, 2, "业务科室审核")
    Holiday.objects.create(day=date(2023, 2, 27), is_workday=False, name="休")
    Holiday.objects.create(day=date(2023, 2, 25), is_workday=True, name="班")
    Holiday.objects.create(day=date(2023, 2, 28), is_workday=False, name="休")
    assert queries.waiting_for(desk, at=NOON).entries[0].age == 2


def test_what_was_returned_has_a_tab_of_its_own_and_stays_first_in_the_other(town):
    unit = town.people[Role.UNIT_OFFICER]
    draft = more(town.unit, 1, "draft", due_on=DAY)
    back = more(town.unit, 2, "returned")
    assert subjects(queries.returned_to(unit, at=NOON)) == [back]
    assert subjects(queries.waiting_for(unit, at=NOON)) == [back, draft]
    assert [e.returned for e in queries.waiting_for(unit, at=NOON).entries] == [True, False]
    assert queries.returned_to(town.people[Role.DESK], at=NOON).total == 0


def test_the_list_is_narrowed_by_stage_unit_due_date_year_and_words(town, target, at, desk):
    other = organisation("220", "文旅局", Level.DEPARTMENT, town.desk)
    place = organisation("220001", "博物馆", Level.UNIT, other)
    first = at(target, "biz_review", due_on=date(2023, 3, 2))
    second = more(place, 1, "biz_review", due_on=date(2023, 3, 9), year=YEAR)

    def found(**wanted):
        return subjects(queries.waiting_for(desk, Narrowing(**wanted), at=NOON))

    assert found() == [first, second]
    assert found(stage=TARGET) == [first, second]
    assert found(stage="lifecycle.appraisal") == []
    assert found(unit=other.pk) == found(unit=place.pk) == found(text="博物") == [second]
    assert found(unit=town.desk.pk) == found(unit=town.bureau.pk) == [first, second]
    assert found(due_by=date(2023, 3, 2)) == found(text="校舍") == [first]
    assert found(text="P0001") == found(text="道路") == [second]
    assert found(year=YEAR) == [first, second]
    assert found(year=YEAR + 1) == found(text="%") == []


def test_what_was_done_is_late_only_while_somebody_owes_a_step_on_it(town, target):
    officer = town.people[Role.UNIT_OFFICER]
    fire(target, "submit", by=officer, at=NOON)
    put(target, "approved", due_on=date(2023, 2, 1))
    late = Narrowing(due_by=DAY - timedelta(days=1))
    (entry,) = queries.done_by(officer, at=NOON).entries
    assert (entry.due_on, entry.days_left) == (None, None)
    assert queries.done_by(officer, late, at=NOON).total == 0
    ProjectYear.objects.update(is_key=True)
    (entry,) = queries.done_by(officer, late, at=NOON).entries
    assert (entry.due_on, entry.days_left) == (date(2023, 2, 1), -28)


def test_the_list_says_who_claimed_what_and_is_narrowed_by_it(town, desk):
    mate = seated("mate", Role.DESK, town.desk)
    mine, theirs, free, freed = (more(town.unit, n, "biz_review") for n in range(4))
    for row, person in ((mine, desk), (theirs, mate), (freed, mate)):
        claim(row, by=person, at=NOON)
    release(freed, by=mate, at=NOON)
    page = queries.waiting_for(desk, at=NOON)
    assert [(e.claim and e.claim.holder, e.mine) for e in page.entries] == [
        (desk, True), (mate, False), (None, False), (None, False),
    ]  # fmt: skip

    def found(claimed):
        return subjects(queries.waiting_for(desk, Narrowing(claimed=claimed), at=NOON))

    assert found("mine") == [mine]
    assert found("others") == [theirs]
    assert found("free") == [free, freed]
    Seat.objects.filter(person=mate).update(ends_on=date(2023, 2, 28))
    assert found("others") == []
    assert found("free") == [theirs, free, freed]


def test_a_substitute_sees_for_whom_it_waits(town, desk):
    row = more(town.unit, 1, "biz_review")
    deputy = seated("deputy", Role.ADMINISTRATOR, town.bureau)
    assert queries.waiting_for(deputy, at=NOON).total == 0
    Substitution.objects.create(
        absent=desk, substitute=deputy, starts_on=DAY, ends_on=DAY, reason="休假"
    )
    claim(row, by=desk, at=NOON)
    (entry,) = queries.waiting_for(deputy, at=NOON).entries
    assert (entry.subject, entry.acting_for, entry.mine) == (row, str(desk), True)
    assert queries.waiting_for(desk, at=NOON).entries[0].acting_for == ""


def test_what_was_done_is_listed_once_with_the_last_step_newest_first(town, target, project_year):
    unit, head = town.people[Role.UNIT_OFFICER], town.people[Role.DEPARTMENT_HEAD]
    other = more(town.unit, 1, "unit_submitted")
    later = NOON + timedelta(hours=1)
    fire(target, "submit", by=unit, at=NOON)
    fire(target, "dept_return", by=head, note="偏少", at=NOON)
    fire(target, "submit", by=unit, at=NOON)
    fire(other, "dept_return", by=head, note="偏多", at=later)
    fire(target, "dept_return", by=head, note="仍偏少", at=later + timedelta(hours=1))
    page = queries.done_by(head, at=later)
    assert [(e.subject, e.line.step, e.line.entry.note) for e in page.entries] == [
        (target, "部门退回", "仍偏少"),
        (other, "部门退回", "偏多"),
    ]
    assert page.total == 2
    assert subjects(queries.done_by(head, size=1, page=2, at=later)) == [other]
    assert subjects(queries.done_by(head, Narrowing(text="道路"), at=later)) == [other]
    assert subjects(queries.done_by(unit, at=later)) == [target]
    assert queries.done_by(town.people[Role.DESK], at=later).total == 0


def test_who_no_longer_sees_it_has_not_done_it(town, target):
    unit = town.people[Role.UNIT_OFFICER]
    fire(target, "submit", by=unit, at=NOON)
    Seat.objects.filter(person=unit).update(ends_on=date(2023, 2, 28))
    page = queries.done_by(unit, at=NOON)
    assert (page.entries, page.total) == ((), 0)


def test_what_is_watched_is_narrowed_too(town, target, desk):
    other = more(town.unit, 1, "draft")
    for row in (target, other):
        watch(desk, TARGET, row.pk, at=NOON)
    watch(desk, PROJECT_YEAR, other.project_year_id, at=NOON)

    def found(**wanted):
        return subjects(queries.watched_by(desk, Narrowing(**wanted), at=NOON))

    assert found() == [other.project_year, other, target]
    assert found(text="道路") == [other.project_year, other]
    assert found(stage=PROJECT_YEAR) == [other.project_year]
    assert found(unit=town.unit.pk, year=YEAR, stage=TARGET) == [other, target]
    assert found(due_by=DAY) == []


def test_the_notices_to_a_person_are_theirs_alone(town, target, at):
    unit, head = town.people[Role.UNIT_OFFICER], town.people[Role.DEPARTMENT_HEAD]
    filed = at(target, "dept_review", filed_by=unit.pk)
    comment(filed, text="请补依据", by=head, at=NOON)
    fire(filed, "dept_return", by=head, note="见批注", at=NOON)
    page = queries.told_to(unit)
    assert [notice.kind for notice in page.entries] == [
        f"{TARGET}.dept_return",
        f"{TARGET}.comment",
    ]
    assert queries.told_to(unit, Narrowing(text="请补")).total == 1
    assert queries.told_to(unit, Narrowing(stage="lifecycle.appraisal")).total == 0
    assert queries.told_to(head).total == 0


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_costs_the_same_queries_for_one_row_and_for_many(town, target, tab):
    unit = town.people[Role.UNIT_OFFICER]

    def grown(n):
        row = more(town.unit, n, "returned", since=NOON)
        fire(row, "void", by=town.people[Role.UNIT_HEAD], note="x", at=NOON)
        more(town.unit, 100 + n, "returned", since=NOON)
        watch(unit, TARGET, row.pk, at=NOON)

    user = town.people[Role.UNIT_HEAD] if tab is queries.done_by else unit
    counts = []
    for n in range(4):
        grown(n)
        with CaptureQueriesContext(connection) as seen:
            assert len(tab(user, at=NOON).entries) >= 1 + n
        counts.append(len(seen))
    assert counts == [counts[0]] * 4
