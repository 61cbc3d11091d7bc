"""Importing a library's file through a page: uploaded, previewed whole, then taken in."""

import base64
import binascii
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.actions.importing_library import take_library
from lifecycle.forms.library import MOST_BYTES, LibraryFileForm, ReleaseForm
from lifecycle.forms.library_import import Preview, previewed
from lifecycle.queries.library import library_names
from lifecycle.queries.library_proposals import judges_library
from lifecycle.refusals import Refused
from lifecycle.rules.csv_text import FileFault
from lifecycle.rules.library_file import LibraryFaults
from lifecycle.sheets import SheetFault
from lifecycle.views import help_text
from lifecycle.views.common import Request, hour_of

help_text.about(
    "library-import",
    gettext_lazy("导入指标库"),
    gettext_lazy("整个文件成为该指标库的下一版本：先列出与现在版本的全部差异，确认后才导入。"),
    gettext_lazy(
        "文件有错误的，一次列出所有行和列，不导入任何一行。可先下载现在的版本，改好后上传。"
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
def library_import(request: Request) -> HttpResponse:
    """Ask for a file, then show what it would make of the list, or all that is wrong with it."""
    _keeper(request)
    if request.method != "POST":
        name = request.GET.get("library", "")
        return _drawn(request, LibraryFileForm(initial={"name": name}))
    form = LibraryFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _drawn(request, form, status=400)
    raw, name = form.cleaned_data["content"], form.cleaned_data["name"]
    found = previewed(raw, name=name)
    again = LibraryFileForm(initial={"name": name})
    return _drawn(request, again, found=found, raw=raw, status=400 if found.faults else 200)


@require_POST
def library_confirm(request: Request) -> HttpResponse:
    """Take in the file that the preview carried."""
    _keeper(request)
    form, raw = ReleaseForm(request.POST), _carried(request)
    if not form.is_valid():
        raise Http404
    name = form.cleaned_data["name"]
    try:
        done = take_library(
            raw,
            name=name,
            after=form.cleaned_data["after"],
            by=request.user,
            at=hour_of(request).at,
        )
    except Refused as refused:
        found = previewed(raw, name=name)
        first = LibraryFileForm(initial={"name": name})
        return _drawn(request, first, found=found, raw=raw, faults=refused.faults, status=409)
    except (LibraryFaults, FileFault, SheetFault):
        raise Http404 from None
    words = {"release": done.release, "n": done.indicators, "m": done.templates}
    if done.again:
        messages.info(request, _("此文件已导入过：%(release)s，没有变动") % words)
    else:
        messages.success(request, _("已导入%(release)s：%(n)s个指标，%(m)s个模板") % words)
    return redirect("library")


def _keeper(request: Request) -> None:
    if not judges_library(hour_of(request).seats):
        raise Http404


def _carried(request: Request) -> bytes:
    # The page carries the file that its reader sent: nothing of it lies on the server.
    try:
        raw = base64.b64decode(request.POST.get("workbook", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Http404 from None
    if not 0 < len(raw) <= MOST_BYTES:
        raise Http404
    return raw


def _drawn(
    request: Request,
    form: LibraryFileForm,
    *,
    found: Preview | None = None,
    raw: bytes = b"",
    faults: Any = (),
    status: int = 200,
) -> HttpResponse:
    shown = {
        "form": form,
        "found": found,
        "file": base64.b64encode(raw).decode() if found and not found.faults else "",
        "faults": faults,
        "names": library_names(),
    }
    return render(request, "lifecycle/library/import.html", shown, status=status)
