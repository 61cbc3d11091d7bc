"""Payment plans 用款计划: written by a project's unit, each time as a new revision of the whole."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle import clock, rights
from lifecycle.models import PlannedPayment, ProjectYear
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.sentences import told
from monitoring.queries.plan import newest_plan, plan_bar
from monitoring.rules.payment_plan import plan_fault


def plan_payments(
    project_year: ProjectYear,
    amounts: Mapping[int, Decimal],
    *,
    by: Any,
    seen: int,
    budget: Decimal | None,
    at: datetime | None = None,
) -> int:
    """Write what is to be paid by each month's end since January, in 元; return the revision.

    `seen` is the revision that the writer saw, 0 for none. The same plan again is no new one.
    Raises Refused.
    """
    at = at or clock.now()
    with transaction.atomic():
        # One writer of a plan at a time: two would number the same revision.
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        day = clock.day_of(at)
        if refusal := plan_bar(project_year, rights.seats_of(by, day)):
            raise refuse(refusal)
        if fault := plan_fault(amounts, budget=budget):
            raise refuse(Refusal(Code.CONTENT, told(fault)))
        now = newest_plan(project_year)
        if now.amounts == dict(amounts):
            return now.revision
        if now.revision != seen:
            sentence = _("页面打开后用款计划已有第%(n)s版，请核对后重新填写") % {"n": now.revision}
            raise refuse(Refusal(Code.STALE, sentence))
        _write(project_year, amounts, revision=now.revision + 1, by=by, at=at)
    return now.revision + 1


def _write(
    project_year: ProjectYear,
    amounts: Mapping[int, Decimal],
    *,
    revision: int,
    by: Any,
    at: datetime,
) -> None:
    PlannedPayment.objects.bulk_create(
        PlannedPayment(
            project_year=project_year, month=month, revision=revision, amount=amount,
            on=clock.day_of(at), by=by,
        )
        for month, amount in sorted(amounts.items())
    )  # fmt: skip
