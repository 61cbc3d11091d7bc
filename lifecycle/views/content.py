"""Filling in what an object holds: one page for every stage that declares its sheet."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle import queries
from lifecycle.forms.content import ROWS
from lifecycle.refusals import Refused, refuse
from lifecycle.views import help_text
from lifecycle.views.common import Request, Trouble, hour_of
from lifecycle.views.sheets import WRITTEN, RowShown, Written, barred, paper_url

help_text.about(
    "edit-content",
    gettext_lazy("填写内容"),
    gettext_lazy("只有编制、填报和退回修改中的事项可以填写，保存后回到项目页办理送审。"),
    gettext_lazy("保存前内容已被他人改动的，系统不会覆盖，而是列出差异，您填写的内容会保留。"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_content(request: Request, stage: str, pk: int) -> HttpResponse:
    """Show the sheet of an object and save what was typed in it."""
    hour = hour_of(request)
    subject = queries.subject_for(request.user, stage, pk, hour.day)
    written = WRITTEN.get(stage)
    if written is None:
        raise Http404
    refusals = barred(subject, hour.seats, hour.day)
    if request.method == "POST":
        return _posted(request, subject, written)
    forms = () if refusals else _forms(subject, written)
    trouble = Trouble(subject, None, refuse(*refusals)) if refusals else None
    return _drawn(request, subject, written, forms, trouble)


def _posted(request: Request, subject: Any, written: Written) -> HttpResponse:
    own, rows = _forms(subject, written, request.POST)
    if not (own.is_valid() and (rows is None or rows.is_valid())):
        return _drawn(request, subject, written, (own, rows), Trouble(subject, own))
    try:
        written.save(
            subject,
            by=request.user,
            changes=own.changes(),
            lines=rows.lines() if rows is not None else (),
            version=own.cleaned_data["version"],
        )
    except Refused as refused:
        again = _forms(subject, written, _as_of_now(request, subject))
        return _drawn(request, subject, written, again, Trouble(subject, own, refused))
    messages.success(request, _("已保存：%(subject)s") % {"subject": subject})
    if "stay" in request.POST:
        return redirect(request.path)
    return redirect(f"{subject.get_absolute_url()}#{subject.stage_name()}-{subject.pk}")


def _as_of_now(request: Request, subject: Any) -> Any:
    # What was typed is kept; whoever sends it again has seen the differences.
    posted = request.POST.copy()
    posted["version"] = str(subject.version)
    return posted


def _forms(subject: Any, written: Written, posted: Any = None) -> tuple[Any, Any]:
    sheet = written.sheet
    names = [name for name in sheet.own.base_fields if name != "version"]
    stored = {name: getattr(subject, name) for name in names} | {"version": subject.version}
    own = sheet.own(posted, initial=stored)
    if sheet.rows is None:
        return own, None
    rows = [{"key": row.key, **row.values} for row in written.rows(subject)]
    return own, sheet.rows(posted, initial=rows, prefix=ROWS)


def _drawn(
    request: Request, subject: Any, written: Written, forms: Any, trouble: Trouble | None
) -> HttpResponse:
    own, rows = forms or (None, None)
    known = {row.key: row for row in written.rows(subject)} if rows is not None else {}
    shown = {
        "subject": subject,
        "form": own,
        "rows": rows,
        "named": [_named(form, known, n) for n, form in enumerate(rows or (), start=1)],
        "remarks": written.remarks(subject),
        "part": _part(subject, written),
        "trouble": trouble if trouble and trouble.refused else None,
        "paper": paper_url(subject),
        "refill": paper_url(subject, "import"),
        "back": f"{subject.get_absolute_url()}#{subject.stage_name()}-{subject.pk}",
    }
    status = trouble.status if trouble else 200
    return render(request, "lifecycle/content.html", shown, status=status)


def _part(subject: Any, written: Written) -> str:
    if not written.sheet.part:
        return ""
    child = type(subject)._meta.get_field(written.sheet.part).related_model
    return str(child._meta.verbose_name)


def _named(form: Any, known: dict[str, RowShown], number: int) -> tuple[Any, str, str]:
    row = known.get(form["key"].value() or "")
    words = {"n": number, "name": row.name if row else _("新增")}
    return form, _("%(n)s．%(name)s") % words, row.hint if row else ""
