"""Parts of a page as plain values: what a view hands to a component."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a remark matters; only a block keeps the work from going on."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Tone(StrEnum):
    """What the state of an object means to whoever reads it."""

    WAITING = "waiting"
    MOVING = "moving"
    RETURNED = "returned"
    DONE = "done"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Remark:
    """What was found where, why it matters, and how to mend it; `href` leads to the place."""

    level: Severity
    sentence: str
    place: str = ""
    why: str = ""
    mend: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a leader looks at: written value, unit, its name, a note under it."""

    name: str
    value: str
    unit: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a link, with how many things are behind it."""

    label: str
    href: str
    here: bool = False
    count: int | None = None
    capped: bool = False
    """Whether there are more than were counted."""


@dataclass(frozen=True, slots=True)
class Job:
    """How far a job in the background is; total None while nobody knows."""

    name: str
    done: int
    total: int | None
    words: str = ""
    failed: bool = False
