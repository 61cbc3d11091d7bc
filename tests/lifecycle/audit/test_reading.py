"""Whatever runs inside an audit page, PostgreSQL lets it read alone: on either connection."""

import os
from contextlib import contextmanager

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client

from lifecycle.admin_site import site
from lifecycle.audit.reading import ALIAS, reading
from lifecycle.guards import AppendOnly
from lifecycle.models import Export, Organisation, Person, Seat, Target, TransitionLog
from lifecycle.privileges import AUDITOR
from lifecycle.roles import Role
from tests.conftest import organisation, seated

LOG = "lifecycle/transitionlog/"
WRITES = [
    "UPDATE lifecycle_person SET is_superuser = true",
    "DO $$ BEGIN DELETE FROM lifecycle_seat; END $$",
    "SELECT nextval(pg_get_serial_sequence('lifecycle_person', 'id'))",
]


def logs_in():
    try:
        psycopg.connect(os.environ["DATABASE_URL"], user=AUDITOR, password="").close()
    except psycopg.OperationalError:
        return False
    return True


OWN_LOGIN = logs_in()


def run(alias, statement):
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def injected(statement, alias):
    """Run a statement in the middle of an audit page, as whoever found a hole in it would."""
    page = site._registry[Target]
    kept = page.get_queryset

    def get_queryset(request):
        run(alias, statement)
        return kept(request)

    page.get_queryset = get_queryset
    try:
        yield
    finally:
        del page.get_queryset


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["default", ALIAS])
@pytest.mark.parametrize("statement", WRITES)
def test_raw_sql_that_writes_inside_a_page_is_refused(auditor, life, statement, alias):
    auditor.raise_request_exception = False
    with injected("SELECT 1", alias):
        assert auditor.get("/audit/lifecycle/target/").status_code == 200
    with injected(statement, alias):
        assert auditor.get("/audit/lifecycle/target/").status_code == 500
    assert not Person.objects.filter(is_superuser=True).exists()
    assert Seat.objects.exists()


@pytest.mark.django_db
def test_an_export_that_writes_is_refused_and_not_logged(auditor, life):
    auditor.raise_request_exception = False
    with injected(WRITES[0], "default"):
        answer = auditor.post("/audit/lifecycle/target/export/", {"format": "csv"})
    assert answer.status_code == 500
    assert not Export.objects.exists()


def _emptied():
    tables = [f'"{model._meta.db_table}"' for model in apps.get_models()
              if any(isinstance(held, AppendOnly) for held in model._meta.constraints)]  # fmt: skip
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def apart(transactional_db):
    """A connection of the auditors' own, as in production, on committed rows."""
    own = {"USER": AUDITOR, "PASSWORD": ""} if OWN_LOGIN else {}
    shared = connections[ALIAS]
    connections[ALIAS] = DatabaseWrapper({**connection.settings_dict, **own}, "default")
    yield connections[ALIAS]
    connections[ALIAS].close()
    connections[ALIAS] = shared
    _emptied()


@pytest.fixture
def client(apart):
    bureau = organisation("100", "市财政局", "bureau")
    found = Client()
    found.force_login(seated("auditor", Role.AUDITOR, bureau))
    return found


def test_pages_and_exports_work_on_a_connection_of_their_own(client, apart):
    for page in ("", "lifecycle/person/", "lifecycle/seat/", LOG):
        assert client.get(f"/audit/{page}").status_code == 200
    key = Person.objects.get().pk
    assert client.get(f"/audit/lifecycle/person/{key}/change/").status_code == 200
    assert client.get(f"/audit/{LOG}?unit=100&budget_year=2023").status_code == 200
    answer = client.post("/audit/lifecycle/person/export/", {"format": "csv"})
    assert "审计" in answer.getvalue().decode("utf-8-sig")
    assert Export.objects.get().rows == 1


@pytest.mark.skipif(not OWN_LOGIN, reason="this server has no login of the auditors' own")
@pytest.mark.parametrize(
    "escape",
    ["RESET ROLE", "SET ROLE lifecycle_app", "SET ROLE lifecycle_owner",
     "SET SESSION AUTHORIZATION lifecycle_app", "COMMIT; BEGIN READ WRITE",
     "SET default_transaction_read_only = off; COMMIT; BEGIN"],
)  # fmt: skip
def test_from_a_login_of_its_own_no_statement_leads_to_a_write(apart, escape):
    organisation("100", "市财政局", "bureau")
    apart.ensure_connection()
    raw = apart.connection
    raw.autocommit = True
    for statement in ("BEGIN READ ONLY; SET LOCAL ROLE lifecycle_auditor", escape):
        try:
            raw.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            raw.execute("ROLLBACK")
    with pytest.raises(psycopg.Error, match=r"permission denied|read-only"):
        raw.execute("UPDATE lifecycle_organisation SET name = 'x'")
    raw.execute("ROLLBACK")
    assert raw.execute("SELECT current_user").fetchone() == (AUDITOR,)
    assert Organisation.objects.get().name == "市财政局"


def test_what_is_notified_inside_is_told_to_nobody(apart):
    organisation("100", "市财政局", "bureau")
    with connections["default"].cursor() as cursor:
        cursor.execute("LISTEN audit_test")
    with reading():
        run(ALIAS, "NOTIFY audit_test")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
    assert list(connection.connection.notifies(timeout=0.2)) == []
    run("default", "UNLISTEN *")


def test_a_page_reads_one_moment(apart):
    organisation("100", "市财政局", "bureau")
    with reading():
        before = Organisation.objects.using(ALIAS).count()
        other = DatabaseWrapper(dict(connection.settings_dict), "default")
        with other.cursor() as cursor:
            cursor.execute("UPDATE lifecycle_organisation SET name = '别处'")
        other.close()
        assert Organisation.objects.using(ALIAS).filter(name="别处").count() == 0
        assert before == 1
    assert Organisation.objects.filter(name="别处").count() == 1


@pytest.mark.django_db
def test_the_log_itself_is_read_through_the_role(auditor, life):
    with reading(), pytest.raises(DatabaseError):
        TransitionLog.objects.using(ALIAS).update(note="x")
