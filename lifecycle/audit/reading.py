"""Reading as the auditors' role: PostgreSQL itself refuses whatever is not a plain look (R20)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from lifecycle.privileges import AUDITOR

ALIAS = "audit"
"""The connection of every queryset of the auditors' pages."""
PATIENCE = "30s"
READ_ONLY = "SET TRANSACTION READ ONLY"
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
STEP_DOWN = (
    f"SET LOCAL ROLE {AUDITOR}; SET LOCAL statement_timeout = '{PATIENCE}'; SELECT 1"
    # The SELECT takes the snapshot: from here on no transaction can be made to write again.
)


class AuditorMissing(Exception):  # noqa: N818 - an answer, not a failure
    """The database has no such role, or this connection may not take it on."""


@contextmanager
def reading() -> Iterator[None]:
    """Confine what runs inside to the auditors' role, whichever connection it asks.

    The role and the read-only mode end with the transaction, so a pooler hands neither on. It is
    always rolled back: there is nothing to keep, and what was notified is told to nobody.
    Raises AuditorMissing.
    """
    with ExitStack() as stack:
        for alias in (DEFAULT_DB_ALIAS, ALIAS):
            stack.enter_context(_confined(alias))
        yield


@contextmanager
def _confined(alias: str) -> Iterator[None]:
    outermost = not connections[alias].in_atomic_block
    with transaction.atomic(using=alias):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(SNAPSHOT if outermost else READ_ONLY)
                cursor.execute(STEP_DOWN)
        except DatabaseError as error:
            raise AuditorMissing from error
        yield
        transaction.set_rollback(True, using=alias)
