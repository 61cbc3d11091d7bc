"""Silences 静默: asked for from a warning, ended with it, and expired with their last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle import bookkeeping
from lifecycle.actions.admission import require
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.transitions import fire, fire_many
from monitoring.models import Silence, Warning  # noqa: A004 - 预警 is a warning
from monitoring.queries.standing import cases_of
from monitoring.rules.silences import Ground, matches

LIVE = (
    Warning.State.PENDING,
    Warning.State.OPEN,
    Warning.State.ACKNOWLEDGED,
    Warning.State.IN_RECTIFICATION,
)
STANDING = (Silence.State.PENDING, Silence.State.ACTIVE)
FIRST_HOUR = time(8)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a unit asks for: until when, why, and how wide; one project unless it says otherwise."""

    ends_on: date
    reason: str
    whole_unit: bool = False
    rule: str = ""
    month: int | None = None


def request_silence(
    warning: Warning, wish: Wish, *, by: Any, at: datetime | None = None
) -> Silence:
    """Ask finance that mails about a warning, or the like of its unit, stop until a day.

    Raises Refused or Forbidden, or ValidationError for what cannot be stored.
    """
    with transaction.atomic():
        act = bookkeeping.act(by, "", at)
        require(str(warning.state) in map(str, LIVE), _("预警已经解除，不需要静默"))
        (case,) = cases_of([warning])
        require(Ground.OVER_BUDGET not in case.grounds, _("超预算的预警不能静默"))
        asked = _asked(warning, wish, act.day)
        require(matches(asked.matcher, case), _("所选规则或月份与此预警不符，静默不会起作用"))
        require(not (wrong := asked.bounds_fault()), wrong)
        asked.full_clean(exclude=["state"])
        asked.save()
        return fire(asked, "submit", by=by, at=act.at)


def _asked(warning: Warning, wish: Wish, day: date) -> Silence:
    return Silence(
        organisation=warning.organisation,
        year=warning.year,
        project=None if wish.whole_unit else warning.project_year.project,
        rule=wish.rule,
        month=wish.month,
        starts_on=day,
        ends_on=wish.ends_on,
        reason=wish.reason.strip(),
    )


@follows("monitoring.warning", "resolve", "remedy", "supersede", "close")
def lift_silences(moved: Sequence[Warning], act: Act) -> None:
    """End the silences of the units whose last warning that they speak of has ended."""
    units = {warning.organisation_id for warning in moved}
    found = list(Silence.objects.filter(state__in=STANDING, organisation__in=units))
    if not found:
        return
    live = Warning.objects.filter(state__in=LIVE, organisation__in=units)
    cases = cases_of(list(live.select_related("project_year")))
    idle = [one.pk for one in found if not any(matches(one.matcher, case) for case in cases)]
    fire_many(Silence.objects.filter(pk__in=idle), "lift", by=None, at=act.at)


def expire_silences(on: date) -> int:
    """Let the silences whose last day is past count no more; return how many."""
    over = Silence.objects.filter(state__in=STANDING, ends_on__lt=on)
    at = datetime.combine(on, FIRST_HOUR, timezone.get_default_timezone())
    return len(fire_many(over, "expire", by=None, at=at).moved)
