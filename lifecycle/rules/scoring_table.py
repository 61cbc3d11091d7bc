"""The scoring table 计分办法 of a rule pack: every variant documented in use (domain 3.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from lifecycle.rules.indicators import Attainment
from lifecycle.rules.shapes import Choice, Number, Record, Rows, Several, table

Bands = Mapping[Attainment, tuple[Decimal, Decimal]]
Steps = Sequence[tuple[Decimal, Decimal]]

NATIONAL_BANDS: Bands = {  # 财预〔2020〕10号 art. 15
    Attainment.ACHIEVED: (Decimal("0.8"), Decimal(1)),
    Attainment.PARTLY: (Decimal("0.6"), Decimal("0.8")),
    Attainment.MISSED: (Decimal(0), Decimal("0.6")),
}


@dataclass(frozen=True, slots=True)
class Overshoot:
    """When a target was plainly too low 目标偏低 (project default; 10号 gives no formula)."""

    explain_over: Decimal = Decimal("1.2")
    reduce_over: Decimal = Decimal("1.3")
    slope: Decimal = Decimal("0.5")
    most: Decimal = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class ScoringNumbers:
    """How lines, execution and totals are scored; the defaults are the national way.

    `method` "whole" is 直接赋分, all or nothing; "ratio" is 完成比例赋分, and what stays under
    `floor` percent of its target scores nothing. `equality` "distance" takes off for passing an
    equal target too. A target of ＞ or ＜ that is not passed earns `strict_share` percent of what ≥
    or ≤ would. Where less is better nothing is left at `reverse_zero` percent of the target, nor
    `late_days` after a date. `satisfaction` rows are 满意度赋分: from a satisfaction in percent,
    the percent of the points. Where `too_low` is "always", `overshoot` takes its part off unasked.
    From `over_from` percent of a target `over_points` are taken off. `caps` rows hold the total at
    so many points where execution stays under a percentage; below `explain_below` it is explained.
    """

    method: str = "ratio"
    floor: Decimal = Decimal(0)
    equality: str = "reach"
    strict_share: Decimal = Decimal(100)
    reverse_zero: Decimal = Decimal(200)
    late_days: Decimal = Decimal(30)  # project default
    bands: Bands = field(default_factory=lambda: NATIONAL_BANDS)
    satisfaction: Steps = ()
    overshoot: Overshoot = field(default_factory=Overshoot)
    too_low: str = "judged"
    over_from: Decimal = Decimal(130)
    over_points: Decimal = Decimal(0)
    caps: Steps = ()
    explain_below: Decimal = Decimal(90)  # domain 3.5 E6


NATIONAL_SCORING = ScoringNumbers()


def _falling(steps: Steps) -> bool:
    return all(upper[0] > lower[0] and upper[1] >= lower[1] for upper, lower in pairwise(steps))


def _check(numbers: ScoringNumbers) -> Iterator[str]:
    best = [numbers.bands[level] for level in Attainment]
    if any(low > high for low, high in best):
        yield "bands各档的下限不应大于上限"
    if any(better[0] < worse[1] for better, worse in pairwise(best)):
        yield "bands各档不应重叠，程度越低分值越低"
    for name in ("satisfaction", "caps"):
        if not _falling(getattr(numbers, name)):
            yield f"{name}应由高到低，分数不应回升"
    if numbers.overshoot.explain_over > numbers.overshoot.reduce_over:
        yield "overshoot.explain_over不应大于reduce_over"


SHARE = Number(0, 1)
PERCENT = Number(0, 1000)
POINTS = Number(0, 100)
STEPS = Rows(Several((POINTS, POINTS)))

SCORING = Record(
    {},
    also={
        "method": Choice(("ratio", "whole")),
        "floor": POINTS,
        "equality": Choice(("reach", "distance")),
        "strict_share": POINTS,
        "reverse_zero": Number(101, 1000),
        "late_days": Number(1, 366),
        "bands": table(tuple(Attainment), of=Several((SHARE, SHARE))),
        "satisfaction": STEPS,
        "overshoot": Record(
            {"explain_over": Number(1, 100), "reduce_over": Number(1, 100)}
            | {"slope": Number(0, 10), "most": SHARE},
            make=Overshoot,
        ),
        "too_low": Choice(("judged", "always")),
        "over_from": Number(100, 1000),
        "over_points": POINTS,
        "caps": STEPS,
        "explain_below": POINTS,
    },
    make=ScoringNumbers,
    check=_check,
)
"""The shape of `Pack.scoring`; what is left out is scored the national way."""
