"""Who sits where on a day: the readers of a digest, each with what concerns them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings

from lifecycle.models import Person, Seat
from lifecycle.roles import LEVEL_OF, Role


def concerned(pairs: Iterable[tuple[Role, Any]], *, on: date) -> dict[Person, list[Any]]:
    """Gather for each person in office the objects of their seats, in order, each once."""
    wanted: dict[tuple[str, int | None], list[Any]] = {}
    for role, subject in pairs:
        if role in LEVEL_OF:
            place = subject.organisation_at(LEVEL_OF[role])
            wanted.setdefault((str(role), place), []).append(subject)
    seats = Seat.objects.filter(
        role__in={role for role, _place in wanted},
        organisation__in={place for _role, place in wanted if place},
        starts_on__lte=on,
        person__is_active=True,
    ).exclude(ends_on__lt=on)
    found: dict[Person, dict[Any, None]] = {}
    for seat in seats.exclude(person__email="").select_related("person").order_by("pk"):
        for subject in wanted.get((seat.role, seat.organisation_id), []):
            found.setdefault(seat.person, {})[subject] = None
    return {person: list(subjects) for person, subjects in found.items()}


def linked(subject: Any) -> str:
    """Name an object with the address of its page."""
    return f"{subject} {settings.SITE_URL}{subject.get_absolute_url()}"
