"""What the frame around every page shows: banners, menu with counts, years, kept words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lifecycle import queries
from lifecycle.models.calendar import knowing
from lifecycle.models.rulepack import remembering
from lifecycle.queries import Frame
from lifecycle.queries.operating import operates
from lifecycle.queries.pulse import MAIL
from lifecycle.views import kept, menu
from lifecycle.views.deeds import asked_once


def frame(request: HttpRequest) -> dict[str, Any]:
    """Offer the frame; what costs a query is read only when it is drawn."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"support": settings.SUPPORT_CONTACT}
    at = getattr(request.resolver_match, "view_name", "")
    found: Any = SimpleLazyObject(lambda: frame_of(request))
    return {
        "support": settings.SUPPORT_CONTACT,
        "frame": found,
        "silent_loops": SimpleLazyObject(
            lambda: [str(queries.LOOPS[loop]) for loop in found.silent_loops]
        ),
        "standstills": SimpleLazyObject(lambda: _banners(found)),
        "rehearsal_day": SimpleLazyObject(lambda: found.rehearsal_day),
        "waiting_count": SimpleLazyObject(lambda: sum(found.counts.values())),
        "audits": SimpleLazyObject(lambda: found.audits),
        "menu": SimpleLazyObject(lambda: menu.drawn(at, found)),
        "year_shown": SimpleLazyObject(lambda: shown_year(request, found)),
        "kept": SimpleLazyObject(lambda: kept.waiting(request)),
    }


def _banners(found: Frame) -> list[dict[str, Any]]:
    """Put what stands still into one banner for timed work and one for mail, the oldest first."""
    stands = found.standstills
    timed = [one for one in stands if one.name != MAIL]
    mail = [one for one in stands if one.name == MAIL]
    return [
        {
            "mail": some is mail,
            "labels": [str(one.label) for one in some],
            "since": min(one.since for one in some),
            "operates": operates(found.seats),
        }
        for some in (timed, mail)
        if some
    ]


def frame_of(request: Any) -> Frame:
    """Read the frame once for each request."""
    if not hasattr(request, "frame"):
        request.frame = queries.frame_for(request.user)
    found: Frame = request.frame
    return found


@contextmanager
def remembered(request: Any) -> Iterator[None]:
    """Let what the frame has read be known: the packs of the years and the days off."""
    found = frame_of(request)
    with remembering(found.packs), knowing(found.days), asked_once():
        yield


def shown_year(request: HttpRequest, found: Frame) -> int:
    """Return the budget year this person looks at."""
    return queries.year_shown(found.years, request.session.get("year"), found.day)
