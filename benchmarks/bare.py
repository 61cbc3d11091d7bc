"""The limits: the same reads and writes in bare psycopg, and the same rows in one SQL statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import connection as ours

from lifecycle.clock import NOW, day_of
from lifecycle.models.rulepack import IN_FORCE, in_force
from lifecycle.rights import SEATS

LOCK = """SELECT t.version, t.state, t.year, t.content_hash, t.filed_by_id, t.project_year_id, t.id,
  t.since, t.due_on, t.organisation_id, t.filed_for_id, t.checked_by_id, t.approved_on,
  t.published_on, t.number, t.goal, t.amount, t.waived, o.*
FROM lifecycle_target t JOIN lifecycle_organisation o ON o.id = t.organisation_id
WHERE t.id = %s FOR UPDATE OF t"""
MOVE = """UPDATE lifecycle_target SET version = version + 1, state = %s, since = %s, due_on = %s,
  checked_by_id = %s WHERE id = %s AND version = %s AND state = %s"""
LINE = """INSERT INTO lifecycle_transitionlog (machine, object_id, version, step, before, after,
  by_id, by_name, acting_for_id, acting_for_name, role, seat, organisation, note, content_hash,
  pack, at)
VALUES ('lifecycle.target', %s, %s, %s, %s, %s, %s, %s, NULL, '', %s, %s, %s, %s, %s, %s, %s)"""
ALL = """
WITH seat AS (
  SELECT p.id AS person, p.name, s.role, o.id AS place, o.name AS organisation
  FROM lifecycle_seat s JOIN lifecycle_person p ON p.id = s.person_id
  JOIN lifecycle_organisation o ON o.id = s.organisation_id WHERE p.id = %(by)s
), moved AS (
  UPDATE lifecycle_target t SET version = t.version + 1, state = %(after)s, since = %(at)s,
    due_on = %(due)s, checked_by_id = s.person, approved_on = %(approved)s
  FROM lifecycle_organisation o, seat s
  WHERE o.id = t.organisation_id AND t.state = %(before)s AND t.id <= %(last)s
    AND s.place IN (o.department_id, o.bureau_id)
    AND t.filed_by_id IS DISTINCT FROM s.person AND t.filed_for_id IS DISTINCT FROM s.person
  RETURNING t.id, t.version, t.content_hash, t.year
)
INSERT INTO lifecycle_transitionlog (machine, object_id, version, step, before, after, by_id,
  by_name, acting_for_id, acting_for_name, role, seat, organisation, note, content_hash, pack, at)
SELECT 'lifecycle.target', m.id, m.version, %(step)s, %(before)s, %(after)s, s.person, s.name,
  NULL, '', s.role, s.name, s.organisation, '', m.content_hash, k.name || ' v' || k.version, %(at)s
FROM moved m JOIN lifecycle_fiscalyear y USING (year) JOIN lifecycle_rulepack k ON k.id = y.pack_id,
  seat s ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as plain values: everything that the engine finds out from its declaration."""

    name: str
    before: str
    after: str
    due: date
    approved: date | None = None


def connect(*, prepares: bool = False) -> psycopg.Connection[Any]:
    """Open a connection; one that prepares keeps session state, which a pooler takes away (R5)."""
    named = ours.get_connection_params()
    words = {name: named[name] for name in ("dbname", "user", "host")}
    return psycopg.connect(**words, prepare_threshold=5 if prepares else None)


def move(db: psycopg.Connection[Any], key: int, by: Any, step: Step) -> None:
    """Move one target: clock, row under lock, seats and pack read, row and log line written."""
    with db.transaction(), db.cursor() as cursor:
        (at,) = _one(cursor, NOW)
        day = day_of(at)
        found = _one(cursor, LOCK, [key])
        version, here, year, content_hash, *_rest = found
        seat = _one(cursor, SEATS, {"person": by.pk, "day": day})
        _foreign, _seat, role, _id, place, _key, name, _whole = seat
        (pack,) = _one(cursor, IN_FORCE, [year])
        cursor.execute(MOVE, [step.after, at, step.due, by.pk, key, version, here])
        moved = [key, version + 1, step.name, here, step.after, by.pk, name]
        cursor.execute(
            LINE, [*moved, role, name, place, "", content_hash, in_force(pack).version, at]
        )


def move_all(db: psycopg.Connection[Any], last: int, by: Any, at: datetime, step: Step) -> None:
    """Move every target up to a key that this person may move: one statement, one transaction."""
    words = {name: getattr(step, name) for name in Step.__slots__}
    words |= {"step": step.name, "last": last, "by": by.pk, "at": at}
    with db.transaction(), db.cursor() as cursor:
        cursor.execute(ALL, words)


def _one(cursor: psycopg.Cursor[Any], question: str, words: Any = None) -> Any:
    return cursor.execute(question, words).fetchone()
