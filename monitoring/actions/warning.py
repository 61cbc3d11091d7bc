"""Warnings: the unit's answer, and what opening, ordering and ending one does elsewhere."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import Demand, Hold, StepToken
from lifecycle.transitions import edit, fire
from monitoring.actions.hold import lift_holds, place_holds
from monitoring.actions.rectification import open_rectification
from monitoring.models import Warning  # noqa: A004 - 预警 is a warning
from monitoring.rules.lights import Light


def answer_warning(  # noqa: PLR0913 - one form, saved whole
    warning: Warning,
    *,
    by: Any,
    cause: str,
    plan: str,
    promised_on: date | None,
    version: int | None = None,
    key: str = "",
    at: datetime | None = None,
) -> Warning:
    """Write a unit's cause, plan and date, and acknowledge the warning with them.

    Raises Refused, or ValidationError for what cannot be stored.
    """
    changes = {"cause": cause, "plan": plan, "promised_on": promised_on}
    with transaction.atomic():
        if key and StepToken.objects.filter(person=by, token=key).exists():
            return fire(warning, "acknowledge", by=by, key=key, at=at)
        written = edit(warning, by=by, changes=changes, version=version, at=at)
        return fire(written, "acknowledge", by=by, key=key, at=at)


@follows("monitoring.warning", "open")
def hold_for_red(moved: Sequence[Warning], act: Act) -> None:
    """Let a red light stand in the way of its project-year."""
    red = [warning for warning in moved if warning.light == Light.RED]
    place_holds(red, kind=Hold.Kind.RED_LIGHT, reason=attrgetter("reason"), on=act.day)


@follows("monitoring.warning", "order")
def order_rectification(moved: Sequence[Warning], act: Act) -> None:
    """Draw up an order from the light and what the desk says of it."""
    for warning in moved:
        words = {"note": act.note, "reason": warning.reason}
        open_rectification(
            warning.project_year,
            source=Demand.Source.MONITORING,
            machine=warning.stage(),
            object_id=warning.pk,
            problem=_("%(note)s（%(reason)s）") % words,
            problems=[act.note],
        )


@follows("monitoring.warning", "resolve", "remedy", "supersede")
def release_red(moved: Sequence[Warning], act: Act) -> None:
    """Lift the hold of a red light that has ended."""
    lift_holds(moved, kind=Hold.Kind.RED_LIGHT, on=act.day)
