"""The sweep 判灯: judge every project of a year at a month's end, and warn of what is wrong.

One transaction; a handful of statements whatever the number of projects; it reads only facts of
the day `as_of` or before (R3), so that a second run finds nothing to write.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from lifecycle.models import FiscalYear
from lifecycle.models.rulepack import pack_of
from lifecycle.rules.pack import Pack
from monitoring.rules.limits import limits_of
from monitoring.sweep.following import follow
from monitoring.sweep.judging import Found, found, judge
from monitoring.sweep.parameters import Run

MISSING = "report.missing"
"""After so many working days a missing report is red; without the term it has no light."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run did: project-years judged, lights written, and warnings moved."""

    judged: int
    written: int
    opened: int = 0
    superseded: int = 0
    resolved: int = 0
    closed: int = 0

    def __str__(self) -> str:
        return "，".join(f"{name} {n}" for name, n in asdict(self).items())


def sweep(year: int, *, month: int, as_of: date, only: Collection[int] | None = None) -> Swept:
    """Judge a month, write the lights that changed and move the warnings that follow.

    `only` names some project-years, where it is known that nothing else has changed. Raises
    FiscalYear.DoesNotExist for a year that is not open.
    """
    with transaction.atomic():
        # One sweep of a year at a time: two would judge from the same book.
        FiscalYear.objects.select_for_update().get(pk=year)
        rules = pack_of(year)
        limits = limits_of(rules.pack.lights)
        chosen = None if only is None else sorted(only)
        run = Run(year, month, as_of, rules.version, limits, chosen)
        written = judge(run, missing_after=_missing_after(rules.pack))
        moved = follow(run, written.concerned, rules=rules)
    return Swept(judged=written.judged, written=written.lights, **moved)


def judged(year: int, *, month: int, as_of: date, pack: Pack) -> list[Found]:
    """Judge a month by any pack, from the facts of a day, and write nothing."""
    with transaction.atomic():
        run = Run(year, month, as_of, pack.version, limits_of(pack.lights))
        return found(run, missing_after=_missing_after(pack))


def _missing_after(pack: Pack) -> int | None:
    term = pack.deadlines.get(MISSING)
    return term.workdays if term else None
