"""One migrated database for all processes of a run, and the way back to empty tables."""

from django.core.management import call_command
from django.db import connection, connections, transaction

EMPTY = """
DO $$
DECLARE
  kept text[] := '{django_migrations, django_content_type, auth_permission}';
  filled text[] := '{}'; named text; found boolean;
BEGIN
  FOR named IN SELECT format('%I', tablename) FROM pg_tables
    WHERE schemaname = current_schema AND tablename <> ALL (kept)
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', named) INTO found;
    CONTINUE WHEN NOT found;
    filled := filled || named;
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', named);
  END LOOP;
  FOREACH named IN ARRAY filled LOOP EXECUTE format('DELETE FROM %s', named); END LOOP;
  SET CONSTRAINTS ALL IMMEDIATE;
  FOREACH named IN ARRAY filled LOOP
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', named);
  END LOOP;
END $$
"""
"""What migrating has written is kept: no test changes it."""


def is_asked_for(item):
    """Say whether a test, or what it asks for, needs the database."""
    needed = {"db", "transactional_db", "live_server"} & set(item.fixturenames)
    return bool(needed) or item.get_closest_marker("django_db") is not None


def emptied(_case):
    """Delete what a test committed, as the owner with the guards down.

    Django's flush truncates each of some hundred tables, most of them empty, and then makes all
    permissions anew.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTY)


def copied(template):
    """Let this process's database be a copy of the migrated one, which the first process makes."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() is None:
            _migrate(f"{template}_draft", cursor)
            cursor.execute(f'ALTER DATABASE "{template}_draft" RENAME TO "{template}"')
    for one in connections.all():
        one.settings_dict["TEST"]["TEMPLATE"] = template


def _migrate(name, cursor):
    cursor.execute(f'CREATE DATABASE "{name}"')
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0, run_syncdb=True)
    connection.close()
    connection.settings_dict["NAME"] = kept
