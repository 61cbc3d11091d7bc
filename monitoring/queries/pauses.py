"""Pauses of payment 暂缓拨付 as pages show them, and when a warning may lead to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lifecycle.models import Hold
from lifecycle.models.rulepack import pack_of
from lifecycle.rights import Held
from lifecycle.scope import visible_from
from monitoring.models import Pause, Warning  # noqa: A004 - 预警 is a warning
from monitoring.rules.pauses import proposal_fault

STANDING = (Pause.State.PROPOSED, Pause.State.PAUSED, Pause.State.LIFT_DUE)


@dataclass(frozen=True, slots=True)
class Paused:
    """What stops the payments to a project-year: since when, why, and the pause itself."""

    pause: int
    since: date
    reason: str

    @property
    def words(self) -> str:
        """Say that payments are paused, and since when."""
        return _("暂缓拨付，%(day)s起") % {"day": self.since}

    @property
    def href(self) -> str:
        """Where the pause is."""
        return Pause(pk=self.pause).get_absolute_url()


def pause_fault(warning: Warning) -> str:
    """Say why a warning may not lead to a pause now, in the words of a rule, or ""."""
    from_level = pack_of(warning.year).pack.pause.from_level
    return proposal_fault(warning.light, level=warning.level, from_level=from_level)


def pauses_for(seats: Sequence[Held], year: int, day: date) -> QuerySet[Pause]:
    """Return the pauses of a year that some seats see."""
    rows = visible_from(Pause, seats, day).filter(year=year).exclude(state=Pause.State.DRAFT)
    return rows.select_related("organisation", "project_year__project", "filed_by", "checked_by")


def paused_now() -> dict[int, Paused]:
    """Return what stops payments, by project-year; few at any time, so all in one query."""
    rows = Hold.objects.filter(kind=Hold.Kind.PAYMENT, machine=Pause.stage(), lifted_on=None)
    found = rows.values_list("project_year_id", "object_id", "placed_on", "reason")
    return {key: Paused(pause, since, why) for key, pause, since, why in found}
