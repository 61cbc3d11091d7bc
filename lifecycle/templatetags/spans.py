"""Stretches of time as a page writes them."""

from datetime import timedelta
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from lifecycle.rules.money import round_half_up

register = template.Library()

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@register.filter
def stretch(span: timedelta | None) -> str:
    """Write how long something lasted: hours under a day, else days; a dash for what is unknown."""
    if span is None:
        return "—"
    if span < HOUR:
        return _("不足1小时")
    if span < DAY:
        return _("%(n)s小时") % {"n": span // HOUR}
    days = round_half_up(Decimal(span // HOUR) / 24, places=1)
    return _("%(n)s天") % {"n": f"{days.normalize():,f}"}
