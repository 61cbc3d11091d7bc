"""How far the weights of a goal fill the year's layout 权重合计, first level by first level."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lifecycle.rules.indicators import LEVEL_ONE_LABELS, Layout, LevelOne

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Share:
    """Points against those that are wanted; None where the layout leaves them free."""

    label: str
    points: Decimal
    wanted: Decimal | None

    @property
    def missing(self) -> Decimal:
        """Points that it still lacks; below 0 where it has too many."""
        return NONE if self.wanted is None else self.wanted - self.points

    @property
    def excess(self) -> Decimal:
        """Points that it has too many; below 0 where it lacks some."""
        return -self.missing


@dataclass(frozen=True, slots=True)
class WeightMeter:
    """All first levels that are used or wanted, and the whole."""

    shares: tuple[Share, ...]
    whole: Share


def weight_meter(
    weights: Iterable[tuple[LevelOne | None, Decimal | None]], *, layout: Layout
) -> WeightMeter:
    """Add up the weights by first level, beside the nearest table of the layout."""
    sums: dict[LevelOne, Decimal] = {}
    total = NONE
    for level, weight in weights:
        total += weight or NONE
        if level is not None:
            sums[level] = sums.get(level, NONE) + (weight or NONE)
    table = _nearest(sums, layout)
    shares = [
        Share(label, sums.get(level, NONE), table.get(level, NONE) if table else None)
        for level, label in LEVEL_ONE_LABELS.items()
        if level in sums or level in table
    ]
    return WeightMeter(tuple(shares), Share("合计", total, layout.indicators))


def _nearest(sums: Mapping[LevelOne, Decimal], layout: Layout) -> Mapping[LevelOne, Decimal]:
    """Choose the table with the fewest first levels more or less than those used."""
    tables = layout.tables or ({},)
    return min(tables, key=lambda table: len(table.keys() ^ sums.keys()))
