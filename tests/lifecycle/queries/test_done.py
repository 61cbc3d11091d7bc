"""What somebody did: the newest is read alone, and says the same as a look at everything."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F

from lifecycle import queries
from lifecycle.models import Project, ProjectYear, Seat, Target, TransitionLog
from lifecycle.queries import Narrowing, Reader, Wanted, done
from lifecycle.rights import seats_of
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, organisation, put, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()
NEWEST = F("done_at").desc(nulls_last=True)
OLDEST = F("done_at").asc(nulls_last=True)


def sent_back(place, numbers, head):
    """Let somebody send targets back, one an hour; return their keys, the newest first."""
    keys = []
    for n in numbers:
        project = Project.objects.create(code=f"P{n:04d}", name=f"道路{n}", organisation=place)
        found = ProjectYear.objects.create(project=project, year=YEAR)
        target = Target.objects.create(
            project_year=found, organisation=place, year=YEAR, goal="目标", amount=Decimal(n)
        )
        put(target, "unit_submitted")
        target.refresh_from_db()
        fire(target, "dept_return", by=head, note="偏少", at=NOON + timedelta(hours=n))
        keys.append(target.pk)
    return keys[::-1]


def shown(page):
    return [entry.subject.pk for entry in page.entries]


def listed(read, person, order, wanted=None):
    pool = read(Reader(person, DAY, seats_of(person, DAY)), wanted or Wanted()).order_by(order)
    return [row.pk for row in pool[0:20]], pool.aggregate()


@pytest.fixture
def head(town):
    return town.people[Role.DEPARTMENT_HEAD]


def test_beyond_what_is_counted_it_is_said_that_there_is_more(town, head, monkeypatch):
    keys = sent_back(town.unit, range(5), head)
    monkeypatch.setattr(done, "COUNTED", 2)
    first = queries.done_by(head, size=1, at=NOON)
    assert (shown(first), first.total, first.capped, first.more) == (keys[:1], 2, True, True)
    third = queries.done_by(head, page=3, size=1, at=NOON)
    assert (shown(third), third.total, third.capped) == (keys[2:3], 4, True)
    last = queries.done_by(head, page=5, size=1, at=NOON)
    assert (shown(last), last.total, last.capped, last.more) == (keys[4:], 5, False, False)


def test_of_what_moved_at_one_time_the_line_written_last_comes_first(town, head, monkeypatch):
    sent_back(town.unit, range(4), head)
    keys = [line.object_id for line in TransitionLog.objects.filter(by=head).order_by("-pk")]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE lifecycle_transitionlog DISABLE TRIGGER USER")
        TransitionLog.objects.filter(by=head).update(at=NOON)
        cursor.execute("ALTER TABLE lifecycle_transitionlog ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    monkeypatch.setattr(done, "COUNTED", 2)
    assert shown(queries.done_by(head, size=1, at=NOON)) == keys[:1]
    for read in (queries.judged_for, queries.handled_for):
        assert listed(read, head, NEWEST) == (keys[:2], {"found": 2, "more": True})


def test_where_the_newest_is_out_of_sight_the_older_is_found(town, head, monkeypatch):
    department = organisation("220", "文旅局", Level.DEPARTMENT, town.desk)
    place = organisation("220001", "博物馆", Level.UNIT, department)
    away = Seat.objects.create(
        person=head, organisation=department, role=Role.DEPARTMENT_HEAD, starts_on=date(2023, 1, 1)
    )
    kept = sent_back(town.unit, range(3), head)
    lost = sent_back(place, range(3, 8), head)
    assert shown(queries.done_by(head, at=NOON)) == lost + kept
    away.ends_on = date(2023, 2, 28)
    away.save()
    monkeypatch.setattr(done, "COUNTED", 2)
    assert shown(queries.done_by(head, size=1, at=NOON)) == kept[:1]
    for read in (queries.judged_for, queries.handled_for):
        assert listed(read, head, NEWEST) == (kept[:2], {"found": 2, "more": True})


@pytest.mark.parametrize("read", [queries.judged_for, queries.handled_for])
def test_the_newest_first_are_the_oldest_first_backwards(town, head, read):
    keys = sent_back(town.unit, range(4), head)
    assert listed(read, head, NEWEST) == (keys, {"found": 4, "more": False})
    assert listed(read, head, OLDEST) == (keys[::-1], {"found": 4})
    narrow = Wanted(Narrowing(text="道路2"))
    (key,), counted = listed(read, head, NEWEST, narrow)
    assert (key, counted["found"]) == (keys[1], 1)
    least = Wanted(least=Decimal(3))
    assert listed(read, head, NEWEST, least) == (keys[:1], {"found": 1})


def test_a_list_of_what_was_judged_counts_as_far_as_its_page(town, head, monkeypatch):
    keys = sent_back(town.unit, range(5), head)
    monkeypatch.setattr(done, "COUNTED", 2)
    found = listed(queries.judged_for, head, NEWEST)
    assert found == (keys[:2], {"found": 2, "more": True})
    assert listed(queries.judged_for, head, NEWEST, Wanted(reach=4))[0] == keys[:4]


def test_who_did_nothing_has_an_empty_list(town):
    stranger = seated("stranger", Role.DESK, town.desk)
    assert queries.done_by(stranger, at=NOON).entries == ()
    assert listed(queries.judged_for, stranger, NEWEST) == ([], {"found": 0, "more": False})
