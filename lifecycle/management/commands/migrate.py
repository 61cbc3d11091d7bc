"""Migrate without standing in anybody's way, then narrow the application's rights (R18, R24)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from django.db.models.signals import class_prepared  # noqa: TID251 - to end what a library began
from django_fsm import FSMField
from psycopg.errors import LockNotAvailable

from lifecycle import privileges

PATIENCE = 50
PAUSE = 0.2

PAST = "__fake__"
"""The module of the models that a migration is given."""


@contextmanager
def past_models_unheard() -> Iterator[None]:
    """Let no state field of a model of the past go on listening for every class that is made.

    A migration from nothing makes thousands, and each would be told to all before it (django-fsm-2
    4.2.4 never ends what its field begins); such a model has no steps to collect.
    """

    def silence(sender: Any, **_named: Any) -> None:
        for field in sender._meta.local_fields if sender.__module__ == PAST else ():
            if isinstance(field, FSMField):
                class_prepared.disconnect(field._collect_transitions)  # noqa: SLF001 - no other name

    class_prepared.connect(silence, weak=False)
    try:
        yield
    finally:
        class_prepared.disconnect(silence)


class Command(Migrate):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Try again when a lock is not free at once: a waiting ALTER would block every reader."""
        connection = connections[options["database"]]
        connection.settings_dict["OPTIONS"]["options"] = "-c lock_timeout=200ms"
        connection.close()
        try:
            with past_models_unheard():
                self._patiently(*args, **options)
        finally:
            connection.settings_dict["OPTIONS"].pop("options")
            connection.close()
        privileges.restrict(connection)

    def _patiently(self, *args: Any, **options: Any) -> None:
        for attempt in range(PATIENCE):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if attempt + 1 == PATIENCE or not isinstance(error.__cause__, LockNotAvailable):
                    raise
                time.sleep(PAUSE)
            else:
                return
