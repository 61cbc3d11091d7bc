"""Filling in what an object holds: one page for every stage that declares its sheet."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle import queries
from lifecycle.forms.content import BLANK_ROWS, ROWS
from lifecycle.refusals import Refused, refuse
from lifecycle.views import first_seen, help_text, kept
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
    subject, written = _found(request, stage, pk)
    if request.method == "POST":
        return _posted(request, subject, written)
    if trouble := _trouble(request, subject):
        return _drawn(request, subject, written, (), trouble)
    if typed := kept.refill(request):
        kept.refilled(request)
    return _drawn(request, subject, written, _forms(subject, written, typed))


@require_POST
def check_content(request: Request, stage: str, pk: int) -> HttpResponse:
    """Say what the rules remark of what is typed, or offer more rows for it; nothing is saved."""
    subject, written = _found(request, stage, pk)
    if written.bench is None:
        raise Http404
    forms = _forms(subject, written, _grown(request))
    if trouble := _trouble(request, subject):
        return _drawn(request, subject, written, forms, trouble)
    if request.headers.get("HX-Request") != "true":
        return _drawn(request, subject, written, forms)
    bench = written.bench(subject, forms, request.POST)
    return render(request, "lifecycle/parts/bench_answer.html", {"bench": bench})


def _found(request: Request, stage: str, pk: int) -> tuple[Any, Written]:
    hour = hour_of(request)
    subject = queries.subject_for(request.user, stage, pk, hour.day, held=hour.seats)
    if stage not in WRITTEN:
        raise Http404
    return subject, WRITTEN[stage]


def _trouble(request: Request, subject: Any) -> Trouble | None:
    hour = hour_of(request)
    refusals = barred(subject, hour.seats, hour.day)
    return Trouble(subject, None, refuse(*refusals)) if refusals else None


def _grown(request: Request) -> Any:
    count, total = f"{ROWS}-TOTAL_FORMS", request.POST.get(f"{ROWS}-TOTAL_FORMS", "")
    if "more" not in request.POST or not total.isdecimal():
        return request.POST
    posted = request.POST.copy()
    posted[count] = str(int(total) + BLANK_ROWS)
    return posted


def _posted(request: Request, subject: Any, written: Written) -> HttpResponse:
    own, rows = forms = _forms(subject, written, request.POST)
    bench = written.bench(subject, forms, request.POST) if written.bench else None
    asked = (own, *(() if rows is None else (rows,)), *((bench.reasons,) if bench else ()))
    if [each for each in asked if not each.is_valid()]:  # all are asked: all faults at once
        return _drawn(request, subject, written, forms, Trouble(subject, own), bench)
    reasons = bench.reasons.given() if bench else {}
    try:
        written.save(
            subject,
            by=request.user,
            changes=own.changes(),
            lines=rows.lines() if rows is not None else (),
            version=own.cleaned_data["version"],
            **({"reasons": reasons} if reasons else {}),
        )
    except Refused as refused:
        return _refused(request, written, Trouble(subject, own), refused)
    messages.success(request, _("已保存：%(subject)s") % {"subject": subject})
    if "stay" in request.POST:
        return redirect("edit-content", subject.stage(), subject.pk)
    return redirect(f"{subject.get_absolute_url()}#{subject.stage_name()}-{subject.pk}")


def _refused(
    request: Request, written: Written, trouble: Trouble, refused: Refused
) -> HttpResponse:
    subject, _written = _found(request, trouble.subject.stage(), trouble.subject.pk)
    told = first_seen.told(subject, refused, request.POST)
    again = _forms(subject, written, _as_of_now(request, subject))
    return _drawn(request, subject, written, again, replace(trouble, subject=subject, refused=told))


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
    for name, rows_for in written.offers.items():
        own.fields[name].queryset = rows_for(subject)  # type: ignore[attr-defined]
    if sheet.rows is None:
        return own, None
    known = written.rows(subject)
    initial = [{"key": row.key, **row.values} for row in known]
    rows = sheet.rows(posted, initial=initial, prefix=ROWS)
    _place({row.key: row for row in known}, rows)
    return own, rows


def _place(known: dict[str, RowShown], rows: Any) -> None:
    for number, form in enumerate(rows, start=1):
        row = known.get(form["key"].value() or "")
        typed = form["name"].value() if "name" in form.fields else ""
        named = str(typed or (row.name if row else ""))
        form.row_named = " ".join((_("第%(n)s行") % {"n": number}, named)).strip()


def _drawn(
    request: Request,
    subject: Any,
    written: Written,
    forms: Any,
    trouble: Trouble | None = None,
    bench: Any = None,
) -> HttpResponse:
    own, rows = forms or (None, None)
    if own is not None and written.bench is not None and bench is None:
        bench = written.bench(subject, forms, own.data if own.is_bound else None)
    shown = {
        "subject": subject,
        "form": own,
        "rows": rows,
        "named": _named_rows(subject, written, rows, bench),
        "bench": bench,
        "part": _part(subject, written),
        "trouble": trouble if trouble and trouble.refused else None,
        "seen": first_seen.carried(subject, own),
        "paper": paper_url(subject),
        "refill": paper_url(subject, "import"),
        "back": f"{subject.get_absolute_url()}#{subject.stage_name()}-{subject.pk}",
    }
    status = trouble.status if trouble else 200
    return render(request, "lifecycle/content.html", shown, status=status)


def _named_rows(subject: Any, written: Written, rows: Any, bench: Any) -> list[Any]:
    known = {row.key: row for row in written.rows(subject)} if rows is not None else {}
    marks = bench.marks if bench else {}
    named = (_named(form, known, n) for n, form in enumerate(rows or (), start=1))
    return [(*one, marks.get(one[0].prefix)) for one in named]


def _part(subject: Any, written: Written) -> str:
    if not written.sheet.part:
        return ""
    child = type(subject)._meta.get_field(written.sheet.part).related_model
    return str(child._meta.verbose_name)


def _named(form: Any, known: dict[str, RowShown], number: int) -> tuple[Any, str, str]:
    row = known.get(form["key"].value() or "")
    words = {"n": number, "name": row.name if row else _("新增")}
    return form, _("%(n)s．%(name)s") % words, row.hint if row else ""
