"""A month whose payments nobody has loaded: finance is told once (warnings.md I1)."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import outbox
from lifecycle.models import Seat
from monitoring.queries.execution import IMPORTERS, loaded

HOUR = time(9)
KIND = "monitoring.execution.unloaded"
OTHERWISE = gettext_lazy("数据导入前，当月执行灯不判，不发执行预警")


def ask_for_payments(year: int, month: int, *, on: date) -> int:
    """Tell whoever imports the treasury's files that a month is missing; return how many.

    Once for each month and person, however often it is asked.
    """
    if loaded(year, month):
        return 0
    seats = Seat.objects.filter(role__in=IMPORTERS, starts_on__lte=on, person__is_active=True)
    people = {seat.person for seat in seats.exclude(ends_on__lt=on).select_related("person")}
    words = {"year": year, "month": month}
    at = datetime.combine(on, HOUR, timezone.get_default_timezone())
    outbox.leave(
        outbox.compose(
            person,
            kind=KIND,
            subject=_("【预算绩效】%(year)s年%(month)s月国库支付数据尚未导入") % words,
            lines=[format_lazy(gettext_lazy("请导入{year}年{month}月的国库支付数据"), **words)],
            key=f"{year}-{month}",
            at=at,
            otherwise=OTHERWISE,
        )
        for person in sorted(people, key=lambda one: one.pk)
        if person.email
    )
    return len(people)
