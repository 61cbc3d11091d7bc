"""The official form 目标申报表 of a target as a workbook: taken away, filled, and sent back."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle import queries
from lifecycle.forms.goal_import import imported
from lifecycle.goal_book import goal_book
from lifecycle.models import Target
from lifecycle.queries.goal_sheets import goal_sheet
from lifecycle.refusals import refuse
from lifecycle.views import help_text
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.papers import Paper, marked_copy, sent_back, taken_away
from lifecycle.views.sheets import WRITTEN, barred, sheet_url

help_text.about(
    "goal-import",
    _("导入申报表"),
    _("先下载本项目的申报表，填好后上传：系统列出将要改动的内容，确认后才保存。"),
    _("表中有错误的，一次列出所有错误和单元格，不导入任何内容。"),
    _("只导入总体目标、年度资金总额和绩效指标，表中删去的指标也会删去。"),
)


def _trouble(request: Request, target: Any) -> Trouble | None:
    hour = hour_of(request)
    refusals = barred(target, hour.seats, hour.day)
    return Trouble(target, None, refuse(*refusals)) if refusals else None


GOAL = Paper(
    "goal",
    _("绩效目标申报表"),
    _("只导入总体目标、年度资金总额和绩效指标；表中删去的指标也会删去，其他栏目不导入。"),
    write=lambda _request, target: goal_book(goal_sheet(target)),
    read=lambda _request, target, raw: imported(raw, target, sheet=WRITTEN[target.stage()].sheet),
    trouble=_trouble,
    save=sheet_url,
    back=lambda target: f"{target.get_absolute_url()}#{target.stage_name()}-{target.pk}",
)


@require_safe
def goal_form(request: Request, pk: int) -> HttpResponse:
    """Send the form of a target, filled with what it holds."""
    return taken_away(request, GOAL, _target(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def goal_import(request: Request, pk: int) -> HttpResponse:
    """Take a filled form, and preview it."""
    return sent_back(request, GOAL, _target(request, pk))


@require_POST
def goal_faults(request: Request, pk: int) -> HttpResponse:
    """Send the workbook back with its faults marked."""
    return marked_copy(request, GOAL, _target(request, pk))


def _target(request: Request, pk: int) -> Any:
    return queries.subject_for(request.user, Target.stage(), pk, hour_of(request).day)
