"""The lines of a tree of projects: a city has hundreds, so no line is a template of its own."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from lifecycle.templatetags.marks import Words, amount, light, percent

register = template.Library()


@register.simple_tag
def node_line(node: Any, name: Words, href: str = "") -> str:
    """Write one organisation: its name, which leads to `href`, its projects, money and lights."""
    why = "" if node.summed else _("只有部门整体，不重复计")
    approved, paid = (None, None) if why else (node.approved, node.paid)
    lights = ((light(colour), f"{count:,}") for colour, count in node.lights.items())
    return format_html(
        '<span class="node"><strong class="node-name">{}</strong><span>{}</span><span>{} {}</span>'
        '<span>{} {}</span><span>{} {}</span><span class="node-lights">{}</span></span>',
        format_html('<a href="{}">{}</a>', href, name) if href else name,
        _("%(n)s个") % {"n": f"{node.count:,}"},
        _("批复额"), amount(approved, none=why),
        _("支出"), amount(paid, none=why),
        _("执行率"), percent(node.rate, none=why),
        format_html_join("", "<span>{} {}</span>", lights),
    )  # fmt: skip


@register.simple_tag
def narrowed(page: str, query: str, department: int, unit: int | None = None) -> str:
    """Return the address of a page of projects for one department, or one unit of it."""
    below = "" if unit is None else f"&unit={unit}"
    return f"{reverse(page)}?{query}&department={department}{below}"
