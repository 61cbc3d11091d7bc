"""What the boards 看板 share: addresses of the rows behind a number, amounts, shares of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lifecycle.rules.charts import Head, Series, stacked
from lifecycle.rules.money import round_half_up, split
from lifecycle.rules.parts import Figure
from lifecycle.templatetags.marks import UNITS, YI, written
from lifecycle.views.common import Request
from lifecycle.views.context import frame_of

POWERS = {"wan": 4, "yi": 8}
HUNDRED = Decimal(100)
Words = str | Promise
REGISTERS: dict[str, tuple[str, dict[str, str]]] = {}
"""The list of a stage's own objects: its address by name, and what makes it show all of them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: its name and tone, how many, how much in 元, and where its rows are."""

    label: Words
    tone: str
    count: int
    amount: Decimal
    href: str = ""
    light: str = ""


def year_of(request: Request) -> int:
    """Return the open budget year that the address asks for, else the one looked at.

    Raises Http404 for a year that is not open.
    """
    asked = request.GET.get("year", "")
    if not asked:
        return request.year
    found = next((year for year in frame_of(request).years if str(year) == asked), None)
    if found is None:
        raise Http404
    return found


def rows_at(year: int, **narrowed: Any) -> str:
    """Return the address of the project-years behind a number."""
    return f"{reverse('projects')}?{urlencode({'year': year, **narrowed})}"


def add_register(stage: str, name: str, **every: str) -> None:
    """Say which list shows the objects of a stage (`app.model`), narrowed by `state` if asked."""
    REGISTERS[stage] = (name, every)


def lists_objects(request: Request, year: int, model: Any) -> bool:
    """Tell whether a list shows a stage's own objects of a year: that of the frame alone."""
    return model.stage() in REGISTERS and year == request.year


def objects_at(
    request: Request, year: int, model: Any, *, instead: str = "", **narrowed: Any
) -> str:
    """Return the address of a stage's objects, or of the project-years that they belong to.

    `instead` is the address of these where stage and `narrowed` do not say which they are.
    """
    if not lists_objects(request, year, model):
        return instead or rows_at(year, stage=model.stage_name(), **narrowed)
    name, every = REGISTERS[model.stage()]
    asked = urlencode({**every, **narrowed})
    return reverse(name) + (f"?{asked}" if asked else "")


def unit_for(amount: Decimal) -> str:
    """Choose the unit in which an amount of 元 is read: 亿元 from one 亿 on."""
    return "yi" if abs(amount) >= YI else "wan"


def in_unit(amount: Decimal, unit: str) -> Decimal:
    """Give 元 in 万元 or 亿元, two decimals, for a chart."""
    return round_half_up(amount.scaleb(-POWERS[unit]))


def count_figure(name: Words, count: int, unit: Words, *, note: str = "", href: str = "") -> Figure:
    """Write a count as a key figure."""
    return Figure(str(name), f"{count:,}", str(unit), note, href)


def amount_figure(name: Words, amount: Decimal, *, note: str = "", href: str = "") -> Figure:
    """Write an amount of 元 as a key figure."""
    unit = unit_for(amount)
    return Figure(str(name), written(amount, unit), str(UNITS[unit]), note, href)


def rate_figure(name: Words, rate: Decimal | None, *, note: str = "", href: str = "") -> Figure:
    """Write a percentage as a key figure; a dash where there is no whole."""
    return Figure(
        str(name), "—" if rate is None else f"{rate}", "" if rate is None else "%", note, href
    )


def shares(
    title: Words, parts: Sequence[Part], *, period: str, as_of: date | str
) -> dict[str, Any]:
    """Hold parts against their whole, by count and by money, as two stacked bars and as rows."""
    counted = _split([part.count for part in parts])
    paid = _split([part.amount for part in parts])
    series = [Series(str(part.label), part.tone) for part in parts]
    amount = sum((part.amount for part in parts), Decimal(0))
    unit = unit_for(amount)
    given = [(_("按项目数"), counted), (_("按金额"), paid)]
    head = Head(str(title), period, str(as_of), "%")
    return {
        "chart": stacked(head, series, given, names=_("口径")),
        "rows": list(zip(parts, counted, paid, strict=True)),
        "count": sum(part.count for part in parts),
        "amount": amount,
        "unit": unit,
        "unit_word": UNITS[unit],
    }


def _split(weights: Sequence[Decimal | int]) -> Sequence[Decimal | None]:
    return split(HUNDRED, weights=weights) if any(weights) else [None] * len(weights)
