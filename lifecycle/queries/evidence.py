"""What the apps above know of a year's indicators: they register it, the quality rules read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lifecycle.rules.quality import Past, Track

Known = Callable[..., Mapping[Any, Any]]

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
    parts = {name: known_of(name, year) for name in PARTS}
    return Evidence(**parts)


def known_of(name: str, year: int) -> Mapping[Any, Any]:
    """Return what is registered under a name for a year; nothing where nobody knows it."""
    return SOURCES[name](year) if name in SOURCES else {}


def actuals_before(project: int, year: int) -> dict[str, Decimal]:
    """Return what one project's indicators reached in the year before, by name, where known."""
    known = SOURCES.get("pasts")
    found = known(year, projects=[project]) if known else {}
    last = ((name, past) for (_of, name), pasts in found.items() for past in pasts)
    return {n: p.actual for n, p in last if p.year == year - 1 and p.actual is not None}


PARTS = ("tracks", "pasts", "opened")
