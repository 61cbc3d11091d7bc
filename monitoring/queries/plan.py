"""A payment plan 用款计划 as people see it: what stands, what stood, who may write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.models import Hold, PlannedPayment, ProjectYear, Target
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import Code, Refusal
from lifecycle.rights import Held
from lifecycle.roles import LEVEL_OF, UNIT_ROLES
from lifecycle.rules.pause_table import STOPS
from monitoring.models import Report

UNDER_REVIEW = (Report.State.SUBMITTED, Report.State.DEPT_REVIEW, Report.State.BIZ_REVIEW)


@dataclass(frozen=True, slots=True)
class Plan:
    """One revision: what is to be paid by each month's end since January, in 元; 0 is none."""

    revision: int
    amounts: Mapping[int, Decimal]
    on: date | None = None
    by: Any = None


def plans_of(project_year: ProjectYear) -> list[Plan]:
    """List every revision, newest first."""
    rows = PlannedPayment.objects.filter(project_year=project_year).select_related("by")
    found: dict[int, list[PlannedPayment]] = {}
    for row in rows.order_by("-revision", "month"):
        found.setdefault(row.revision, []).append(row)
    return [
        Plan(n, {row.month: row.amount for row in some}, some[0].on, some[0].by)
        for n, some in found.items()
    ]


def newest_plan(project_year: ProjectYear) -> Plan:
    """Return the revision that stands; without one, payment is to follow the months."""
    return next(iter(plans_of(project_year)), Plan(0, {}))


def plan_bar(project_year: ProjectYear, seats: Sequence[Held]) -> Refusal | None:
    """Say why somebody may not write the plan now; None where they may.

    The plan moves lights, so it stays while a report of the project is being looked at.
    """
    place = project_year.project.organisation
    own = (seat for seat in seats if seat.role in UNIT_ROLES)
    if not any(place.at(LEVEL_OF[seat.role]) == seat.organisation_id for seat in own):
        return Refusal(Code.RIGHT, _("用款计划由项目单位填写"))
    targets = Target.objects.filter(project_year=project_year)
    if not targets.filter(state__in=[Target.State.APPROVED, Target.State.PUBLISHED]).exists():
        return Refusal(Code.STATE, _("绩效目标批复后才填写用款计划"))
    if Report.objects.filter(project_year=project_year, state__in=UNDER_REVIEW).exists():
        return Refusal(Code.STATE, _("有监控填报正在审核，审核结束后才能修改用款计划"))
    if pack_of(project_year.year).pack.pause.plan == STOPS and _paused(project_year):
        return Refusal(Code.STATE, _("暂缓拨付期间不能修改用款计划"))
    return None


def _paused(project_year: ProjectYear) -> bool:
    held = Hold.objects.filter(project_year=project_year, lifted_on=None)
    return held.filter(kind=Hold.Kind.PAYMENT).exists()
