"""Migrate without standing in anybody's way, then narrow the application's rights (R18, R24)."""

import time
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

from lifecycle import privileges

PATIENCE = 50
PAUSE = 0.2


class Command(Migrate):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Try again when a lock is not free at once: a waiting ALTER would block every reader."""
        connection = connections[options["database"]]
        connection.settings_dict["OPTIONS"]["options"] = "-c lock_timeout=200ms"
        connection.close()
        try:
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
