"""List pages: filter, sort, columns and page from the address, totals, and the same as a file."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lifecycle import clock, queries
from lifecycle.filters import Filter
from lifecycle.rules.money import percentage
from lifecycle.templatetags import marks
from lifecycle.templatetags.marks import Words
from lifecycle.views import exports
from lifecycle.views.listing import SIZES, Heading, Listing

TEMPLATE = "components/list_page.html"


class Table(tables.Table):  # type: ignore[misc]
    """The base of every list. Columns are declared on it, from `lifecycle.views.columns`."""

    caption: ClassVar[Words] = ""
    amounts: ClassVar[str] = "wan"
    """Unit of every amount: yuan, wan or yi; named once, in the caption."""
    unit: ClassVar[Words | None] = None
    """What stands there instead where the table has no amounts."""
    totals: ClassVar[Mapping[str, Any]] = {}
    """An aggregate for each column that is summed over all that is filtered."""
    rates: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """A column in percent whose last line is one sum of another: by the names of both totals."""
    apart: ClassVar[bool] = False
    """Whether the rows are project-years: departments as a whole are no part of others' totals."""
    row_header: ClassVar[str] = ""
    """The column that names the row."""
    hidden: ClassVar[tuple[str, ...]] = ()
    """Columns that show only when asked for."""
    first_order: ClassVar[str] = ""
    """The sort where the address asks for none."""
    why_empty: ClassVar[Words] = _("没有符合条件的记录。")
    then_empty: ClassVar[Words] = _("请放宽筛选条件。")
    at_first: ClassVar[Words] = ""
    """What is to be done or awaited where nothing is filtered and there is nothing at all."""

    class Meta:
        default = "—"
        orderable = True


def table_page(
    request: HttpRequest,
    rows: QuerySet[Any],
    table: type[Table],
    *,
    filters: type[Filter] | None = None,
    sums: Callable[[Any], Any] | None = None,
    template: str = TEMPLATE,
    title: Words = "",
    **shown: Any,
) -> HttpResponseBase:
    """Answer with the list, or with `?export=csv` or `xlsx` with all that is filtered as a file.

    Costs three queries: one counts and sums, one finds the rows of the page, one reads them. `sums`
    gives kept sums of what a filter leaves, or None where there are none.
    """
    narrowing = filters(request.GET, queryset=rows, request=request) if filters else None
    wanted = in_order(narrowing.qs if narrowing else rows, table, request.GET.get("sort", ""))
    chosen = columns_of(table, request.GET.getlist("columns"))
    name = title or table.caption
    if kind := request.GET.get("export"):
        asked = table([], exclude=[n for n in table.base_columns if n not in chosen], order_by=())
        return exports.file(wanted, asked, kind=kind, name=f"{name}-{clock.today()}")
    kept = sums(narrowing) if sums else None
    listing = listed(request, wanted, table, chosen, narrowing, kept=kept)
    return render(request, template, {"listing": listing, "title": name, **shown})


def listed(
    request: HttpRequest,
    rows: QuerySet[Any],
    table: type[Table],
    chosen: list[str],
    narrowing: Any,
    *,
    kept: Any = None,
) -> Listing:
    """Read one page of a list with its count and totals, which may be kept as sums."""
    sums = summed(rows if kept is None else kept, table, chosen)
    per = size(request.GET.get("per", ""))
    pages = Paginator(rows, per)
    vars(pages)["count"] = sums["found"]
    page = pages.get_page(request.GET.get("page"))
    hidden = [name for name in table.base_columns if name not in chosen]
    drawn = table(
        queries.part_of(rows, page.object_list), exclude=hidden, order_by=(), request=None
    )
    drawn.request = request
    form = narrowing.form if narrowing else None
    heads = headings(table, drawn, chosen, sums, request.GET.get("sort") or table.first_order)
    more, left_out = bool(sums.get("more")), sums.get("left_out", 0)
    return Listing(drawn, page, form, sums["found"], heads, request.GET, per, more, left_out)


