"""What PostgreSQL grants the auditors' role: what was decided, column by column, and no write."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from lifecycle.audit.reading import reading
from lifecycle.models import Person
from lifecycle.privileges import AUDITOR, CLOSED, READ, WITHHELD, restrict

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"password|secret|token|salt|nonce|otp|credential|session|feed|private")
NO_SECRET = {("lifecycle_projectyear", "is_secret"), ("lifecycle_glance", "is_secret")}
GRANTS = """SELECT c.relname, a.attname, has_column_privilege(%s, c.oid, a.attnum, 'SELECT'),
  has_column_privilege(%s, c.oid, a.attnum, 'INSERT, UPDATE, REFERENCES'),
  has_table_privilege(%s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"""
ATTACKS = {
    "insert": "INSERT INTO lifecycle_heartbeat (loop, last_seen) VALUES ('x', now())",
    "update": "UPDATE lifecycle_person SET is_superuser = true",
    "delete": "DELETE FROM lifecycle_notice",
    "truncate": "TRUNCATE lifecycle_notice",
    "the log": "UPDATE lifecycle_transitionlog SET note = 'x'",
    "the log of exports": "DELETE FROM lifecycle_export",
    "lock rows": "SELECT id FROM lifecycle_person FOR UPDATE",
    "lock a table": "LOCK TABLE lifecycle_person IN ACCESS EXCLUSIVE MODE",
    "make a table": "CREATE TABLE mine (x int)",
    "make a temporary table": "CREATE TEMP TABLE mine (x int)",
    "drop a guard": "DROP TRIGGER log_append_only ON lifecycle_transitionlog",
    "drop a table": "DROP TABLE lifecycle_notice",
    "block": "DO $$ BEGIN UPDATE lifecycle_person SET name = 'x'; END $$",
    "sequence": "SELECT nextval(pg_get_serial_sequence('lifecycle_person', 'id'))",
    "set a sequence": "SELECT setval(pg_get_serial_sequence('lifecycle_person', 'id'), 1)",
    "write again": "SET TRANSACTION READ WRITE",
    "grant": "GRANT ALL ON lifecycle_person TO lifecycle_auditor; UPDATE lifecycle_person SET id=1",
    "make a role": "CREATE ROLE more",
    "password": "SELECT password FROM lifecycle_person",
    "whole row": "SELECT p::text FROM lifecycle_person p",
    "compare a password": "SELECT id FROM lifecycle_person WHERE password LIKE 'p%'",
    "sort by a password": "SELECT id FROM lifecycle_person ORDER BY password",
    "copy": "COPY lifecycle_person TO STDOUT",
    "token": "SELECT token FROM lifecycle_steptoken",
    "sessions": "SELECT * FROM django_session",
    "passwords of roles": "SELECT * FROM pg_authid",
    "password statistics": "SELECT * FROM pg_statistic",
    "read a file": "SELECT pg_read_file('postgresql.conf')",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "end others": "SELECT pg_reload_conf()",
    "settings": "ALTER SYSTEM SET fsync = off",
}


def grants():
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [AUDITOR] * 3)
        return cursor.fetchall()


def test_every_table_and_no_other_has_a_decision():
    tables = {table for table, *_rest in grants()}
    assert tables - READ - CLOSED == set(), "add it to READ or CLOSED in lifecycle/privileges.py"
    assert READ.isdisjoint(CLOSED)
    assert (READ | CLOSED) - tables == set()
    assert WITHHELD.keys() <= READ


def test_every_column_that_sounds_like_a_secret_is_withheld():
    sounds = {(t, c) for t, c, *_rest in grants() if t in READ and SECRET.search(c)}
    assert {table for table, _column in sounds} >= WITHHELD.keys()
    withheld = {(table, column) for table in WITHHELD for column in WITHHELD[table]}
    assert sounds - NO_SECRET == withheld


def test_the_grants_are_the_decisions():
    for table, column, reads, _writes, _whole in grants():
        wanted = table in READ and column not in WITHHELD.get(table, ())
        assert reads is wanted, (table, column)


def test_nothing_is_granted_that_writes():
    assert [row for row in grants() if row[3] or row[4]] == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seqrelid::regclass FROM pg_sequence"
            " WHERE has_sequence_privilege(%s, seqrelid, 'USAGE, UPDATE, SELECT')",
            [AUDITOR],
        )
        assert cursor.fetchall() == []


def test_a_grant_too_many_is_taken_back_by_the_next_migrate():
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT, UPDATE ON lifecycle_person, django_session TO {AUDITOR}")
        cursor.execute(f"GRANT UPDATE (name) ON lifecycle_person TO {AUDITOR}")
    assert [row for row in grants() if row[3] or row[4]] != []
    assert AUDITOR in restrict(connection)
    test_the_grants_are_the_decisions()
    test_nothing_is_granted_that_writes()


def test_no_function_of_ours_runs_with_its_owners_rights():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_role_is_refused(town, attack):
    with reading(), pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(ATTACKS[attack])
    told = str(refused.value)
    assert re.search("permission denied|read-only|must be|read-write|lock", told), told


def test_what_the_role_is_refused_the_application_may(town):
    with connection.cursor() as cursor:
        cursor.execute(ATTACKS["update"])
        cursor.execute(ATTACKS["password"])
        cursor.execute(ATTACKS["sequence"])
    assert set(Person.objects.values_list("is_superuser", flat=True)) == {True}


def test_the_role_ends_with_the_reading(town):
    def who():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('transaction_read_only')")
            return cursor.fetchone()

    before = who()
    with reading():
        assert who() == (AUDITOR, "on")
    assert who() == before
    assert before[1] == "off"


def test_every_model_shown_to_auditors_is_readable():
    shown = {model._meta.db_table for app in ("lifecycle", "monitoring", "evaluations")
             for model in apps.get_app_config(app).get_models()}  # fmt: skip
    assert shown - READ == set()
