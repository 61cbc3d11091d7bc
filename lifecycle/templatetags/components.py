"""The components of a page, one of each kind; docs/design.md says when to use which."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from lifecycle.rules.differences import Difference
from lifecycle.rules.parts import Figure, Job, Severity, Tab
from lifecycle.rules.quality import REQUIRED
from lifecycle.templatetags import marks
from lifecycle.templatetags.marks import Words

register = template.Library()
register.tags.update(marks.register.tags)
register.filters.update(marks.register.filters)

SEVERITIES: dict[str, tuple[str, str, Words]] = {
    "block": ("red", Severity.BLOCK, _("须改正")),
    "warn": ("yellow", Severity.WARN, _("请核实")),
    "info": ("blue", Severity.INFO, _("提示")),
}
"""Colour of the shape, class and word of each level; quality rules say error for block."""


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: Any) -> dict[str, Any]:
    """Draw the breadcrumb: label and address in turn, the page itself last without one."""
    return {"steps": list(zip(parts[:-1:2], parts[1::2], strict=True)), "here": parts[-1]}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Tab], label: Words) -> dict[str, Any]:
    """Draw tabs as links; `label` names them for whoever does not see them."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/figures.html")
def key_figures(items: Sequence[Figure]) -> dict[str, Any]:
    """Draw a row of key figures: number, unit, name, note."""
    return {"items": items}


@register.inclusion_tag("components/empty.html")
def empty(why: Words, then: Words = "", href: str = "", label: Words = "") -> dict[str, Any]:
    """Say why there is nothing here and what comes next; `label` links to `href`."""
    return {"why": why, "then": then, "href": href, "label": label}


PLACES: dict[str, Words] = {"indicators": _("绩效指标"), "text": _("年度总体目标")}
"""Where a rule of quality found something, as its reader knows the place."""


@register.inclusion_tag("components/findings.html")
def findings(items: Sequence[Any], answers: Any = None) -> dict[str, Any]:
    """List remarks, what blocks first: each with place, sentence, why and how to mend.

    `answers` say by remark why it may stand; a remark's own `box` asks for that.
    """
    order = list(SEVERITIES)
    rows = sorted(items, key=lambda item: order.index(str(item.level)))
    said = [answers.get(item) if answers else None for item in rows]
    return {
        "rows": [
            (item, _place(item), answer, *SEVERITIES[str(item.level)])
            for item, answer in zip(rows, said, strict=True)
        ]
    }


def _place(item: Any) -> Words:
    # What is missing has no place of its own: its sentence names it.
    return "" if item.place in REQUIRED else PLACES.get(item.place, item.place)


@register.inclusion_tag("components/diff.html")
def diff(
    items: Sequence[Difference], caption: Words = "", seen: Words = "", now: Words = ""
) -> dict[str, Any]:
    """Show differences before and after; `seen` and `now` head the two columns."""
    return {
        "items": items,
        "caption": caption or _("内容变化"),
        "seen": seen or _("原来"),
        "now": now or _("现在"),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any, rows: Any = None, more: Any = None) -> dict[str, Any]:
    """List a form's errors at the top, and its rows', each a link to its field; takes the focus."""
    forms = [form, *(rows or ()), *([more] if more else ())] if form.is_bound else []
    bound = [field for each in forms for field in each if field.errors]
    loose = [_placed(each, fault) for each in forms for fault in each.non_field_errors()]
    loose += rows.non_form_errors() if rows is not None and form.is_bound else []
    return {"loose": loose, "wrong": bound}


def _placed(form: Any, fault: str) -> str:
    return " · ".join(filter(None, (getattr(form, "row_named", ""), fault)))


@register.inclusion_tag("components/field.html")
def field(bound: Any, hint: Words = "", question: Words = "") -> dict[str, Any]:
    """Draw one question: label, hint, error, field. The hint is the field's own help text."""
    if hint:
        bound.help_text = hint
    return {"field": bound, "question": question or bound.label}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: Any, page: Any, name: str = "page") -> dict[str, Any]:
    """Draw the links to the pages before and after; `name` is the word in the address."""
    return {"page": page, "name": name, "request": context["request"]}


@register.inclusion_tag("components/job.html")
def job(found: Job) -> dict[str, Any]:
    """Show how far a background job is, in a bar and in words."""
    return {"job": found}


@register.inclusion_tag("components/course.html")
def course(stages: Sequence[Any], to: str = "", unseen: Words = "") -> dict[str, Any]:
    """Draw the stages of a project-year in one line; `to` begins each link, `#` by default.

    `unseen` is said of a stage without objects, where more may be there than its reader sees.
    """
    return {"stages": stages, "to": to or "#", "unseen": unseen}


@register.inclusion_tag("components/step_form.html", takes_context=True)
def step_form(context: Any, card: Any) -> dict[str, Any]:
    """Draw an object's steps: note, open buttons with what happens, closed ones with reasons."""
    return {"card": card, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/step_button.html")
def step_button(
    choice: Any, action: str = "", mark: str = "", *, main: bool = False
) -> dict[str, Any]:
    """Draw one step as a button: open, or grey with its reason. `mark` keeps ids apart."""
    return {"choice": choice, "action": action, "mark": mark, "main": main}


@register.inclusion_tag("components/trouble.html")
def trouble(found: Any, *, refilled: bool = False) -> dict[str, Any]:
    """Say why a step was not taken, what was typed, and what changed where the page was stale.

    `refilled` says that a form on the same page holds what was typed.
    """
    return {"trouble": found, "words": found.words if found and not refilled else ()}


@register.simple_block_tag
def panel(content: str, title: Words, aside: Words = "", mark: str = "") -> str:
    """Frame a part of a page under a heading; `aside` stands at its right, `mark` is its id."""
    shown = {"content": content, "title": title, "aside": aside, "mark": mark}
    return render_to_string("components/panel.html", shown)