def summed(rows: QuerySet[Any], table: type[Table], chosen: list[str]) -> dict[str, Any]:
    """Count and sum all that is filtered in one query; a rate is reckoned from two of the sums."""
    rates = {name: pair for name, pair in table.rates.items() if name in chosen}
    asked = {*chosen, *(name for pair in rates.values() for name in pair)}
    wanted = {name: total for name, total in table.totals.items() if name in asked}
    sums = queries.added(rows, wanted, apart=table.apart)
    for name, (part, whole) in rates.items():
        above, below = sums[f"total_{part}"], sums[f"total_{whole}"]
        sums[f"total_{name}"] = None if above is None else percentage(above, whole=below)
    return sums


def size(asked: str) -> int:
    """Return how many rows a page has: what is asked for where it is offered."""
    return int(asked) if asked in map(str, SIZES) else SIZES[0]


def number(asked: str) -> int:
    """Return which page is asked for, the first where it is no number."""
    found = int(asked) if asked.isdecimal() and len(asked) < len("1000000") else 1
    return max(found, 1)


def in_order(rows: QuerySet[Any], table: type[Table], sort: str) -> QuerySet[Any]:
    """Sort by the column that the address names, what is missing last, the key at the end."""
    for asked in (sort, table.first_order):
        column = table.base_columns.get(asked.removeprefix("-"))
        if column is not None and column.orderable is not False:
            keys = _keys(column, rows) or (column.accessor or asked.removeprefix("-"),)
            back = asked.startswith("-")
            return rows.order_by(*(_direction(rows, str(key), back=back) for key in keys), "pk")
    return rows if rows.ordered else rows.order_by("pk")


def _keys(column: Any, rows: QuerySet[Any]) -> Iterable[str]:
    path_in = getattr(column, "path_in", None)
    return (path_in(rows),) if path_in else column.order_by


def _direction(rows: Any, key: str, *, back: bool) -> Any:
    path = key.removeprefix("-").replace(".", "__")
    back ^= key.startswith("-")
    # Of what is never missing, an index gives the first and the last alike; it knows no NULLS LAST.
    last = None if _always_there(rows, path) else True
    return F(path).desc(nulls_last=last) if back else F(path).asc(nulls_last=last)


def _always_there(rows: Any, path: str) -> bool:
    model = getattr(rows, "model", None)
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name) if model else None
        except FieldDoesNotExist:  # it is reckoned
            return False
        if field is None or field.null:
            return False
        model = field.related_model
    return True


def columns_of(table: type[Table], asked: list[str]) -> list[str]:
    """Return the columns to show: those asked for and those that always are."""
    names = list(table.base_columns)
    if not set(asked) & set(names):
        return [name for name in names if name not in table.hidden]
    return [name for name in names if name in asked or fixed(table, name)]


def fixed(table: type[Table], name: str) -> bool:
    """Tell whether a column always shows: the one that names the row, and boxes to pick it."""
    column = table.base_columns[name]
    return name == table.row_header or bool(column.exclude_from_export)


def headings(
    table: type[Table], drawn: Any, chosen: list[str], sums: Mapping[str, Any], sort: str
) -> tuple[Heading, ...]:
    """Describe every column, shown or not."""
    bound = {column.name: column for column in drawn.columns}
    return tuple(
        _shown(table, bound[name], sums, sort)
        if name in chosen
        else Heading(name, column.verbose_name or name, shown=False, fixed=False)
        for name, column in table.base_columns.items()
    )


def _shown(table: type[Table], column: Any, sums: Mapping[str, Any], sort: str) -> Heading:
    name = column.name
    first = f"-{name}" if column.column.initial_sort_descending else name
    turned = name if sort == f"-{name}" else f"-{name}"
    here = sort.removeprefix("-") == name
    return Heading(
        name=name,
        label=column.header,
        shown=True,
        fixed=fixed(table, name),
        orderable=bool(column.orderable),
        next=turned if here else first,
        sorted=("descending" if sort.startswith("-") else "ascending") if here else "",
        attrs=column.attrs,
        total=_total(table, column.column, sums.get(f"total_{name}")),
        has_total=name in table.totals or name in table.rates,
    )


def _total(table: type[Table], column: Any, value: Any) -> str:
    if value is None:
        return ""
    own = getattr(column, "total", None)
    return str(own(value)) if own else marks.amount(value, table.amounts)
