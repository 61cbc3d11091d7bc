"""When a warning opens, worsens, ends (warnings.md): one episode has one light.

A worse light ends the episode and opens another, so that its answer is owed anew; a better one
that is still yellow changes nothing; grey never improves anything.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitoring.rules.lights import SEVERITY, Light

BAD = frozenset({Light.YELLOW, Light.RED})
GOOD = frozenset({Light.GREEN, Light.BLUE})
WAITING = frozenset({"open", "acknowledged"})


class Move(StrEnum):
    """What a run does with an episode, named like the steps of the stage."""

    OPEN = "open"
    SUPERSEDE = "supersede"
    RESOLVE = "resolve"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Episode:
    """The last warning of a project under one rule."""

    state: str
    light: Light
    month: int
    resolved_on: date | None = None
    remedied: bool = False


def moves(light: Light, *, month: int, last: Episode | None, as_of: date) -> tuple[Move, ...]:
    """Say what follows from the light of a month; a resolved episode is closed one run later."""
    anew = (Move.OPEN,) if light in BAD and not _answered(light, month=month, last=last) else ()
    if last is None or last.state == "closed":
        return anew
    if last.state == "resolved":
        earlier = last.resolved_on is not None and last.resolved_on < as_of
        return (Move.CLOSE, *anew) if earlier else ()
    if light in BAD and SEVERITY[light] > SEVERITY[last.light]:
        return (Move.SUPERSEDE, Move.OPEN)
    return (Move.RESOLVE,) if light in GOOD and last.state in WAITING else ()


def _answered(light: Light, *, month: int, last: Episode | None) -> bool:
    """Tell whether a closed order has already answered for this month's light, or a worse one."""
    return (
        last is not None
        and last.remedied
        and last.month >= month
        and SEVERITY[light] <= SEVERITY[last.light]
    )
