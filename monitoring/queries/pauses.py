"""Pauses of payment 暂缓拨付 as pages show them, and when a warning may lead to one."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from lifecycle.models.rulepack import pack_of
from lifecycle.rights import Held
from lifecycle.scope import visible_from
from monitoring.models import Pause, Warning  # noqa: A004 - 预警 is a warning
from monitoring.rules.pauses import proposal_fault

STANDING = (Pause.State.PROPOSED, Pause.State.PAUSED, Pause.State.LIFT_DUE)


def pause_fault(warning: Warning) -> str:
    """Say why a warning may not lead to a pause now, in the words of a rule, or ""."""
    from_level = pack_of(warning.year).pack.pause.from_level
    return proposal_fault(warning.light, level=warning.level, from_level=from_level)


def pauses_for(seats: Sequence[Held], year: int, day: date) -> QuerySet[Pause]:
    """Return the pauses of a year that some seats see."""
    rows = visible_from(Pause, seats, day).filter(year=year).exclude(state=Pause.State.DRAFT)
    return rows.select_related("organisation", "project_year__project", "filed_by", "checked_by")
