"""The ground of every benchmark: a durable PostgreSQL of its own, with the tables of the models."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from config.services import Embedded, fresh


@contextmanager
def ground() -> Iterator[None]:
    """Start a server in a directory of its own, set Django up on it, and remove both at the end.

    A directory that BENCH_KEPT names stays with all that was built, for the next run on the same
    models.
    """
    kept = os.environ.get("BENCH_KEPT", "")
    var = Path(kept or tempfile.mkdtemp(prefix="budget-performance-bench-"))
    var.mkdir(exist_ok=True)
    var.chmod(0o711)  # the server runs under another account when we are root
    try:
        with Embedded(var, redis=False, durable=True) as servers:
            found = servers.environment()
            found["DATABASE_URL"] = found["DATABASE_OWNER_URL"]
            os.environ.update(found, DJANGO_SETTINGS_MODULE="benchmarks.settings")
            django.setup()
            call_command("migrate", run_syncdb=True, verbosity=0)
            yield
            _hang_up()
    finally:
        if not kept:
            fresh(var)
            shutil.rmtree(var, ignore_errors=True)


def _hang_up() -> None:
    django.db.connections.close_all()
