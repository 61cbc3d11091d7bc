"""A department with many targets, all at one state, to be put back there after every run."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from benchmarks.peer.models import Goal
from lifecycle.models import (
    FiscalYear,
    Installation,
    Organisation,
    Person,
    RulePack,
    Seat,
)
from lifecycle.models.organisation import line_of
from lifecycle.roles import Level, Role
from lifecycle.rules.pack import NATIONAL, to_json

YEAR = 2023
UNITS = 40
NOON = datetime(2023, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The rehearsal's clock: everybody reads it from the database, and all read the same."""

TARGETS = """
INSERT INTO lifecycle_project (code, name, organisation_id, kind, fund, field, generated)
SELECT '52010023T' || lpad(n::text, 12, '0'), '项目' || n, (%(units)s::int[])[1 + n %% %(count)s],
  'project', '11', '', false FROM generate_series(1, %(size)s) n;
INSERT INTO lifecycle_projectyear (project_id, year, is_new, is_key, is_secret, to_congress)
SELECT id, %(year)s, false, false, false, false FROM lifecycle_project;
INSERT INTO lifecycle_target (version, content_hash, state, organisation_id, year, filed_by_id,
  project_year_id, number, goal, amount, waived)
SELECT 1, encode(sha256(y.id::text::bytea), 'hex'), 'unit_submitted', p.organisation_id, y.year,
  (SELECT s.person_id FROM lifecycle_seat s WHERE s.organisation_id = p.organisation_id),
  y.id, 1, repeat('全年完成校舍维修，验收合格率100%%。', 4), 3000000, ''
FROM lifecycle_projectyear y JOIN lifecycle_project p ON p.id = y.project_id ORDER BY y.id;
INSERT INTO lifecycle_transitionlog (machine, object_id, version, step, before, after, by_id,
  by_name, acting_for_name, role, seat, organisation, note, content_hash, pack, at)
SELECT 'lifecycle.target', id, 1, 'submit', 'draft', state, filed_by_id, '单位经办', '',
  'unit_officer', '单位经办', '单位', '', content_hash, 'national v1', %(at)s FROM lifecycle_target;
"""
BACK = """
DELETE FROM lifecycle_transitionlog WHERE version > 1;
DELETE FROM lifecycle_notice;
UPDATE lifecycle_target SET state = %(state)s, version = 1, since = NULL, due_on = NULL,
  checked_by_id = NULL, approved_on = NULL WHERE version > 1 OR state <> %(state)s;
UPDATE peer_goal SET state = 'unit_submitted', checked_by_id = NULL WHERE state = 'dept_review';
DELETE FROM django_fsm_log_statelog;
"""
GUARDED = ("lifecycle_target", "lifecycle_transitionlog")
TOUCHED = (*GUARDED, "lifecycle_glance", "lifecycle_notice", "peer_goal", "django_fsm_log_statelog")


@dataclass(slots=True)
class City:
    """Who acts, and the keys of the targets and of the peer's goals."""

    officer: Person
    head: Person
    budget: Person
    targets: list[int]
    goals: list[int]


def found(size: int) -> City:
    """Build the tree, its people and so many targets, in a database that is still empty."""
    pack = RulePack.objects.create(name="national", version=1, body=to_json(NATIONAL))
    FiscalYear.objects.create(year=YEAR, pack=pack)
    Installation.objects.create(rehearsal_at=NOON)
    bureau = _organisation("100", Level.BUREAU)
    desk = _organisation("101", Level.DESK, bureau)
    department = _organisation("219", Level.DEPARTMENT, desk)
    units = [_organisation(f"219{n:03d}", Level.UNIT, department) for n in range(UNITS)]
    for n, unit in enumerate(units):
        _person(f"unit{n}", Role.UNIT_OFFICER, unit)
    city = City(
        officer=_person("officer", Role.DEPARTMENT_OFFICER, department),
        head=_person("head", Role.DEPARTMENT_HEAD, department),
        budget=_person("budget", Role.BUDGET, bureau),
        targets=_targets(units, size),
        goals=_goals(units[0]),
    )
    reset("unit_submitted")
    return city


def _organisation(code: str, level: Level, parent: Organisation | None = None) -> Organisation:
    above = line_of(parent, level)
    if parent is not None and level in (Level.DESK, Level.DEPARTMENT):
        above |= {"bureau_id": parent.bureau_id or parent.pk}
    name = f"{level.label}{code}"
    return Organisation.objects.create(code=code, name=name, level=level, parent=parent, **above)


def _person(username: str, role: Role, place: Organisation) -> Person:
    person = Person.objects.create(
        username=username, name=str(role.label), email=f"{username}@example.com"
    )
    Seat.objects.create(person=person, organisation=place, role=role, starts_on=date(2020, 1, 1))
    return person


def _targets(units: list[Organisation], size: int) -> list[int]:
    places = [unit.pk for unit in units]
    words = {"units": places, "count": len(places), "size": size, "year": YEAR, "at": NOON}
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "lifecycle_target" DISABLE TRIGGER USER')
        cursor.execute('ALTER TABLE "lifecycle_target" ENABLE TRIGGER "target_glanced_insert"')
        cursor.execute(TARGETS, words)
        cursor.execute('ALTER TABLE "lifecycle_target" ENABLE TRIGGER USER')
        cursor.execute("SELECT id FROM lifecycle_target ORDER BY id")
        return [key for (key,) in cursor.fetchall()]


def _goals(unit: Organisation, size: int = 500) -> list[int]:
    goals = [Goal(organisation=unit, year=YEAR, goal="目标" * 40, amount=1) for _n in range(size)]
    return [goal.pk for goal in Goal.objects.bulk_create(goals)]


def reset(state: str) -> None:
    """Put every row back, as the owner with the guards down, and leave no dead row behind."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        # The glances follow, so that every run starts from the same ones too.
        cursor.execute('ALTER TABLE "lifecycle_target" ENABLE TRIGGER "target_glanced_update"')
        cursor.execute(BACK, {"state": state})
        for table in GUARDED:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        cursor.execute(f"VACUUM ANALYZE {', '.join(TOUCHED)}")


def written() -> dict[str, list[Any]]:
    """Return whole rows of all that a step writes, but for what the database's clock decides."""
    log = "to_jsonb(w) - '{id,recorded_at,hash}'::text[]"
    questions = {
        "target": "SELECT to_jsonb(w)::text FROM lifecycle_target w ORDER BY id",
        "log": f"SELECT ({log})::text FROM lifecycle_transitionlog w ORDER BY object_id, version",
    }
    answers = {}
    with connection.cursor() as cursor:
        for table, question in questions.items():
            cursor.execute(question)
            answers[table] = cursor.fetchall()
    return answers
