"""Health 运行状况 for whoever watches the installation: open, short and without business data."""

from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lifecycle import queries
from lifecycle.queries.pulse import MAIL, standing_still

PATIENCE = 0.5
"""Seconds that Redis has to answer; it is a hint, not a truth, and never fails the answer."""


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while database and loops are alive and timed work ends, else 503.

    Mail that waits too long is told too; one mailbox that refuses must not take the site away.
    """
    try:
        found = _alive()
    except DatabaseError:
        found = {"ok": False, "database": False}
    found["redis"] = _redis_answers()
    return JsonResponse(found, status=200 if found["ok"] else 503)


def _alive() -> dict[str, Any]:
    beats = queries.heartbeats()
    silent = queries.silent_loops(beats)
    waited = queries.oldest_notice()
    now = timezone.now()
    stalled = {one.name: one.since.isoformat() for one in standing_still(now)}
    return {
        "ok": not silent and not stalled.keys() - {MAIL},
        "database": True,
        "heartbeat_age_seconds": {
            loop: round((now - seen).total_seconds()) for loop, seen in beats.items()
        },
        "silent": silent,
        "stalled": stalled,
        "oldest_queued_notice_seconds": None if waited is None else round(waited.total_seconds()),
    }


def _redis_answers() -> bool:
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
        )
        with client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False
