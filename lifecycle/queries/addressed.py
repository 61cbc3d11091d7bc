"""Whether what a person was told is still theirs 告知依据: asked of notices when they are mailed.

A notice keeps why it was written to this person: the seats that told of it, or what it is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import JSONField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle import rights
from lifecycle.models import Notice
from lifecycle.rights import Held
from lifecycle.scope import visible_from

SEAT_LOST = _("收件人已不在所告知的岗位")
SIGHT_LOST = _("收件人已无权查看所述事项")

SEATS = rights.SEATS.replace("%(day)s", "today.day").replace(
    "%(person)s", "lifecycle_notice.person_id"
)
HOLDS = f"""
SELECT jsonb_build_object('day', today.day, 'seats', (SELECT jsonb_agg(jsonb_build_array(
    s.absent, s.id, s.role, s.place, s.organisation, s.person, s.name, s.whole))
  FROM ({SEATS}) AS s(absent, id, role, place, organisation, person, name, whole)))
FROM (SELECT (coalesce((SELECT rehearsal_at FROM lifecycle_installation WHERE id = 1),
  clock_timestamp()) AT TIME ZONE %s)::date) AS today(day)
"""  # noqa: S608 - constants


def with_seats(rows: QuerySet[Notice]) -> QuerySet[Any]:
    """Read with each notice the business day and the seats of its reader, in the same query."""
    found: QuerySet[Any] = rows.annotate(
        holds=RawSQL(HOLDS, [settings.TIME_ZONE], output_field=JSONField())  # noqa: S611 - constant
    )
    return found


def lost_by(notice: Any) -> str | Promise:
    """Say why a notice read `with_seats` is no longer its reader's; "" while it is."""
    day = date.fromisoformat(notice.holds["day"])
    return lost([notice], rights.held(notice.holds["seats"] or []), day).get(notice.pk, "")


def lost(
    notices: Sequence[Notice], seats: Sequence[Held], day: date
) -> Mapping[int, str | Promise]:
    """Say which notices to one person are no longer theirs, and why; one query at most.

    Of what several seats told, each must still be held: the text that was written speaks of all.
    """
    held = {(str(seat.role), seat.organisation_id) for seat in seats}
    seen = _seen(notices, seats, day)
    found: dict[int, str | Promise] = {}
    for notice in notices:
        if any((role, place) not in held for role, place in notice.basis.get("seats", ())):
            found[notice.pk] = SEAT_LOST
        elif any(key not in seen for key in _about(notice)):
            found[notice.pk] = SIGHT_LOST
    return found


def _about(notice: Notice) -> Iterable[tuple[str, int]]:
    return ((model, pk) for model, keys in notice.basis.get("about", {}).items() for pk in keys)


def _seen(notices: Iterable[Notice], seats: Sequence[Held], day: date) -> set[tuple[str, int]]:
    """Return what of all that some notices are about is still seen, as (model, key)."""
    wanted: dict[str, set[int]] = {}
    for notice in notices:
        for model, pk in _about(notice):
            wanted.setdefault(model, set()).add(pk)
    parts = [
        visible_from(apps.get_model(model), seats, day)
        .filter(pk__in=keys)
        .order_by()
        .annotate(of=Value(model))
        .values_list("of", "pk")
        for model, keys in wanted.items()
    ]
    return set(parts[0].union(*parts[1:])) if parts else set()
