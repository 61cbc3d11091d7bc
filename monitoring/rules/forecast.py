"""Where a year will probably end 年末预测: how the city's earlier years went on from here.

Plain statistics, no model: of the finished years those that stood nearest at the same month's end
are looked up, and what they still gained by the year's end is told as a distribution.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lifecycle.rules.money import round_half_up
from monitoring.rules.limits import MONTHS

NEAREST = 150
"""So many earlier courses speak for one place."""
LEAST = 30
"""Fewer say nothing."""
CENTRES = tuple(range(0, 101, 5))
"""Places in percent at which the earlier courses are asked."""
STEPS = 20
"""A distribution is told by its quantiles, one every 100 / STEPS percent, both ends included."""
LOW, MIDDLE, HIGH = STEPS // 10, STEPS // 2, STEPS - STEPS // 10
WHOLE = Decimal(100)

Pair = tuple[Decimal, Decimal]
"""Where a course stood and where it ended, in percent of the year's whole."""
Gains = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What those near one place still gained: quantiles in points, and how many they were."""

    at: int
    gains: Gains
    courses: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The year's end in percent: the middle of what is expected, and where eight in ten end.

    `red` is the chance in whole percent of ending below the red limit, None where there is none.
    """

    expected: Decimal
    low: Decimal
    high: Decimal
    red: Decimal | None
    courses: int


def bands(pairs: Iterable[Pair]) -> list[Band]:
    """Sum up the earlier courses of one month; none where there are too few."""
    known = sorted(pairs)
    if len(known) < LEAST:
        return []
    places = [now for now, _end in known]
    found = []
    for at in CENTRES:
        near = _nearest(known, places, Decimal(at))
        found.append(Band(at, quantiles([end - now for now, end in near]), len(near)))
    return found


def _nearest(known: Sequence[Pair], places: Sequence[Decimal], at: Decimal) -> Sequence[Pair]:
    """Return the courses nearest to a place: one run of the sorted, widened at its nearer end.

    Of those that stood at the same place all are taken: the sorted order would choose by the end.
    """
    low = high = bisect_left(places, at)
    while high - low < min(NEAREST, len(known)):
        left = at - places[low - 1] if low else None
        right = places[high] - at if high < len(places) else None
        if right is None or (left is not None and left <= right):
            low -= 1
        else:
            high += 1
    return known[bisect_left(places, places[low]) : bisect_right(places, places[high - 1])]


def quantiles(values: Sequence[Decimal]) -> Gains:
    """Give the quantiles of some values, in between neighbours by straight line."""
    ranked = sorted(values)
    last = len(ranked) - 1
    return tuple(round_half_up(_at(ranked, last * n)) for n in range(STEPS + 1))


def _at(ranked: Sequence[Decimal], place: int) -> Decimal:
    below, part = divmod(place, STEPS)
    low, high = ranked[below], ranked[min(below + 1, len(ranked) - 1)]
    return low + (high - low) * part / STEPS


def outlook(
    now: Decimal, *, known: Sequence[Band], red_below: Decimal | None = None
) -> Outlook | None:
    """Say where a course that stands at `now` percent will end; None where nothing is known."""
    if not known:
        return None
    gains, courses = _between(now, known)
    ends = [min(max(now + gain, Decimal(0)), max(now, WHOLE)) for gain in gains]
    red = None if red_below is None else round_half_up(_below(ends, red_below), places=0)
    return Outlook(ends[MIDDLE], ends[LOW], ends[HIGH], red, courses)


def _between(now: Decimal, known: Sequence[Band]) -> tuple[Gains, int]:
    """Mix the bands on both sides of a place, the nearer one more."""
    above = next((band for band in known if band.at >= now), known[-1])
    below = next((band for band in reversed(known) if band.at <= now), known[0])
    width = above.at - below.at
    if width <= 0:
        return above.gains, above.courses
    part = Fraction(now - below.at) / width
    mixed = (
        Fraction(low) + (Fraction(high) - Fraction(low)) * part
        for low, high in zip(below.gains, above.gains, strict=True)
    )
    return tuple(map(round_half_up, mixed)), min(below.courses, above.courses)


def _below(ends: Sequence[Decimal], limit: Decimal) -> Fraction:
    """Give the share in percent of a distribution that lies below a limit."""
    under = sum(end < limit for end in ends)
    if not under or under == len(ends):
        return Fraction(100 if under else 0)
    low, high = ends[under - 1], ends[under]
    part = Fraction(limit - low) / Fraction(high - low)
    return (under - 1 + part) * 100 / STEPS


def proportional(now: Decimal, *, month: int) -> Decimal:
    """Draw the line of time on to the year's end 时间比例外推, at most to the whole."""
    return min(round_half_up(Fraction(now) * MONTHS / month), max(now, WHOLE))


@dataclass(frozen=True, slots=True)
class Tested:
    """How forecasts of one month came out: mean errors in points, how often within the interval.

    `brier` is the mean squared error of the chance of red, from 0 to 1; lower is better.
    """

    month: int
    courses: int
    error: Decimal
    line_error: Decimal
    within: Decimal
    brier: Decimal


def tested(
    month: int, pairs: Sequence[Pair], *, known: Sequence[Band], red_below: Decimal
) -> Tested | None:
    """Hold forecasts against what came of a finished year; None where nothing was forecast."""
    told = [
        (now, end, found)
        for now, end in pairs
        if (found := outlook(now, known=known, red_below=red_below))
    ]
    if not told:
        return None
    count = len(told)

    def mean(of: Callable[[Decimal, Decimal, Outlook], Fraction], places: int = 2) -> Decimal:
        return round_half_up(sum((of(*one) for one in told), Fraction(0)) / count, places=places)

    return Tested(
        month,
        count,
        error=mean(lambda _now, end, found: abs(Fraction(found.expected - end))),
        line_error=mean(lambda now, end, _f: abs(Fraction(proportional(now, month=month) - end))),
        within=mean(lambda _now, end, found: Fraction(100 * (found.low <= end <= found.high))),
        brier=mean(
            lambda _now, end, found: (Fraction(found.red or 0) / 100 - (end < red_below)) ** 2, 4
        ),
    )
