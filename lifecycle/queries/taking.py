"""What a draft target may take over: a template, single entries, or last year's indicators."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lifecycle.models import (
    Indicator,
    LibraryIndicator,
    LibraryTemplate,
    LibraryTemplateLine,
    Target,
)
from lifecycle.models.measure import COPIED
from lifecycle.queries.evidence import actuals_before
from lifecycle.queries.library import library_entries
from lifecycle.rights import Held
from lifecycle.scope import visible, visible_from

MOST_DRAFTS = 100
MOST_FOUND = 30
NOT_COPIED = ("key", "baseline", "milestones", "due")
"""Of last year's rows: what belongs to that year alone, or is worked out anew."""
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """One indicator that a draft may take over; `why_not` says why it is left out."""

    row: Indicator
    values: Values
    why_not: str = ""

    @property
    def name(self) -> str:
        """The name by which it is picked."""
        return str(self.row.name)


def drafts_for(seats: Sequence[Held], day: date, year: int) -> list[Target]:
    """List the targets of a year that may be changed from these seats now, to a cap."""
    own = [seat for seat in seats if seat.role in Target.EDITORS]
    if not own:
        return []
    rows = Target.objects.filter(year=year, state__in=Target.EDITABLE)
    found = visible_from(rows, own, day).select_related("project_year__project", "organisation")
    return list(found.order_by("project_year__project__code", "pk")[:MOST_DRAFTS])


def from_template(template: LibraryTemplate) -> list[Values]:
    """Return what a template holds: its indicators with weights and, in an example, values."""
    lines = sorted(template.lines.all(), key=lambda line: line.pk)
    return [
        {name: getattr(line, name) for name in LibraryTemplateLine.AIM} | _entry(line.indicator)
        for line in lines
    ]


def from_entries(rows: Iterable[LibraryIndicator]) -> list[Values]:
    """Return single entries of any release; their weights and values are still to come."""
    return [{"weight": Decimal(0), "operator": row.operator} | _entry(row) for row in rows]


def _entry(row: LibraryIndicator) -> dict[str, Any]:
    return {"library_id": row.pk} | {name: getattr(row, name) for name in LibraryIndicator.TAKEN}


def last_year_of(target: Target, user: Any, day: date, seats: Sequence[Held]) -> Target | None:
    """Return the approved target of the same project in the year before, if the reader sees it."""
    rows = Target.objects.filter(
        project_year__project=target.project_year.project_id,
        year=target.year - 1,
        state__in=(Target.State.APPROVED, Target.State.PUBLISHED),
    )
    return visible(rows, user, day, seats).order_by("number").last()


def from_last_year(last: Target) -> list[Values]:
    """Return last year's indicators, their baselines what that year reached where it is known."""
    reached = actuals_before(last.project_year.project_id, last.year + 1)
    return [_next(row, reached) for row in last.indicators.order_by("pk")]


def _next(row: Indicator, reached: Mapping[str, Decimal]) -> Values:
    kept = {name: getattr(row, name) for name in COPIED if name not in NOT_COPIED}
    due = _year_on(row.due) if row.due else None
    return kept | {"due": due, "baseline": reached.get(row.name)}


def _year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def offers_of(target: Target, rows: Iterable[Values]) -> list[Offer]:
    """Say of each row whether the target may take it: never one that it has already."""
    standing = list(target.indicators.all())
    names = {row.name for row in standing}
    entries = {row.library_id for row in standing if row.library_id}
    found = []
    for values in rows:
        found.append(Offer(Indicator(**values), values, _why_not(values, names, entries)))
        names.add(values["name"])
    return found


def _why_not(values: Values, names: set[str], entries: set[int]) -> str:
    if values["name"] in names:
        return _("已有同名指标，不覆盖")
    if values.get("library_id") in entries:
        return _("已从指标库选用过")
    return ""


def found_entries(words: str, sector: str) -> QuerySet[LibraryIndicator]:
    """Search the newest releases for entries to pick, to a cap."""
    rows = library_entries()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__istartswith=words))
    if sector:
        rows = rows.filter(Q(sector=sector) | Q(sector=""))
    return rows.order_by("sector", "level", "code")[:MOST_FOUND]
