"""Trials 试算 as pages show them: counts, the rows behind, old lights against new ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.http import Http404

from lifecycle.models import FiscalYear, Glance, PackProposal, PackTrial, RulePack, TrialRow
from lifecycle.queries.leader import sees_city
from lifecycle.rights import Held
from lifecycle.roles import Role

LIGHT_ORDER = ("red", "yellow", "green", "blue", "grey")


@dataclass(frozen=True, slots=True)
class Cell:
    """How many went from one light to another, and their budget in 元."""

    before: str
    after: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Matrix:
    """Old lights (rows) against new ones (columns) of one kind."""

    kind: str
    lights: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def turned(self) -> int:
        """How many lights differ."""
        return sum(c.count for _b, cells in self.rows for c in cells if c.before != c.after)


def changes_packs(seats: Iterable[Held]) -> bool:
    """Tell whether one of the seats is the division's, which keeps the packs."""
    return any(seat.role is Role.PERFORMANCE for seat in seats)


def budgets_of(year: int) -> dict[int, Decimal | None]:
    """Return the budget of each project-year of a year in 元, as last booked."""
    return dict(Glance.objects.filter(year=year).values_list("project_year", "budget"))


def trial_for(seats: Sequence[Held], pk: int) -> PackTrial:
    """Return a trial to whoever sees the whole city, whose rows it holds; raises Http404."""
    rows = PackTrial.objects.select_related("pack", "against", "by")
    found = rows.filter(pk=pk).first() if sees_city(seats) else None
    if found is None:
        raise Http404
    return found


def trials_of(pack: RulePack, seats: Sequence[Held]) -> list[PackTrial]:
    """Return the trials of a pack, the newest first, to whoever sees the whole city."""
    return list(pack.trials.select_related("by", "against")[:20]) if sees_city(seats) else []


def rows_of(trial: PackTrial) -> QuerySet[TrialRow]:
    """Return the rows of a trial with the names of their projects."""
    return trial.rows.select_related("project_year__project__organisation")


def counts_of(trial: PackTrial) -> dict[str, int]:
    """Count what flips, by kind; the lights of a month that stay are not counted."""
    kinds = ["lights"] if trial.month else list(TrialRow.Kind)
    rows = trial.rows.exclude(before=F("after")).order_by()
    found = dict(rows.values_list("kind").annotate(Count("pk")))
    return {str(kind): found.get(str(kind), 0) for kind in kinds}


def matrices_of(trial: PackTrial) -> list[Matrix]:
    """Hold old lights against new ones, for each kind of light, the project's first."""
    rows = trial.rows.filter(kind="lights").order_by()
    found = rows.values_list("subject", "before", "after").annotate(Count("pk"), Sum("amount"))
    cells: dict[str, dict[tuple[str, str], Cell]] = {}
    for kind, before, after, count, amount in found:
        cell = Cell(before, after, count, amount or Decimal(0))
        cells.setdefault(kind, {})[before, after] = cell
    order = sorted(cells, key=lambda kind: (kind != "project", kind))
    return [_matrix(kind, cells[kind]) for kind in order]


def _matrix(kind: str, cells: dict[tuple[str, str], Cell]) -> Matrix:
    known = {light for pair in cells for light in pair}
    lights = tuple(light for light in LIGHT_ORDER if light in known)
    nothing = Decimal(0)
    rows = tuple(
        (old, tuple(cells.get((old, new), Cell(old, new, 0, nothing)) for new in lights))
        for old in lights
    )
    return Matrix(kind, lights, rows)


def last_trial(pack: Any, year: int) -> PackTrial | None:
    """Return the newest trial of a pack against a whole year that was reckoned."""
    rows = PackTrial.objects.filter(pack=pack, year=year, month=None, state="done")
    return rows.select_related("against", "by").order_by("-pk").first()


def open_proposals() -> list[PackProposal]:
    """Return the newest proposal of each year where nobody has decided it."""
    rows = PackProposal.objects.select_related("pack", "against", "by", "activation")
    newest: dict[int, PackProposal] = {}
    for row in rows.order_by("pk"):
        newest[row.year] = row
    return [row for row in newest.values() if not hasattr(row, "activation")]


def proposal_for(pk: int) -> PackProposal:
    """Return a proposal; raises Http404."""
    rows = PackProposal.objects.select_related("pack", "against", "by", "activation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def in_force_of(year: int) -> RulePack | None:
    """Return the pack by which a year is judged, None where it is not open."""
    held = FiscalYear.objects.select_related("pack").filter(year=year).first()
    return held.pack if held else None
