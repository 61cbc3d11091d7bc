"""What the statements of a sweep are given: the pack's numbers for a month, as values and words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.rules.money import round_half_up
from monitoring.models.warning import PROJECT_LIGHT
from monitoring.rules.lights import Judgement, Light, execution_light
from monitoring.rules.limits import MONTHS, PACE, Limits, Scale, money_scale, pace_scale

PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the sweep: what is judged, when, and by which pack; `only` some or all (None)."""

    year: int
    month: int
    as_of: date
    pack: str
    limits: Limits
    only: list[int] | None = None


def parameters(run: Run, *, late: Iterable[tuple[date, Judgement]] = ()) -> dict[str, Any]:
    """Give every parameter by its name; `late` judges the missing reports by their due day."""
    said = [{"due_on": str(on), "light": one.light, "said": one.sentence} for on, one in late]
    return {
        "year": run.year,
        "month": run.month,
        "as_of": run.as_of,
        "pack": run.pack,
        "only": run.only,
        "rule": PROJECT_LIGHT,
        "late": json.dumps(said, ensure_ascii=False),
        **_money(run.limits, run.month),
        **_goal(run.limits, run.month),
    }


def _money(limits: Limits, month: int) -> dict[str, Any]:
    scale = money_scale(limits, month=month)
    known = scale or pace_scale(limits, month=month)
    unscaled = execution_light(None, budget=None, month=month, limits=limits)
    none = execution_light(round_half_up(0), budget=round_half_up(0), month=month, limits=limits)
    by_rate = scale is not None and scale.name != PACE
    return {
        "scaled": scale is not None,
        "paced": known.name == PACE and scale is not None,
        "up": PER_CENT if by_rate else PER_CENT * MONTHS,
        "down": 1 if by_rate else month,
        "due": f"{round_half_up(known.share * PER_CENT):f}",
        "scale": known.name,
        "no_budget": none.sentence,
        "unscaled": unscaled.sentence,
        "zero_budget": str(none.light),
        "ahead_over": limits.ahead_over,
        "ahead_text": f"{limits.ahead_over:f}",
        **_turns(known),
    }


def _turns(scale: Scale) -> dict[str, Any]:
    red = "" if scale.red_below is None else f"{scale.red_below:f}"
    return {
        "red": scale.red_below,
        "green": scale.green_from,
        "red_text": red,
        "from_red": f"{red}% ≤ " if red else "",
        "green_text": f"{scale.green_from:f}",
    }


def _goal(limits: Limits, month: int) -> dict[str, Any]:
    pace = pace_scale(limits, month=month)
    by_pace = limits.blue_by == "pace"
    return {
        "short": "yellow" if limits.dual else "red",
        "pace_red": pace.red_below,
        "pace_green": pace.green_from,
        "blue_from": limits.blue_from,
        "blue_up": PER_CENT * MONTHS if by_pace else PER_CENT,
        "blue_down": month if by_pace else 1,
        "blue_by_pace": by_pace,
        "point_waits": limits.point == Light.GREY and month < MONTHS,
        "range_yellow": limits.range_yellow,
        "mismatch_over": limits.mismatch_over,
        "mismatch_text": f"{limits.mismatch_over:f}",
    }
