"""The register of orders 整改, and the page of one: notice, list, evidence, check, extension."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.filters import Filter, TextFilter
from lifecycle.models import Demand
from lifecycle.queries import subject_for
from lifecycle.roles import Role
from lifecycle.rules.charts import Head, Series, stacked
from lifecycle.rules.money import percentage
from lifecycle.views import help_text
from lifecycle.views.boards import count_figure, rate_figure
from lifecycle.views.columns import A, Column, DayColumn, DueColumn, PickColumn, StateColumn
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.deeds import Deed, declare
from lifecycle.views.inbox_table import FORM
from lifecycle.views.picks import pick
from lifecycle.views.project_filter import choice
from lifecycle.views.steps import show_on
from lifecycle.views.tables import Table, table_page
from monitoring.actions.extending import extend_order, longest_extension
from monitoring.forms import ExtensionForm
from monitoring.models import Rectification
from monitoring.queries import alerts as queries
from monitoring.queries.alerts import Register
from monitoring.queries.halts import halt_of
from monitoring.views.object_page import object_page

help_text.about(
    "rectify",
    gettext_lazy("整改台账"),
    gettext_lazy("监控、自评、评价和审计发现的问题都在这里；勾选后可以成批发出通知或核查。"),
)


STANDING = [state for state in Rectification.State if state != Rectification.State.CLOSED]


class OrderPick(PickColumn):
    """The box of a row, with the version that is shown."""

    def render(self, value: Any, record: Any) -> str:
        """Draw the box."""
        return super().render(pick(record), record)


class OrderTable(Table):
    """One order a row."""

    caption = gettext_lazy("整改台账")
    unit = ""
    row_header = "project"
    first_order = "finish_by"
    hidden = ("issued_on", "closed_on")
    why_empty = gettext_lazy("没有符合条件的整改通知。")
    at_first = then_empty = gettext_lazy("监控、自评、评价或审计发现的问题，会在这里形成整改通知。")

    picked = OrderPick(form=FORM)
    project = Column(
        gettext_lazy("整改通知"), accessor="project_year__project__name",
        linkify=("order", [A("pk")]),
    )  # fmt: skip
    unit_name = Column(gettext_lazy("单位"), accessor="organisation__name")
    source = Column(gettext_lazy("来源"), accessor="get_source_display", order_by=("source",))
    problem = Column(gettext_lazy("问题"), orderable=False, attrs={"td": {"lang": "zh-hans"}})
    state = StateColumn(gettext_lazy("状态"), stage="monitoring.rectification")
    finish_by = DueColumn(gettext_lazy("整改期限"), waits=STANDING)
    issued_on = DayColumn(gettext_lazy("发出日期"))
    closed_on = DayColumn(gettext_lazy("销号日期"))

    def render_project(self, record: Any) -> str:
        """Name the order as its document does."""
        return str(record)


class OrderFilter(Filter):
    """What the register may be narrowed by."""

    q = TextFilter(
        label=gettext_lazy("项目"), field_name="project_year__project__name",
        lookup_expr="icontains",
    )  # fmt: skip
    unit = TextFilter(
        label=gettext_lazy("单位"), field_name="organisation__name", lookup_expr="icontains"
    )
    source = choice(gettext_lazy("来源"), choices=Demand.Source.choices)
    state = choice(gettext_lazy("状态"), choices=Rectification.State.choices)
    closing = choice(
        gettext_lazy("销号情况"),
        choices=[(how, label) for how, (label, _rows) in queries.CLOSINGS.items()],
        method="by_closing",
    )
    overdue = choice(
        gettext_lazy("逾期"), choices=[("yes", gettext_lazy("已逾期"))], method="by_overdue"
    )

    def by_closing(self, rows: QuerySet[Any], _name: str, how: str) -> QuerySet[Any]:
        """Keep what is open, closed in time, or closed late."""
        return rows.filter(queries.CLOSINGS[how][1])

    def by_overdue(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Keep what is past its last day and not closed."""
        return rows.filter(queries.overdue(hour_of(self.request).day))


@require_safe
def register(request: Request) -> HttpResponseBase:
    """List the orders of the year that this person sees, and how many are closed."""
    hour = hour_of(request)
    rows = queries.orders_for(hour.seats, request.year, hour.day)
    counted = queries.register_of(rows, hour.day)
    return table_page(
        request,
        rows,
        OrderTable,
        filters=OrderFilter,
        template="monitoring/rectify.html",
        title=_("整改台账"),
        figures=_figures(counted) if counted else (),
        chart=_bars(counted, hour.day.isoformat(), request.year),
    )


def _figures(counted: list[Register]) -> list[Any]:
    opened, closed = sum(one.opened for one in counted), sum(one.closed for one in counted)
    late = sum(one.closed_late for one in counted)
    note = _("共%(n)s项整改通知") % {"n": f"{opened:,}"}
    return [
        rate_figure(_("销号率"), percentage(closed, whole=opened), note=note),
        count_figure(
            _("按期销号"), closed - late, _("项"),
            note=_("另有%(n)s项逾期销号") % {"n": f"{late:,}"}, href="?closing=on-time",
        ),
        count_figure(_("未销号"), opened - closed, _("项"), href="?closing=open"),
        count_figure(
            _("已逾期"), sum(one.overdue for one in counted), _("项"), href="?overdue=yes"
        ),
    ]  # fmt: skip


def _bars(counted: list[Register], as_of: str, year: int) -> Any:
    if not counted:
        return None
    labels = dict(Demand.Source.choices)
    head = Head(_("整改销号情况"), _("%(year)s年度") % {"year": year}, as_of, _("项"))
    series = [
        Series(_("按期销号"), "lead"),
        Series(_("逾期销号"), "soft"),
        Series(_("未销号"), "pale"),
    ]
    given = [
        (str(labels[one.source]), [one.closed_on_time, one.closed_late, one.open])
        for one in counted
    ]
    return stacked(head, series, given, names=_("来源"))


@require_safe
def order(request: Request, pk: int) -> HttpResponse:
    """Show an order to whoever may see it."""
    hour = hour_of(request)
    found = subject_for(request.user, Rectification.stage(), pk, hour.day, held=hour.seats)
    return order_page(request, found)


def order_page(
    request: Request, found: Rectification, trouble: Trouble | None = None
) -> HttpResponse:
    """Draw the page of an order."""
    halt = halt_of(found.project_year_id)
    return object_page(
        request, found, "monitoring/order.html", trouble, beside=("extensions",), halt=halt
    )


def _extend(found: Rectification, *, by: Any, until: Any, reason: str) -> str:
    extend_order(found, until=until, reason=reason, by=by)
    return ""


show_on(
    Rectification.stage(),
    "order",
    lambda request, trouble: order_page(request, trouble.subject, trouble),
)
declare(
    Deed(
        Rectification.stage(),
        "extend",
        gettext_lazy("延期"),
        (Role.DESK, Role.PERFORMANCE),
        ExtensionForm,
        _extend,
        what=gettext_lazy("单位说明理由、确需延长的，由财政批准；延期后不再按原期限升级督办。"),
        states=(Rectification.State.RECTIFYING,),
        fit=lambda form, order: form.bounded(longest_extension(order.year)),
    )
)
