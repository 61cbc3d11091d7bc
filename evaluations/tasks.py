"""Timed work of evaluation: what each kind of slot does for its business date (R2)."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.actions import close_silent_objections, issue_self_evaluations, pass_silent_drafts
from lifecycle.models import FiscalYear
from lifecycle.slots import on_a_workday, work

FIRST_HOUR = time(8)
LAST_MONTH = 3
"""Self-evaluations of a year are issued in the first months of the next (domain 5)."""


def _morning(on: date) -> datetime:
    return datetime.combine(on, FIRST_HOUR, timezone.get_default_timezone())


def closing(day: date) -> bool:
    """Tell whether the year before is being closed."""
    return day.month <= LAST_MONTH and FiscalYear.objects.filter(year=day.year - 1).exists()


@work("self_evaluations", label=_("绩效自评下发"), due=closing)
def issue(business_date: date) -> None:
    """Issue the self-evaluations of the year that ended; daily, so that late targets get theirs."""
    issue_self_evaluations(business_date.year - 1, at=_morning(business_date))


@work("silence", label=_("逾期未答复视为同意"), due=on_a_workday)
def take_silence(business_date: date) -> None:
    """Take silence for consent where the time to object or to reply is over."""
    at = _morning(business_date)
    close_silent_objections(at=at)
    pass_silent_drafts(at=at)
