"""What the frame around every page shows, read only when the frame is drawn."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lifecycle import queries


def frame(request: HttpRequest) -> dict[str, Any]:
    """Offer the banners, the count of what waits, and whether the reader audits."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "silent_loops": SimpleLazyObject(queries.silent_loops),
        "rehearsal_day": SimpleLazyObject(queries.rehearsal_day),
        "waiting_count": SimpleLazyObject(lambda: queries.inbox_count(user)),
        "audits": SimpleLazyObject(lambda: queries.audits(user)),
    }
