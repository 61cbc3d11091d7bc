"""Where lights turn: the numbers of a pack's light table, and the scale that a month gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lifecycle.rules.light_table import Rate

MONTHS = 12
PACE, RATE = "进度比", "执行率"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where lights turn, in percent or points; filled from `Pack.lights`, which explains them."""

    red_below: Decimal
    green_from: Decimal
    ahead_over: Decimal
    blue_from: Decimal
    range_yellow: Decimal
    red_weight_from: Decimal
    mismatch_over: Decimal
    rates: tuple[Rate, ...] = ()
    zero_budget: str = "grey"
    blue_by: str = "year"
    short: str = "banded"
    point: str = "linear"
    recover_by: Decimal = Decimal(0)
    flap_changes: Decimal = Decimal(0)
    flap_revisions: Decimal = Decimal(0)
    flap_stable: int = 2
    overclaim_over: Decimal | None = None
    warn_days: Decimal | None = None

    @property
    def dual(self) -> bool:
        """Whether there is only enough and not enough (domain 2.2 table B)."""
        return self.short == "dual"


@dataclass(frozen=True, slots=True)
class Scale:
    """What a share of the year's whole is divided by, its name, and where it turns in percent.

    `by` names what says so, where that is not the calendar.
    """

    name: str
    share: Fraction
    red_below: Decimal | None
    green_from: Decimal
    by: str = ""

    @property
    def limits(self) -> set[Decimal]:
        """The values on which a share must not seem to stand unless it does."""
        return {self.green_from} if self.red_below is None else {self.red_below, self.green_from}


def limits_of(lights: Mapping[str, Any]) -> Limits:
    """Read the light table of a pack."""
    return Limits(**lights)


def pace_scale(limits: Limits, *, month: int) -> Scale:
    """Give the scale of whatever should grow with the months."""
    red = limits.green_from if limits.dual else limits.red_below
    return Scale(PACE, time_share(month), red, limits.green_from)


def money_scale(limits: Limits, *, month: int) -> Scale | None:
    """Give the scale of execution; None at a month's end for which the pack names no rate."""
    if not limits.rates:
        return pace_scale(limits, month=month)
    time_share(month)
    rate = next((rate for rate in limits.rates if rate.month == month), None)
    return Scale(RATE, Fraction(1), rate.red_below, rate.green_from) if rate else None


def time_share(month: int) -> Fraction:
    """Give the part of the year that is gone at a month's end 序时进度; ValueError for no month."""
    if not 1 <= month <= MONTHS:
        raise ValueError("a month lies between 1 and 12")
    return Fraction(month, MONTHS)
