"""How a posted form is told back to whoever typed it: by the labels and words of its own form."""

import inspect
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from lifecycle import checks, queries
from lifecycle.forms import ReviewForm
from lifecycle.forms.content import Sheet
from lifecycle.forms.months import MonthsTyped
from lifecycle.forms.review import REASON, ReasonForm
from lifecycle.forms.words import Filter
from lifecycle.views.deeds import DEEDS
from lifecycle.views.sheets import WRITTEN

ONE_LINE = 60
STEPS = ("step", "review-step")
"""Addresses to which a form that takes a step is sent."""
CHECK, CONTENT = "check-content", "edit-content"
UNSEEN = re.compile(r"(^|-)(version|content_hash|key|id|workbook|[A-Z_]+_FORMS)$")
CARRIED = re.compile(
    r"^(own|back|seen|stay|more|save|preview|next|picks?|act|report|anchor|about|after|tab)$"
)
"""Hidden fields and buttons of pages, which no form declares; nobody types in them."""
COUNTED = "-TOTAL_FORMS"
"""Ends the field in which a page says how many rows of a kind it has."""
PART = re.compile(r"^(.+)_(\d+)$")
ANSWER = re.compile(r"^reason-(.+)-[0-9a-f]+$")
UNTOLD = ("", "")
Field = forms.Field | None
GRIDS: dict[str, Sheet] = {}
"""The sheet that a page of many objects asks for each, by the name of its address."""


@dataclass(frozen=True, slots=True)
class Known:
    """The fields of the form that an address is sent: its own, and those of its rows."""

    own: dict[str, Field]
    rows: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Said:
    """One posted value; without a label it is carried unseen."""

    number: int
    name: str
    value: str
    label: str = ""
    words: str = ""
    """What was chosen, in words; such a value is no text to go on writing at."""

    @property
    def long(self) -> bool:
        """Whether it needs more than one line."""
        return self.name == "note" or len(self.value) > ONE_LINE or "\n" in self.value


def said(action: str, fields: Iterable[Sequence[str]]) -> list[Said]:
    """Tell a posted form back: what was typed or chosen by its label, all else without one."""
    match, posted = _match(action), list(fields)
    known = _known(match) if match else Known({}, {})
    sets = [name.removesuffix(COUNTED) for name, _value in posted if name.endswith(COUNTED)]
    return [
        Said(n, name, value, *_told(match, known, sets, (name, value)))
        for n, (name, value) in enumerate(posted)
    ]


def step_label(action: str) -> str:
    """Name the step that is taken at an address as its button does; "" where there is none."""
    match = _match(action)
    if match is None or match.url_name not in STEPS:
        return ""
    wanted = match.kwargs
    edges = (e for m in queries.machines() if m.stage() == wanted["stage"] for e in m.edges())
    return next((str(edge.about.label) for edge in edges if edge.name == wanted["name"]), "")


def home(action: str) -> str:
    """Return the address of the page whose form is sent to an address."""
    match = _match(action)
    if match is not None and match.url_name == CHECK:
        return reverse(CONTENT, kwargs=match.kwargs)
    return action


def _match(action: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(action).path)
    except Resolver404:
        return None


def _known(match: ResolverMatch) -> Known:
    sheet = _sheet(match)
    if sheet is None:
        found = _fields(_forms(match))
        return Known(found, found)
    rows: Any = sheet.rows
    return Known(_fields([sheet.own]), _fields([rows.form] if rows else []))


def _sheet(match: ResolverMatch) -> Sheet | None:
    if match.url_name not in (CONTENT, CHECK):
        return GRIDS.get(match.url_name or "")
    written = WRITTEN.get(match.kwargs["stage"])
    return written.sheet if written else None


def _forms(match: ResolverMatch) -> list[Any]:
    """Find the forms that an address may be sent."""
    wanted = match.kwargs
    if match.url_name == "deed":
        deed = DEEDS.get((wanted["stage"], wanted["name"]))
        return [deed.form] if deed else []
    if match.url_name and match.url_name.startswith("review-"):
        return [ReviewForm, ReasonForm]
    return _forms_of(match.func)


