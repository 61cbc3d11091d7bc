"""What the apps above know of a year's indicators: they register it, the quality rules read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lifecycle.rules.quality import Past, Track

Known = Callable[[int, int | None], Mapping[Any, Any]]
"""Takes the year, and the key of the one project that is asked for, None for all."""

SOURCES: dict[str, Known] = {}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Tracks by project-year and indicator key, pasts by project and indicator name, newest first.

    `opened` is the day on which the self-evaluation of a project-year began.
    """

    tracks: Mapping[tuple[int, str], Track]
    pasts: Mapping[tuple[int, str], Sequence[Past]]
    opened: Mapping[int, date]


def evidence(name: str) -> Callable[[Known], Known]:
    """Register who knows one part of the evidence of a year, by its name in Evidence."""

    def register(known: Known) -> Known:
        SOURCES[name] = known
        return known

    return register


def evidence_of(year: int) -> Evidence:
    """Gather the evidence of a year; a part that no app registered is empty."""
    return Evidence(**{name: known_of(name, year) for name in PARTS})


def known_of(name: str, year: int, *, project: int | None = None) -> Mapping[Any, Any]:
    """Gather one part of the evidence of a year, of one project or of all."""
    return SOURCES[name](year, project) if name in SOURCES else {}


def actuals_before(project: int, year: int) -> dict[str, Decimal]:
    """Return what one project's indicators reached in the year before, by name, where known."""
    found = known_of("pasts", year, project=project)
    last = ((name, past) for (_of, name), pasts in found.items() for past in pasts)
    return {n: p.actual for n, p in last if p.year == year - 1 and p.actual is not None}


PARTS = ("tracks", "pasts", "opened")
