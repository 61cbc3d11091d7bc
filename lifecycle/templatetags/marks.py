"""Small marks in a line of text or a cell: badge, light, amount, due date, person."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle import clock, queries, sentences
from lifecycle.rules import money
from lifecycle.rules.due import Due

register = template.Library()

Words = str | Promise
SHAPES: dict[str, tuple[str, Words]] = {
    "red": ("M1.5 1.5h11v11h-11z", gettext_lazy("红灯")),
    "yellow": ("M7 .8 13.6 13H.4z", gettext_lazy("黄灯")),
    "green": ("M7 1a6 6 0 1 1 0 12A6 6 0 0 1 7 1z", gettext_lazy("绿灯")),
    "blue": ("M7 .3 13.7 7 7 13.7.3 7z", gettext_lazy("蓝灯")),
    "grey": ("M7 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 7 1.8z", gettext_lazy("不判灯")),
}
"""Each light is told by its shape and its word as well as by its colour."""
UNITS: dict[str, Words] = {
    "yuan": gettext_lazy("元"),
    "wan": gettext_lazy("万元"),
    "yi": gettext_lazy("亿元"),
}
YI = Decimal(10) ** 8


@register.simple_tag
def badge(label: Words, tone: str = "moving") -> str:
    """Say where something stands: waiting, moving, returned, done or ended."""
    return format_html('<span class="badge {}">{}</span>', tone, label)


@register.simple_tag
def state(subject: Any) -> str:
    """Draw the badge of an object's present state."""
    model: Any = type(subject)
    tone = queries.tone(model, str(subject.state))
    return badge(subject.get_state_display(), tone)


@register.simple_tag
def state_of(stage: str, value: str | None, none: str = "") -> str:
    """Draw the badge of a state of a stage (`app.model`); without a state its word."""
    if not value:
        return missing(none or _("尚未开始"))
    model: Any = queries.stage_named(stage)
    return badge(model.State(value).label, queries.tone(model, value))


@register.simple_tag
def light(colour: str, sentence: Words = "", word: Words = "") -> str:
    """Draw a light: shape, word, and the sentence behind it for whoever points or listens."""
    shape, name = SHAPES[str(colour) or "grey"]
    sentence = sentences.told(sentence)
    heard = format_html('<span class="vh">{}{}</span>', _("："), sentence) if sentence else ""
    return format_html(
        '<span class="light {0}" title="{1}"><svg viewBox="0 0 14 14" aria-hidden="true" '
        'focusable="false"><path class="of-{0}" d="{2}"/></svg>{3}{4}</span>',
        colour or "grey", sentence, shape, word or name, heard,
    )  # fmt: skip


@register.simple_tag
def light_line(colour: str, sentence: Words) -> str:
    """Draw a light with its sentence written out beside it."""
    words = sentences.told(sentence)
    return format_html('<span class="light-line">{}<span>{}</span></span>', light(colour), words)


def missing(word: Words) -> str:
    """Write a dash for what is not there, with the reason for whoever points or listens."""
    return format_html(
        '<span class="missing" title="{0}"><span aria-hidden="true">—</span>'
        '<span class="vh">{0}</span></span>',
        word,
    )


@register.simple_tag
def amount(
    value: Decimal | str | None, unit: str = "wan", *, show: bool = False, none: Words = ""
) -> str:
    """Write 元, or what JSON keeps of it, in a unit (yuan, wan, yi, or auto); exact when copied."""
    if value is None:
        return missing(none or _("未填报"))
    value = Decimal(value)
    if unit == "auto":
        unit = "yi" if abs(value) >= YI else "wan"
    exact = money.exact(value)
    title = _("%(amount)s 元") % {"amount": f"{Decimal(exact):,}"}
    return format_html(
        '<data class="amount" value="{}" title="{}">{}</data>{}',
        exact, title, written(value, unit), format_html("\u00a0{}", UNITS[unit]) if show else "",
    )  # fmt: skip


def written(value: Decimal, unit: str) -> str:
    """Write 元 in a unit with thousands commas; nothing at all is a plain 0."""
    if not value:
        return "0"
    places = {"yuan": money.exact, "wan": money.in_wan, "yi": money.in_yi}
    return f"{Decimal(places[unit](value)):,}"


@register.filter
def grouped(count: int | None) -> str:
    """Write how many there are, with commas: 1,755."""
    return "" if count is None else f"{count:,}"


@register.simple_tag
def percent(value: Decimal | None, none: Words = "") -> str:
    """Write a percentage; what cannot be reckoned is a dash with its reason."""
    if value is None:
        return missing(none or _("无法计算"))
    return format_html('<span class="number">{}%</span>', money.round_half_up(value))


@register.simple_tag(takes_context=True)
def due(context: Any, on: date | None) -> str:
    """Write a due date with the working days left, reckoned by the work calendar."""
    return due_mark(reckoned(context.get("request"), on))


def reckoned(request: Any, on: date | None) -> Due | None:
    """Reckon a due date; the calendar is read once for each request."""
    if on is None:
        return None
    reckon = getattr(request, "reckon_due", None)
    if reckon is None:
        frame = getattr(request, "frame", None)
        reckon = queries.reckoner(frame.day, frame.days) if frame else queries.reckoner()
        if request is not None:
            request.reckon_due = reckon
    found: Due = reckon(on)
    return found


def due_mark(found: Due | None) -> str:
    """Draw a reckoned due date."""
    if found is None:
        return missing(_("无期限"))
    kind = "late" if found.late else "near" if found.near else ""
    doubt = _("该年度放假安排尚未公布，按周一至周五计算") if found.provisional else ""
    return format_html(
        '<span class="due {0}" title="{1}"><time datetime="{2}">{2}</time> '
        '<span class="left">{3}</span></span>',
        kind, doubt, found.on.isoformat(), days_left(found),
    )  # fmt: skip


def day_mark(day: date) -> str:
    """Write a day that nobody waits for; it stays on one line."""
    return format_html('<time datetime="{0}">{0}</time>', day.isoformat())


@register.simple_tag(takes_context=True)
def age(context: Any, since: datetime | None) -> str:
    """Say for how many working days something has been where it is."""
    if since is None:
        return missing(_("未开始计时"))
    found = reckoned(context.get("request"), clock.day_of(since))
    days = -found.left if found else 0
    return _("已%(n)s个工作日") % {"n": days} if days else _("今天")


def days_left(found: Due) -> str:
    """Say how long there is, or how long it is late, in working days."""
    if found.late:
        return _("逾期%(n)s个工作日") % {"n": -found.left} if found.left else _("已逾期")
    if found.today:
        return _("今天到期")
    return _("剩%(n)s个工作日") % {"n": found.left} if found.left else _("不足1个工作日")


@register.simple_tag
def person(name: Any, seat: Words = "", organisation: Any = "", acting_for: Any = "") -> str:
    """Name a person with seat and organisation, and for whom they act.

    The seat was written when the person acted; its word is told in the reader's language.
    """
    acting = _("（代%(name)s）") % {"name": acting_for} if acting_for else ""
    return format_html(
        '<span class="person">{}{} <span class="seat">{} {}</span></span>',
        name or "—", acting, organisation, _(str(seat)) if seat else "",
    )  # fmt: skip
