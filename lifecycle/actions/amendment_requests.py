"""Asking for the amendment 目标调整 that a change of the budget owes: found without a person."""

from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import bookkeeping, outbox
from lifecycle.letters import Row
from lifecycle.models import AmendmentRequest, FiscalYear
from lifecycle.queries.budget_changes import Overdue, overdue_changes
from lifecycle.roles import DEPARTMENT_ROLES, Role

HOUR = time(9)
"""The hour of the daily digest (warnings.md)."""
ASKED = (*DEPARTMENT_ROLES, Role.UNIT_OFFICER)
"""Whom the request reaches: the department, and who files for the unit."""
AT_LAST = gettext_lazy("列入绩效目标质量检查的阻断性问题，并一直列在首页，直至报送调整")


def ask_for_amendments(on: date) -> int:
    """Ask once for each change of a budget that is too large, unanswered, and past its days.

    Return how many targets are asked about for the first time.
    """
    if not FiscalYear.objects.filter(year=on.year).exists():
        return 0
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = list(overdue_changes(on.year, day=on))
        known = set(
            AmendmentRequest.objects.filter(
                target__in=[one.target.pk for one in found]
            ).values_list("target", "moved_on")
        )
        fresh = [one for one in found if (one.target.pk, one.moved_on) not in known]
        AmendmentRequest.objects.bulk_create(_request(one, on) for one in fresh)
        _tell(fresh, on)
    return len(fresh)


def _request(one: Overdue, on: date) -> AmendmentRequest:
    return AmendmentRequest(
        target=one.target,
        moved_on=one.moved_on,
        file_by=one.file_by,
        finding=one.finding,
        asked_on=on,
    )


def _tell(fresh: list[Overdue], on: date) -> None:
    about = {one.target.pk: one for one in fresh}
    at = datetime.combine(on, HOUR, timezone.get_default_timezone())
    outbox.tell_seats(
        ASKED,
        [one.target for one in fresh],
        kind="lifecycle.amendment_request",
        title=_("【预算绩效】请报送绩效目标调整：%(n)s 项"),
        row=lambda target: _row(about[target.pk]),
        key=on.isoformat(),
        act=bookkeeping.act(None, "", at),
        otherwise=AT_LAST,
    )


def _row(one: Overdue) -> Row:
    href = f"{settings.SITE_URL}{one.target.get_absolute_url()}"
    return Row(str(one.target), href, facts=one.finding, due_on=one.file_by)
