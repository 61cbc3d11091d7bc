"""Official forms as workbooks: taken away, sent back and previewed, marked with their faults."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from lifecycle.form_book import marked
from lifecycle.forms.goal_faults import Fault
from lifecycle.forms.papers import MOST_BYTES, Imported, WorkbookForm
from lifecycle.rules.quality import REQUIRED
from lifecycle.sheets import SheetFault
from lifecycle.views.common import Request, Trouble
from lifecycle.views.exports import WORKBOOK


@dataclass(frozen=True, slots=True)
class Paper:
    """One official form: its name, what of it is read, how it is written, read and saved.

    Its addresses are `address`-form, -import and -faults; `trouble` says why it is not taken now.
    """

    address: str
    name: str | Promise
    reads: str | Promise
    write: Callable[[Request, Any], bytes]
    read: Callable[[Request, Any, bytes], Imported]
    trouble: Callable[[Request, Any], Trouble | None]
    save: Callable[[Any], str]
    back: Callable[[Any], str]

    def url(self, subject: Any, what: str) -> str:
        """Return one of its addresses."""
        return reverse(f"{self.address}-{what}", args=[subject.pk])


def taken_away(request: Request, paper: Paper, subject: Any) -> HttpResponse:
    """Send the form, filled with what is known."""
    return _file(paper.write(request, subject), _named(paper, subject))


def sent_back(request: Request, paper: Paper, subject: Any) -> HttpResponse:
    """Ask for a filled form, then show what it would change, or all that is wrong with it."""
    if trouble := paper.trouble(request, subject):
        return _drawn(request, paper, subject, trouble=trouble)
    if request.method != "POST":
        return _drawn(request, paper, subject, form=WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _drawn(request, paper, subject, form=form, status=400)
    raw = form.cleaned_data["content"]
    found = paper.read(request, subject, raw)
    status = 400 if found.faults else 200
    return _drawn(request, paper, subject, form=WorkbookForm(), found=found, raw=raw, status=status)


def marked_copy(request: Request, paper: Paper, subject: Any) -> HttpResponse:
    """Send the workbook back as it came, with a comment on each cell that something is said of."""
    if trouble := paper.trouble(request, subject):
        return _drawn(request, paper, subject, trouble=trouble)
    raw = _carried(request)
    found = paper.read(request, subject, raw)
    if not found.markable:
        return _drawn(request, paper, subject, form=WorkbookForm(), found=found, status=400)
    formula = _("这是公式，请改成填写的数值或文字")
    try:
        book = marked(raw, found.notes, sheet=found.sheet, formula=formula)
    except SheetFault as fault:
        broken = replace(found, faults=(*found.faults, Fault("", str(fault))), markable=False)
        return _drawn(request, paper, subject, form=WorkbookForm(), found=broken, status=400)
    return _file(book, _("%(name)s-标注") % {"name": _named(paper, subject)})


def _named(paper: Paper, subject: Any) -> str:
    return f"{paper.name}-{subject}-{subject.year}"


def _carried(request: Request) -> bytes:
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


def _drawn(  # noqa: PLR0913 - one page as it is drawn
    request: Request,
    paper: Paper,
    subject: Any,
    *,
    form: Any = None,
    found: Imported | None = None,
    raw: bytes = b"",
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "subject": subject,
        "paper": paper,
        "urls": {what: paper.url(subject, what) for what in ("form", "import", "faults")},
        "form": form,
        "found": found,
        "remarks": _placed(found) if found else (),
        "workbook": base64.b64encode(raw).decode() if found and found.markable else "",
        "trouble": trouble,
        "save": paper.save(subject),
        "back": paper.back(subject),
    }
    code = trouble.status if trouble else status
    return render(request, "lifecycle/paper.html", shown, status=code)


def _placed(found: Imported) -> list[Any]:
    """Let each remark name its cell."""
    return [
        one if one.place in REQUIRED or not one.cell else replace(one, place=one.cell)
        for one in found.remarks
    ]
