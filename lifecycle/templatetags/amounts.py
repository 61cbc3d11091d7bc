"""Amounts 金额 and days as a page writes them."""

from decimal import Decimal
from typing import Any

from django import template
from django.apps import apps
from django.utils.translation import gettext as _

from lifecycle.rules import money

register = template.Library()


@register.filter
def wan(amount: Decimal | None) -> str:
    """Write 元 as 万元 with thousands commas; a dash where there is none."""
    return "—" if amount is None else f"{Decimal(money.in_wan(amount)):,}"


@register.filter
def yuan(amount: Decimal | None) -> str:
    """Write the exact amount, for whoever points at it."""
    return "" if amount is None else _("%(amount)s 元") % {"amount": f"{amount:,.2f}"}


@register.filter
def days_left(days: int | None) -> str:
    """Say how long there is, or how long it is late."""
    if days is None:
        return _("无期限")
    if days < 0:
        return _("逾期%(n)s天") % {"n": -days}
    return _("剩%(n)s天") % {"n": days} if days else _("今天到期")


@register.filter
def stage_label(stage: str) -> str:
    """Name a stage (`app.model`) as people do."""
    return str(apps.get_model(stage)._meta.verbose_name)


@register.filter
def label_in(value: str | None, labels: dict[str, Any]) -> str:
    """Name a coded value; a dash where there is none."""
    return str(labels.get(value or "", "—"))


@register.filter
def typed(value: Any) -> str:
    """Write a value of a content for comparison."""
    if isinstance(value, list):
        return "\n".join(typed(row) for row in value)
    if isinstance(value, dict):
        return "，".join(
            f"{name}：{found}" for name, found in value.items() if found not in (None, "")
        )
    return "—" if value in (None, "") else str(value)
