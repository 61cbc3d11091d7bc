"""When a person is told of a warning, told again, or told nothing for now (warnings.md).

What keeps a mail back is asked when mails are made and changes no state, light or count.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lifecycle.rules.warning_table import NATIONAL_WARNINGS, WarningNumbers
from monitoring.rules.inhibitions import INHIBITION_LABELS, Inhibition
from monitoring.rules.lights import SEVERITY, Light


class Why(StrEnum):
    """What makes a warning worth a line today."""

    NEW = "new"
    RISEN = "risen"
    AGAIN = "again"
    RESOLVED = "resolved"


class Bar(StrEnum):
    """What keeps the mails about a warning back, and is shown beside it."""

    SILENCED = "silenced"
    HALTED = "halted"
    UNLOADED = "unloaded"
    AMENDING = "amending"
    ORDERED = "ordered"
    FLAPPING = "flapping"


BAR_LABELS = {
    Bar.SILENCED: "静默中",
    Bar.HALTED: INHIBITION_LABELS[Inhibition.HALTED],
    Bar.UNLOADED: INHIBITION_LABELS[Inhibition.UNLOADED],
    Bar.AMENDING: "绩效目标调整审核中，抑制指标预警",
    Bar.ORDERED: "已责令整改，由整改期限提醒",
    Bar.FLAPPING: "反复，暂停通知单位",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a warning stands today: level from 1, the newest judged month, its day of promise."""

    light: Light
    level: int
    month: int
    over: bool = False
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a person was last told of it, and so many working days ago."""

    light: Light
    level: int
    month: int
    workdays: int
    resolved: bool = False


def why_tell(
    now: Standing, *, last: Told | None, on: date, numbers: WarningNumbers = NATIONAL_WARNINGS
) -> Why | None:
    """Say why a person is told of a warning today; None where there is nothing to tell.

    Resolved is told once, to those alone who knew of the warning; an answer with a date stops
    repeats until that date, and never what is worse.
    """
    if now.over:
        return Why.RESOLVED if last is not None and not last.resolved else None
    if last is None:
        return Why.NEW
    if SEVERITY[now.light] > SEVERITY[last.light] or now.level > last.level:
        return Why.RISEN
    promised = now.promised_on is not None and now.promised_on >= on
    return Why.AGAIN if not promised and _again(now, last, numbers) else None


def _again(now: Standing, last: Told, numbers: WarningNumbers) -> bool:
    if now.light is Light.RED:
        return last.workdays >= numbers.repeat_after
    return now.month > last.month


def held_back(
    *,
    silenced: bool,
    mute: Inhibition | None,
    amended_workdays: int | None,
    goal_alone: bool,
    ordered: bool,
    flaps: bool,
    numbers: WarningNumbers = NATIONAL_WARNINGS,
) -> Bar | None:
    """Say what keeps back the mails about a warning; the first that applies.

    `mute` is the inhibition that leaves nothing of it to tell, where one does.

    `amended_workdays` says for how long an amendment has been under review; it speaks for the
    lights of the indicators alone, and not for ever (I5).
    """
    if silenced:
        return Bar.SILENCED
    if mute is not None:
        return Bar(mute)
    amending = amended_workdays is not None and amended_workdays <= numbers.amendment_holds
    if amending and goal_alone:
        return Bar.AMENDING
    if ordered:
        return Bar.ORDERED
    return Bar.FLAPPING if flaps else None


def must_wait(*, gap_days: int, mails: int, numbers: WarningNumbers = NATIONAL_WARNINGS) -> bool:
    """Tell whether what a gap has left waits for an operator; asked only where days were missed."""
    return gap_days > numbers.gap_days or mails > numbers.gap_mails
