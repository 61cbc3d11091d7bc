"""The official form 目标申报表 of a target as a workbook: taken away, filled, and sent back."""

import base64
import binascii
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle import queries
from lifecycle.forms.goal_faults import Fault
from lifecycle.forms.goal_import import MOST_BYTES, Imported, WorkbookForm, imported
from lifecycle.goal_book import goal_book, marked
from lifecycle.models import Target
from lifecycle.queries.goal_sheets import goal_sheet
from lifecycle.refusals import refuse
from lifecycle.rules.quality import REQUIRED
from lifecycle.sheets import SheetFault
from lifecycle.views import help_text
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.exports import WORKBOOK
from lifecycle.views.sheets import WRITTEN, barred, sheet_url

help_text.about(
    "goal-import",
    gettext_lazy("导入申报表"),
    gettext_lazy("先下载本项目的申报表，填好后上传：系统列出将要改动的内容，确认后才保存。"),
    gettext_lazy("表中有错误的，一次列出所有错误和单元格，不导入任何内容。"),
    gettext_lazy("只导入总体目标、年度资金总额和绩效指标，表中删去的指标也会删去。"),
)


@require_safe
def goal_form(request: Request, pk: int) -> HttpResponse:
    """Send the form of a target, filled with what it holds."""
    target = _target(request, pk)
    words = {"name": target, "year": target.year}
    return _file(goal_book(goal_sheet(target)), _("绩效目标申报表-%(name)s-%(year)s") % words)


@require_http_methods(["GET", "HEAD", "POST"])
def goal_import(request: Request, pk: int) -> HttpResponse:
    """Ask for a filled form, then show what it would change, or all that is wrong with it."""
    target = _target(request, pk)
    if trouble := _trouble(request, target):
        return _drawn(request, target, trouble=trouble)
    if request.method != "POST":
        return _drawn(request, target, form=WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _drawn(request, target, form=form, status=400)
    raw = form.cleaned_data["content"]
    found = imported(raw, target, sheet=WRITTEN[target.stage()].sheet)
    status = 400 if found.faults else 200
    return _drawn(request, target, form=WorkbookForm(), found=found, raw=raw, status=status)


@require_POST
def goal_faults(request: Request, pk: int) -> HttpResponse:
    """Send the workbook back as it came, with a comment on each cell that something is said of."""
    target = _target(request, pk)
    if trouble := _trouble(request, target):
        return _drawn(request, target, trouble=trouble)
    raw = _sent_back(request)
    found = imported(raw, target, sheet=WRITTEN[target.stage()].sheet)
    if not found.markable:
        return _drawn(request, target, form=WorkbookForm(), found=found, status=400)
    formula = _("这是公式，请改成填写的数值或文字")
    try:
        book = marked(raw, found.notes, sheet=found.sheet, formula=formula)
    except SheetFault as fault:
        broken = replace(found, faults=(*found.faults, Fault("", str(fault))), markable=False)
        return _drawn(request, target, form=WorkbookForm(), found=broken, status=400)
    words = {"name": target, "year": target.year}
    return _file(book, _("绩效目标申报表-%(name)s-%(year)s-标注") % words)


def _target(request: Request, pk: int) -> Any:
    return queries.subject_for(request.user, Target.stage(), pk, hour_of(request).day)


def _trouble(request: Request, target: Any) -> Trouble | None:
    hour = hour_of(request)
    refusals = barred(target, hour.seats, hour.day)
    return Trouble(target, None, refuse(*refusals)) if refusals else None


def _sent_back(request: Request) -> bytes:
    # The page carries the file that its reader sent: nothing of it lies on the server.
    try:
        raw = base64.b64decode(request.POST.get("workbook", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Http404 from None
    return raw[: MOST_BYTES + 1]


def _file(book: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(book, content_type=WORKBOOK)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")  # noqa: FBT003
    return answer


def _drawn(
    request: Request,
    target: Any,
    *,
    form: Any = None,
    found: Imported | None = None,
    raw: bytes = b"",
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "subject": target,
        "form": form,
        "found": found,
        "remarks": _placed(found) if found else (),
        "workbook": base64.b64encode(raw).decode() if found and found.markable else "",
        "trouble": trouble,
        "save": sheet_url(target),
        "back": f"{target.get_absolute_url()}#{target.stage_name()}-{target.pk}",
    }
    code = trouble.status if trouble else status
    return render(request, "lifecycle/goal_import.html", shown, status=code)


def _placed(found: Imported) -> list[Any]:
    """Let each remark name its cell."""
    return [
        one if one.place in REQUIRED or not one.cell else replace(one, place=one.cell)
        for one in found.remarks
    ]
