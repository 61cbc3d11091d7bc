"""Proposals to the library: who makes and who judges them, and where each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from lifecycle.models import LibraryIndicator, LibraryProposal, LibraryRelease
from lifecycle.queries.library import newest_of
from lifecycle.queries.library_whole import entry_of
from lifecycle.rights import Held
from lifecycle.roles import CITY_WIDE, Role
from lifecycle.rules.library import Entry
from lifecycle.rules.library_proposal import Standing, standing

MOST_LISTED = 200
"""Proposals listed, the newest first."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal and where it stands."""

    proposal: LibraryProposal
    standing: Standing
    code: str

    @property
    def entry(self) -> Entry:
        """The entry as it would stand in the library."""
        return entry_of(self.proposal, self.code)


def proposes(seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats may make proposals: those of department officers."""
    return any(seat.role is Role.DEPARTMENT_OFFICER for seat in seats)


def judges_library(seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats keeps the library: the performance division's."""
    return any(seat.role is Role.PERFORMANCE for seat in seats)


def proposals_for(seats: Sequence[Held]) -> list[Proposed]:
    """List what the reader sees: all from a seat that sees the city, else one's department's."""
    rows = _seen(LibraryProposal.objects.all(), seats).order_by("-pk")[:MOST_LISTED]
    return placed_proposals(rows.select_related("place", *JOINED))


def proposal_for(key: int, seats: Sequence[Held]) -> Proposed:
    """Return one of them, or 404."""
    rows = _seen(LibraryProposal.objects.filter(pk=key), seats)
    found = placed_proposals(rows.select_related("place", *JOINED))
    if not found:
        raise Http404
    return found[0]


def sees_proposals(seats: Sequence[Held]) -> bool:
    """Tell whether there is anything of proposals for these seats."""
    return proposes(seats) or any(seat.role in CITY_WIDE for seat in seats)


def unruled_proposals() -> int:
    """Count what waits for the division."""
    return LibraryProposal.objects.filter(ruling=None).count()


def pending_of(release: LibraryRelease) -> list[Proposed]:
    """Return what was accepted for a list and waits for its next release, the oldest first."""
    rows = LibraryProposal.objects.filter(
        library=release.name, ruling__accepted=True, adoption=None
    )
    found = placed_proposals(rows.select_related(*JOINED).order_by("ruling__pk"))
    return [one for one in found if one.standing is Standing.ACCEPTED]


JOINED = ("base__release", "ruling", "adoption__release")


def placed_proposals(proposals: Iterable[LibraryProposal]) -> list[Proposed]:
    """Find where proposals stand; one query more for each list that they are about."""
    rows = list(proposals)
    names = {row.library for row in rows if _accepted(row)}
    newest = {name: _entries(name, rows) for name in names}
    return [_placed(row, newest.get(row.library, {})) for row in rows]


def _entries(name: str, rows: Sequence[LibraryProposal]) -> dict[str, Entry]:
    codes = [row.ruling.code for row in rows if row.library == name and _accepted(row)]
    release = newest_of(name)
    found = LibraryIndicator.objects.filter(release=release, code__in=codes)
    return {row.code: entry_of(row, row.code) for row in found}


def _accepted(row: LibraryProposal) -> bool | None:
    ruling = getattr(row, "ruling", None)
    return None if ruling is None else ruling.accepted


def _placed(row: LibraryProposal, newest: dict[str, Entry]) -> Proposed:
    ruling: Any = getattr(row, "ruling", None)
    code = ruling.code if ruling and ruling.code else (row.base.code if row.base else "")
    base = entry_of(row.base, code) if row.base else None
    found = standing(
        accepted=_accepted(row),
        adopted=getattr(row, "adoption", None) is not None,
        proposed=entry_of(row, code),
        base=base,
        newest=newest.get(code),
    )
    return Proposed(row, found, code)


def _seen(rows: QuerySet[LibraryProposal], seats: Sequence[Held]) -> QuerySet[LibraryProposal]:
    if any(seat.role in CITY_WIDE for seat in seats):
        return rows
    own = [seat.organisation_id for seat in seats if seat.role is Role.DEPARTMENT_OFFICER]
    return rows.filter(Q(place__in=own))
