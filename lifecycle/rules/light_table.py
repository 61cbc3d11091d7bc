"""The light table 判灯标准 of a rule pack: where lights turn, and how a pack may measure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from lifecycle.rules.shapes import Choice, Number, Record, Rows, Whole, table


@dataclass(frozen=True, slots=True)
class Rate:
    """Where the plain execution rate 执行率 turns at one month's end, in percent."""

    month: int
    green_from: Decimal
    red_below: Decimal | None = None


NATIONAL_LIGHTS = {  # a provincial module in use, later release; domain 2.2 table A and 2.3
    "red_below": Decimal(60),
    "green_from": Decimal(80),
    "ahead_over": Decimal(120),
    "blue_from": Decimal(120),
    "range_yellow": Decimal(10),  # warnings.md L2
    "red_weight_from": Decimal(30),
    "mismatch_over": Decimal(10),
}
PERCENT = Number(0, 1000)
COUNT = Number(0, 12)


def _check(lights: Mapping[str, Any]) -> Iterator[str]:
    if lights["red_below"] >= lights["green_from"]:
        yield "red_below应小于green_from"


def _rates_check(rates: Sequence[Rate]) -> Iterator[str]:
    if any(one.month >= other.month for one, other in pairwise(rates)):
        yield "月份应由小到大，不重复"
    for at, rate in enumerate(rates):
        if rate.red_below is not None and rate.red_below >= rate.green_from:
            yield f"[{at}]的red_below应小于green_from"


LIGHTS = Record(
    table(NATIONAL_LIGHTS, of=PERCENT).parts,
    check=_check,
    also={
        "rates": Rows(
            Record(
                {"month": Whole(1, 12), "green_from": PERCENT},
                also={"red_below": PERCENT},
                make=Rate,
            ),
            check=_rates_check,
        ),
        "zero_budget": Choice(("grey", "yellow")),
        "blue_by": Choice(("year", "pace")),
        "short": Choice(("banded", "dual")),
        "point": Choice(("linear", "grey")),
        "recover_by": PERCENT,
        "flap_changes": COUNT,
        "flap_revisions": COUNT,
        "flap_stable": Whole(1, 12),
        "overclaim_over": PERCENT,
        "warn_days": Number(0, 366),
    },
)
"""The shape of `Pack.lights`; what stands under `also` may be left out, and then has no say.

`rates` judge the plain rate at the months they name, in place of the pace. `zero_budget` can be
grey or yellow, never red. `blue_by` holds a target that was passed against the whole year's or
against the month's share. `short` "dual" is domain 2.2 table B: money short of plan is red, a goal
short of plan yellow. `point` says of what stands at one time (the newest value, a ratio) and has
no milestone whether the months gone are held against it, or nothing before December.
`recover_by` points above a limit a warning ends, and not while lights have
changed `flap_changes` times in as many periods or a month's figures `flap_revisions` times; so
many as `flap_stable` periods without a change end that, two where nothing is said.
`overclaim_over` and `warn_days` belong to the self-evaluation and to tasks.
"""
