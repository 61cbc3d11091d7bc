"""Timed work of monitoring: what each kind of slot does for its business date (R2)."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle.models import FiscalYear
from lifecycle.models.rulepack import pack_of
from lifecycle.queries import rehearsal_day
from lifecycle.slots import on_a_workday, overtaken, work
from monitoring.actions import (
    ask_for_payments,
    escalate_orders,
    escalate_warnings,
    expire_silences,
    issue_reports,
    learn,
    propose_lifts,
    remind,
    send_warnings,
    take_demands,
)
from monitoring.marks import sweep_if_changed
from monitoring.sweep import Swept

FIRST_HOUR = time(8)


def month_before(on: date) -> tuple[int, int] | None:
    """Return the year and month that ended last, where its pack wants reports of it."""
    last = on.replace(day=1) - timedelta(days=1)
    if not FiscalYear.objects.filter(year=last.year).exists():
        return None
    wanted = pack_of(last.year).pack.reporting_months
    return (last.year, last.month) if last.month in wanted else None


def after_a_reporting_month(day: date) -> bool:
    """Tell whether the month before a day is one that its year's pack wants reports of."""
    return month_before(day) is not None


def judge_month(on: date) -> Swept | None:
    """Judge the month that ended last, as of a day; None where nothing asks for it."""
    period = month_before(on)
    return sweep_if_changed(period[0], month=period[1], as_of=on) if period else None


@work("sweep", label=_("红黄灯判定"), due=after_a_reporting_month, watched=True)
def judge(business_date: date) -> None:
    """Judge daily, so that late books and reports count from the day they come in."""
    judge_month(business_date)


@work("reports", label=_("监控填报下发"), due=after_a_reporting_month)
def issue(business_date: date) -> None:
    """Issue the reports of the month that ended last; daily, so that late targets get theirs."""
    if period := month_before(business_date):
        at = datetime.combine(business_date, FIRST_HOUR, timezone.get_default_timezone())
        issue_reports(period[0], month=period[1], at=at)


@work("demands", label=_("整改通知起草"), watched=True)
def take(business_date: date) -> None:
    """Draw up the orders that others have asked for."""
    take_demands(business_date)


@work("deadlines", label=_("催办和逐级上报"), due=on_a_workday)
def press(business_date: date) -> None:
    """Remind of what falls due or is late, and raise what nobody has answered.

    After days of downtime one reminder, the last day's, speaks for all that were missed.
    """
    expire_silences(business_date)
    propose_lifts(business_date)
    escalate_orders(business_date)
    escalate_warnings(business_date)
    if period := month_before(business_date):
        ask_for_payments(*period, on=business_date)
    if not overtaken("deadlines", business_date):
        remind(business_date)


def on_the_first(day: date) -> bool:
    """Tell whether a month begins."""
    return day.day == 1


@work("forecast", label=_("年末预测"), due=on_the_first)
def foresee(business_date: date) -> None:
    """Learn monthly from the finished years where the present one will end."""
    learn(business_date.year, on=business_date)


@work("warnings", label=_("预警汇总通知"), due=on_a_workday, watched=True)
def digest(business_date: date) -> None:
    """Tell everybody once of the warnings, after the day's lights; the last of missed days alone.

    The kinds of a day are worked in the order of their names: this one after `sweep`.
    """
    if not overtaken("warnings", business_date):
        send_warnings(business_date, rehearsed=rehearsal_day() is not None)
