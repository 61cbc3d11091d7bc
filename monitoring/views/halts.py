"""Halts 项目暂停或终止: the list, the page of one, the deed on a project-year that records one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.filters import Filter, TextFilter
from lifecycle.models import ProjectYear
from lifecycle.queries import subject_for
from lifecycle.roles import Role
from lifecycle.views import help_text
from lifecycle.views.columns import A, Column, DayColumn, StateColumn
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.deeds import PROJECT_YEAR, Deed, declare
from lifecycle.views.project_filter import choice
from lifecycle.views.stage_tabs import ProjectPage
from lifecycle.views.steps import show_on
from lifecycle.views.tables import Table, table_page
from monitoring.actions.halt import Document, record_halt
from monitoring.forms import HaltForm
from monitoring.models import Halt
from monitoring.queries import halts as queries
from monitoring.views.object_page import object_page

help_text.about(
    "halts",
    gettext_lazy("项目暂停或终止"),
    gettext_lazy("绩效科按文件在项目页面登记，另一人复核后生效；恢复由人办理，须写明依据。"),
    gettext_lazy(
        "其间除超预算外，不发该项目的预警邮件、期限提醒和催报；灯色和统计照常，到期仍要办理。"
    ),
    gettext_lazy("恢复前以后年度同样适用，下年预算建议为暂缓安排；恢复后只补发最近一次期限提醒。"),
)


class HaltTable(Table):
    """One halt a row."""

    caption = gettext_lazy("项目暂停或终止")
    unit = ""
    row_header = "project"
    first_order = "-dated"
    hidden = ("resumed_on", "filed_by", "year")
    why_empty = gettext_lazy("没有符合条件的项目暂停或终止。")
    at_first = then_empty = gettext_lazy("有文件决定的，由绩效科在项目页面的“预警”页签登记。")

    project = Column(
        gettext_lazy("项目"), accessor="project_year__project__name", linkify=("halt", [A("pk")])
    )
    unit_name = Column(gettext_lazy("单位"), accessor="organisation__name")
    kind = Column(gettext_lazy("种类"), accessor="get_kind_display", order_by=("kind",))
    state = StateColumn(gettext_lazy("状态"), stage="monitoring.halt")
    document = Column(gettext_lazy("文号"))
    dated = DayColumn(gettext_lazy("文件日期"))
    reason = Column(gettext_lazy("事由"), orderable=False)
    halted_on = DayColumn(gettext_lazy("生效日期"))
    resumed_on = DayColumn(gettext_lazy("恢复日期"))
    filed_by = Column(gettext_lazy("登记人"), accessor="filed_by__name")
    checked_by = Column(gettext_lazy("复核人"), accessor="checked_by__name")
    year = Column(gettext_lazy("年度"))


class HaltFilter(Filter):
    """What the list may be narrowed by."""

    q = TextFilter(
        label=gettext_lazy("项目"),
        field_name="project_year__project__name",
        lookup_expr="icontains",
    )
    kind = choice(gettext_lazy("暂停或终止"), choices=Halt.Kind.choices)
    state = choice(
        gettext_lazy("状态"), choices=[pair for pair in Halt.State.choices if pair[0] != "draft"]
    )


@require_safe
def halt_list(request: Request) -> HttpResponseBase:
    """List the halts of the year that this person sees, and those that still stand."""
    hour = hour_of(request)
    return table_page(
        request,
        queries.halts_for(hour.seats, request.year, hour.day),
        HaltTable,
        filters=HaltFilter,
        template="monitoring/halts.html",
        title=_("项目暂停或终止"),
    )


@require_safe
def halt(request: Request, pk: int) -> HttpResponse:
    """Show a halt, with what may be done about it."""
    hour = hour_of(request)
    return halt_page(request, subject_for(request.user, Halt.stage(), pk, held=hour.seats))


def halt_page(request: Request, subject: Halt, trouble: Trouble | None = None) -> HttpResponse:
    """Draw the page of a halt."""
    return object_page(request, subject, "monitoring/halt.html", trouble)


def halted(page: ProjectPage) -> Mapping[str, Any]:
    """Say on a tab of a project-year what stops it, and so keeps its mails back."""
    return {"halt": queries.halt_of(page.project_year.pk) if page.project_year.halted_by else None}


def _record(project_year: ProjectYear, *, by: Any, **typed: Any) -> str:
    return record_halt(project_year, Document(**typed), by=by).get_absolute_url()


def _none_stands(subjects: Sequence[Any]) -> bool:
    return not any(isinstance(one, Halt) and str(one.state) in queries.STANDING for one in subjects)


show_on(
    Halt.stage(),
    "halt",
    lambda request, trouble: halt_page(request, trouble.subject, trouble),
)
declare(
    Deed(
        PROJECT_YEAR,
        "halt",
        gettext_lazy("登记项目暂停或终止"),
        (Role.PERFORMANCE,),
        HaltForm,
        _record,
        what=gettext_lazy(
            "按文件登记，另一人复核后生效；其间除超预算外不发预警邮件和期限提醒，灯色和统计照常。"
        ),
        tab="warnings",
        wanted=_none_stands,
    )
)
