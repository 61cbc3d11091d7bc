"""Silences 静默 of warnings: the list, the page of one, and the deed that asks for one."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.filters import Filter, TextFilter
from lifecycle.models.rulepack import pack_of
from lifecycle.queries import subject_for
from lifecycle.roles import UNIT_ROLES
from lifecycle.views import help_text
from lifecycle.views.columns import A, Column, DayColumn, DueColumn, StateColumn
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.deeds import Deed, declare
from lifecycle.views.project_filter import choice
from lifecycle.views.steps import show_on
from lifecycle.views.tables import Table, table_page
from monitoring.actions.silence import Wish, request_silence
from monitoring.forms import SilenceForm
from monitoring.models import Silence, Warning  # noqa: A004 - 预警 is a warning
from monitoring.models.silence import RULES
from monitoring.queries import alerts as queries
from monitoring.views.object_page import object_page

help_text.about(
    "silences",
    gettext_lazy("预警静默"),
    gettext_lazy("单位在预警页面申请，财政批准；静默期间不发这类预警的邮件，到期自动恢复。"),
    gettext_lazy("状态、灯色和统计照常；超预算和整改期限的通知不能静默。"),
)


class SilenceTable(Table):
    """One silence a row."""

    caption = gettext_lazy("预警静默")
    unit = ""
    row_header = "scope"
    first_order = "ends_on"
    why_empty = gettext_lazy("没有符合条件的静默。")
    at_first = then_empty = gettext_lazy("需要静默的，由单位在预警页面申请。")

    scope = Column(
        gettext_lazy("范围"), accessor="scope", linkify=("silence", [A("pk")]),
        order_by=("project__name", "organisation__name"),
    )  # fmt: skip
    unit_name = Column(gettext_lazy("单位"), accessor="organisation__name")
    state = StateColumn(gettext_lazy("状态"), stage="monitoring.silence")
    starts_on = DayColumn(gettext_lazy("开始日"))
    ends_on = DueColumn(gettext_lazy("截止日"), waits=(Silence.State.PENDING, Silence.State.ACTIVE))
    filed_by = Column(gettext_lazy("申请人"), accessor="filed_by__name")
    checked_by = Column(gettext_lazy("审批人"), accessor="checked_by__name")


class SilenceFilter(Filter):
    """What the list may be narrowed by."""

    q = TextFilter(
        label=gettext_lazy("单位"), field_name="organisation__name", lookup_expr="icontains"
    )
    state = choice(
        gettext_lazy("状态"),
        choices=[pair for pair in Silence.State.choices if pair[0] != "draft"],
    )
    rule = choice(gettext_lazy("规则"), choices=RULES)


@require_safe
def silence_list(request: Request) -> HttpResponseBase:
    """List the silences of the year that this person sees: active, pending, refused, expired."""
    hour = hour_of(request)
    return table_page(
        request,
        queries.silences_for(hour.seats, request.year, hour.day),
        SilenceTable,
        filters=SilenceFilter,
        template="monitoring/silences.html",
        title=_("预警静默"),
    )


@require_safe
def silence(request: Request, pk: int) -> HttpResponse:
    """Show a silence, with what may be done about it."""
    hour = hour_of(request)
    found = subject_for(request.user, Silence.stage(), pk, hour.day, held=hour.seats)
    return silence_page(request, found)


def silence_page(
    request: Request, subject: Silence, trouble: Trouble | None = None
) -> HttpResponse:
    """Draw the page of a silence."""
    return object_page(request, subject, "monitoring/silence.html", trouble)


def _ask(warning: Warning, *, by: Any, **typed: Any) -> str:
    return request_silence(warning, Wish(**typed), by=by).get_absolute_url()


def _bounded(form: SilenceForm, warning: Warning) -> None:
    form.bounded(pack_of(warning.year).pack.warnings)


show_on(
    Silence.stage(),
    "silence",
    lambda request, trouble: silence_page(request, trouble.subject, trouble),
)
declare(
    Deed(
        Warning.stage(),
        "silence",
        gettext_lazy("申请静默"),
        UNIT_ROLES,
        SilenceForm,
        _ask,
        what=gettext_lazy("静默期间不再发送这类预警的邮件；由财政批准后生效，不改变预警本身。"),
        states=(Warning.State.OPEN, Warning.State.ACKNOWLEDGED),
        fit=_bounded,
    )
)
