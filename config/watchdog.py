"""A worker that no longer works ends itself, so that its supervisor starts a new one.

After kills of its broker or of a pool child a Celery worker can live on and answer pings without
taking another task. Nobody would restart it: the process stands.
"""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from django.conf import settings
from django.db import DatabaseError, connection

log = logging.getLogger(__name__)

LOOKS = 5
"""How often it looks in the time after which a worker counts as stalled."""
SOFTWARE = 70
"""Exit status: an inner fault (EX_SOFTWARE of sysexits)."""


class Stalled:
    """Tells how long tasks have waited while no loop was heard."""

    def __init__(self, look: Callable[[], tuple[int, Any]], now: Callable[[], float]) -> None:
        self._look, self._now = look, now
        self._since, self._heard = now(), None

    def seconds(self) -> float:
        """Look once; 0 where nothing waits, something was heard, or nothing can be seen."""
        try:
            waiting, heard = self._look()
        except Exception:
            # Whatever hides them, a restart would not mend it.
            log.debug("broker or database not seen", exc_info=True)
            waiting, heard = 0, self._heard
        if not waiting or heard != self._heard:
            self._since, self._heard = self._now(), heard
        return self._now() - self._since


def look(app: Celery) -> tuple[int, datetime | None]:
    """Return how many tasks wait in the broker, and when a loop was last heard."""
    from lifecycle.models import Heartbeat  # noqa: PLC0415 - models come after this module

    with app.connection_for_read() as broker:
        channel: Any = broker.default_channel
        found = [channel.queue_declare(name, passive=True) for name in app.amqp.queues.consume_from]
    try:
        waiting = sum(queue.message_count for queue in found)
        return waiting, max(Heartbeat.objects.values_list("last_seen", flat=True), default=None)
    finally:
        with suppress(DatabaseError):
            connection.close()


def watch(app: Celery, limit: float) -> None:
    """Look for ever; end the process when it has stalled for `limit` seconds."""
    stalled, pause = Stalled(lambda: look(app), monotonic), threading.Event()
    while stalled.seconds() < limit:
        pause.wait(limit / LOOKS)
    log.critical("the worker has stalled for %s s with tasks waiting: it ends", limit)
    os._exit(SOFTWARE)


@worker_ready.connect
def begin(sender: Any, **_said: Any) -> None:
    """Start looking once the worker is ready; it is the parent of the pool that looks."""
    words = (sender.app, settings.STALL_SECONDS)
    threading.Thread(target=watch, args=words, name="watchdog", daemon=True).start()
