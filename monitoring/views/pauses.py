"""Pauses of payment 暂缓拨付: the list, the page of one, the deed that proposes one, the mark."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.filters import Filter, TextFilter
from lifecycle.queries import subject_for
from lifecycle.roles import Role
from lifecycle.views import help_text
from lifecycle.views.columns import A, Column, DayColumn, StateColumn
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.deeds import Deed, declare
from lifecycle.views.project_filter import choice
from lifecycle.views.steps import show_on
from lifecycle.views.tables import Table, table_page
from monitoring.actions.pause import PauseWish, propose_pause
from monitoring.forms import PauseForm
from monitoring.models import Pause, Warning  # noqa: A004 - 预警 is a warning
from monitoring.queries import pauses as queries
from monitoring.views.object_page import object_page

help_text.about(
    "pauses",
    gettext_lazy("暂缓拨付"),
    gettext_lazy(
        "红灯预警逐级上报后仍无改进的，由绩效科提出暂缓拨付，另一人决定；系统从不自动暂缓。"
    ),
    gettext_lazy("预警解除或期限已到，系统提请决定是否恢复，由人恢复；恢复须写明理由。"),
    gettext_lazy(
        "暂缓期间停止办理哪些事项，由本年度规则包规定；列入结果应用的，提出下年预算建议时可见。"
    ),
)


class PauseTable(Table):
    """One pause a row."""

    caption = gettext_lazy("暂缓拨付")
    unit = ""
    row_header = "project"
    first_order = "-paused_on"
    why_empty = gettext_lazy("没有符合条件的暂缓拨付。")
    at_first = then_empty = gettext_lazy("需要暂缓的，由绩效科在预警页面提出。")

    project = Column(
        gettext_lazy("项目"), accessor="project_year__project__name", linkify=("pause", [A("pk")])
    )
    unit_name = Column(gettext_lazy("单位"), accessor="organisation__name")
    state = StateColumn(gettext_lazy("状态"), stage="monitoring.pause")
    reason = Column(gettext_lazy("暂缓原因"), orderable=False)
    paused_on = DayColumn(gettext_lazy("暂缓起"))
    until = DayColumn(gettext_lazy("暂缓至"))
    condition = Column(gettext_lazy("恢复条件"), orderable=False)
    checked_by = Column(gettext_lazy("决定人"), accessor="checked_by__name")


class PauseFilter(Filter):
    """What the list may be narrowed by."""

    q = TextFilter(
        label=gettext_lazy("项目"),
        field_name="project_year__project__name",
        lookup_expr="icontains",
    )
    state = choice(
        gettext_lazy("状态"), choices=[pair for pair in Pause.State.choices if pair[0] != "draft"]
    )


@require_safe
def pause_list(request: Request) -> HttpResponseBase:
    """List the pauses of the year that this person sees, whatever became of them."""
    hour = hour_of(request)
    return table_page(
        request,
        queries.pauses_for(hour.seats, request.year, hour.day),
        PauseTable,
        filters=PauseFilter,
        template="monitoring/pauses.html",
        title=_("暂缓拨付"),
    )


@require_safe
def pause(request: Request, pk: int) -> HttpResponse:
    """Show a pause, with what may be done about it."""
    return pause_page(request, subject_for(request.user, Pause.stage(), pk))


def pause_page(request: Request, subject: Pause, trouble: Trouble | None = None) -> HttpResponse:
    """Draw the page of a pause."""
    return object_page(request, subject, "monitoring/pause.html", trouble)


def _propose(warning: Warning, *, by: Any, **typed: Any) -> str:
    return propose_pause(warning, PauseWish(**typed), by=by).get_absolute_url()


show_on(
    Pause.stage(),
    "pause",
    lambda request, trouble: pause_page(request, trouble.subject, trouble),
)
declare(
    Deed(
        Warning.stage(),
        "pause",
        gettext_lazy("提出暂缓拨付"),
        (Role.PERFORMANCE,),
        PauseForm,
        _propose,
        what=gettext_lazy("由另一人决定后生效；系统不自动暂缓，也不自动恢复。"),
        states=(
            Warning.State.OPEN,
            Warning.State.ACKNOWLEDGED,
            Warning.State.IN_RECTIFICATION,
        ),
        wanted=lambda found: not queries.pause_fault(found[0]),
    )
)
