"""Pauses of payment 暂缓拨付: proposed from a warning, held and lifted as people decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle import bookkeeping
from lifecycle.actions.admission import require
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import Hold, ProjectYear
from lifecycle.rights import name_of
from lifecycle.sentences import told
from lifecycle.transitions import fire, fire_many
from monitoring.actions.hold import lift_holds, place_holds
from monitoring.models import Pause, Warning  # noqa: A004 - 预警 is a warning
from monitoring.queries.pauses import STANDING, pause_fault
from monitoring.rules.pauses import in_words

FIRST_HOUR = time(8)


@dataclass(frozen=True, slots=True)
class PauseWish:
    """Why payments shall pause, what is asked of the unit, and what ends the pause."""

    reason: str
    demand: str
    until: date | None = None
    condition: str = ""
    for_application: bool = False


def propose_pause(
    warning: Warning, wish: PauseWish, *, by: Any, at: datetime | None = None
) -> Pause:
    """Propose that payments to the project of an escalated red warning pause.

    Raises Refused or Forbidden, or ValidationError for what cannot be stored.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, "", at)
        # Two proposals at once would both find none.
        ProjectYear.objects.select_for_update().get(pk=warning.project_year_id)
        fault = pause_fault(warning)
        require(not fault, told(fault))
        standing = Pause.objects.filter(project_year=warning.project_year_id, state__in=STANDING)
        require(not standing.exists(), _("该项目已有待决定或未恢复的暂缓拨付"))
        asked = _asked(warning, wish)
        asked.acting_on = act.day
        require(not (wrong := asked.terms_fault()), wrong)
        asked.full_clean(exclude=["state"])
        asked.save()
        return fire(asked, "propose", by=by, at=act.at)


def _asked(warning: Warning, wish: PauseWish) -> Pause:
    return Pause(
        project_year=warning.project_year,
        warning=warning,
        organisation=warning.organisation,
        year=warning.year,
        reason=wish.reason.strip(),
        demand=wish.demand.strip(),
        until=wish.until,
        condition=wish.condition.strip(),
        for_application=wish.for_application,
    )


@follows("monitoring.pause", "approve")
def hold_payments(moved: Sequence[Pause], act: Act) -> None:
    """Let the pause stand in the way of its project-year, with who decided it and why."""

    def said(pause: Pause) -> str:
        why, condition = pause.reason, pause.condition
        return in_words(name_of(act.by), why=why, until=pause.until, condition=condition)

    place_holds(
        moved, kind=Hold.Kind.PAYMENT, reason=said, on=act.day,
        marked=attrgetter("for_application"),
    )  # fmt: skip


@follows("monitoring.pause", "lift")
def release_payments(moved: Sequence[Pause], act: Act) -> None:
    """Let payments go on."""
    lift_holds(moved, kind=Hold.Kind.PAYMENT, on=act.day)


@follows("monitoring.warning", "resolve", "remedy")
def ask_whether_to_lift(moved: Sequence[Warning], act: Act) -> None:
    """Ask people about the pauses whose warning has ended; none is lifted by itself."""
    over = Pause.objects.filter(warning__in=moved, state=Pause.State.PAUSED)
    fire_many(over, "ask", by=None, at=act.at)


def propose_lifts(on: date) -> int:
    """Ask people of each pause whose day is past, unless it was kept since; return how many."""
    unasked = Q(kept_on=None) | Q(kept_on__lte=F("until"))
    over = Pause.objects.filter(unasked, state=Pause.State.PAUSED, until__lt=on)
    at = datetime.combine(on, FIRST_HOUR, timezone.get_default_timezone())
    return len(fire_many(over, "ask", by=None, at=at).moved)
