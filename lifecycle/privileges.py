"""What the running application may do to each table: no more than its part asks (R18)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from lifecycle.guards import AppendOnly
from lifecycle.models import Subject

ROLE = "lifecycle_app"


def restrict(connection: Any) -> bool:
    """Take from the application's role what no part of it does; False without such a role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            return False
        for statement in statements():
            cursor.execute(statement)
        if "django_migrations" in connection.introspection.table_names(cursor):
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE}")
    return True


def statements() -> Iterator[str]:
    """Yield the grants: written-once tables are read and inserted, stages are never deleted."""
    yield f"GRANT USAGE ON SCHEMA public TO {ROLE}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}"
    for model in apps.get_models():
        table = f'"{model._meta.db_table}"'
        if any(isinstance(held, AppendOnly) for held in model._meta.constraints):
            yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {ROLE}"
        elif issubclass(model, Subject):
            yield f"REVOKE DELETE, TRUNCATE ON {table} FROM {ROLE}"