def _forms_of(view: Any) -> list[Any]:
    """Return the forms that a view names, else all that its module knows."""
    inner = inspect.unwrap(view)
    known = vars(sys.modules[inner.__module__])
    code = getattr(inner, "__code__", None)
    named = [known.get(name) for name in (code.co_names if code else ())]
    return [one for one in named if _is_form(one)] or [f for f in known.values() if _is_form(f)]


def _is_form(found: Any) -> bool:
    whole = isinstance(found, type) and issubclass(found, forms.BaseForm)
    return whole and not issubclass(found, Filter)


def _fields(classes: Iterable[Any]) -> dict[str, Field]:
    """Collect fields by name; one that two forms call differently is known by none of them."""
    found: dict[str, Field] = {}
    for each in classes:
        for name, field in getattr(each, "base_fields", {}).items():
            same = name not in found or getattr(found[name], "label", None) == field.label
            found[name] = field if same else None
    return found


def _told(
    match: ResolverMatch | None, known: Known, sets: list[str], posted: tuple[str, str]
) -> tuple[str, str]:
    """Return label and words of a value; two empty ones where nobody typed or chose it."""
    name, value = posted
    if not value.strip() or UNSEEN.search(name) or CARRIED.match(name):
        return UNTOLD
    row, bare = _row(sets, name)
    label, words = _undeclared(name, bare) or _asked(known.rows if row else known.own, bare, value)
    return (row + _place(match, name) + label, words) if label else UNTOLD


def _undeclared(name: str, bare: str) -> tuple[str, str] | None:
    """Tell what a page asks for beside the fields of its forms."""
    if bare == "DELETE":
        return _("删除本项"), _("是")
    answer = ANSWER.match(name)
    return (_("保留的理由（%(code)s）") % {"code": answer[1]}, "") if answer else None


def _asked(known: dict[str, Field], name: str, value: str) -> tuple[str, str]:
    field, more = _found(known, name)
    if field is None:
        return _("填写的内容"), ""
    words = _words(field, value)
    if words == "" or isinstance(field.widget, forms.HiddenInput):
        return UNTOLD
    return str(field.label or _("填写的内容")) + more, words or ""


def _row(sets: list[str], name: str) -> tuple[str, str]:
    """Cut a name into the row that it belongs to, in words, and the name of its column."""
    start, _dash, bare = name.rpartition("-")
    kind, _dash, number = start.rpartition("-")
    if kind not in sets or not number.isdecimal():
        return "", bare
    return _("第%(n)s行") % {"n": int(number) + 1} + " · ", bare


def _found(known: dict[str, Field], name: str) -> tuple[Field, str]:
    part = PART.match(name)
    if name in known or part is None:
        return known.get(name), ""
    field, n = known.get(part[1]), int(part[2]) + 1
    month = _("%(n)s月") if isinstance(field, MonthsTyped) else "%(n)s"
    return field, f" · {month % {'n': n}}"


def _words(field: forms.Field, value: str) -> str | None:
    """Say a chosen value in words, "" where it has none; None for a value that was typed."""
    if isinstance(field, forms.BooleanField):
        return _("是")
    if not isinstance(field, forms.ChoiceField):
        return None
    if isinstance(field, forms.ModelChoiceField):
        return ""
    offered: Any = field.widget.choices
    return next((str(label) for code, label in offered if str(code) == value), "")


def _place(match: ResolverMatch | None, name: str) -> str:
    """Name the column or the part whose return a reason is about."""
    if match is None or not name.endswith(REASON) or "stage" not in match.kwargs:
        return ""
    model = next((m for m in queries.machines() if m.stage() == match.kwargs["stage"]), None)
    labels = checks.wording(model).labels if model else {}
    place = labels.get(name.removesuffix(REASON).partition(".")[0], "")
    return f"{place} · " if place else ""
