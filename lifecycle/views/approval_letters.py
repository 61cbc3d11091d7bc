"""Approval letters 批复: where each department's stand; previewed, issued, sent, withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, Sum
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lifecycle.actions.approval_letters import Issued, issue_letters, withdraw_letter
from lifecycle.filters import Filter, TextFilter
from lifecycle.forms import LetterWithdrawalForm
from lifecycle.letter_document import letter_document
from lifecycle.models import Organisation
from lifecycle.queries import approval_letters as queries
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.templatetags import marks
from lifecycle.views import help_text
from lifecycle.views.columns import (
    A,
    AmountColumn,
    Column,
    DayColumn,
    NumberColumn,
    PickColumn,
)
from lifecycle.views.common import Request, hour_of
from lifecycle.views.tables import Table, table_page

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARK = "seen-"
"""Before the key of a department stands the mark of the draft that the preview showed."""
Standing = tuple[str, str | Promise]
STATES: dict[str, Standing] = {
    "none": ("ended", gettext_lazy("没有已批复的目标")),
    "waiting": ("waiting", gettext_lazy("待印发")),
    "withdrawn": ("returned", gettext_lazy("已撤回，待重新印发")),
    "owed": ("waiting", gettext_lazy("待补充批复")),
    "issued": ("done", gettext_lazy("已印发")),
}
"""Where the letters of a department stand: the tone and the words."""

help_text.about(
    "approvals",
    gettext_lazy("批复文件"),
    gettext_lazy("谁批复预算，谁批复目标：财政预算科按部门印发绩效目标批复，附项目清单。"),
    gettext_lazy("批复一经印发，内容和指纹不再改变；目标调整后印发补充批复。"),
    gettext_lazy("目标公开之前可以写明事由撤回；涉密项目只计数，不列入清单。"),
)


class LetterTable(Table):
    """One department a row, to be picked by whoever issues."""

    caption = gettext_lazy("各部门绩效目标批复")
    row_header = "name"
    first_order = "code"
    hidden = ("code", "issued_on")
    totals = {"targets": Sum("targets"), "secret": Sum("secret"), "approved": Sum("approved")}
    why_empty = gettext_lazy("没有符合条件的部门。")

    pick = PickColumn()
    code = Column(gettext_lazy("部门代码"))
    name = Column(gettext_lazy("主管部门"), linkify=("approval-letters", [A("pk")]))
    targets = NumberColumn(gettext_lazy("已批复目标数"))
    secret = NumberColumn(gettext_lazy("其中涉密"))
    approved = AmountColumn(gettext_lazy("批复金额（不含涉密和部门整体）"), none=gettext_lazy("无"))
    standing = Column(gettext_lazy("批复文件"), accessor="pk", orderable=False)
    last_number = Column(gettext_lazy("最近文号"))
    issued_on = Column(gettext_lazy("印发日期"))
    out_by = DayColumn(gettext_lazy("公开期限"))

    def render_standing(self, record: Any) -> str:
        """Draw where the letters stand."""
        tone, words = STATES[standing_of(record)]
        return marks.badge(words, tone)

    def render_issued_on(self, value: date) -> str:
        """Write the day as every page does."""
        return value.isoformat()

    def value_standing(self, record: Any) -> str:
        """Say it in words."""
        return str(STATES[standing_of(record)][1])


class ReadingTable(LetterTable):
    """The same for whoever reads letters and issues none."""

    pick = None  # type: ignore[assignment]


def standing_of(row: Any) -> str:
    """Name where the letters of a row stand."""
    if row.outstanding:
        if row.letters:
            return "owed"
        return "withdrawn" if row.withdrawn else "waiting"
    return "issued" if row.letters else "none"


class LetterFilter(Filter):
    """What the list may be narrowed by."""

    text = TextFilter(label=gettext_lazy("部门"), field_name="name", lookup_expr="icontains")
    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("批复文件"),
        empty_label=gettext_lazy("全部"),
        choices=[(name, words) for name, (_tone, words) in STATES.items()],
        method="narrow_standing",
    )

    def narrow_standing(self, rows: Any, _name: str, value: str) -> Any:
        """Keep the departments whose letters stand so."""
        owes = Q(outstanding__gt=0)
        return rows.filter({
            "none": Q(outstanding=0, letters=0),
            "waiting": owes & Q(letters=0, withdrawn=0),
            "withdrawn": owes & Q(letters=0, withdrawn__gt=0),
            "owed": owes & Q(letters__gt=0),
            "issued": Q(outstanding=0, letters__gt=0),
        }[value])  # fmt: skip


@require_safe
def approvals(request: Request) -> HttpResponseBase:
    """List the departments whose letters this person reads."""
    seats = hour_of(request).seats
    issues = queries.issues_letters(seats)
    return table_page(
        request,
        queries.letter_board(seats, request.year),
        LetterTable if issues else ReadingTable,
        filters=LetterFilter,
        template="lifecycle/letters/list.html",
        title=_("批复文件"),
        issues=issues,
    )


@require_POST
def preview(request: Request) -> HttpResponse:
    """Show what the letters to the picked departments would say; nothing changes."""
    return _preview(request, _picked(request))


def _picked(request: Request) -> list[Organisation]:
    seats = hour_of(request).seats
    if not queries.issues_letters(seats):
        raise Http404
    keys = [int(key) for key in request.POST.getlist("pick") if key.isascii() and key.isdecimal()]
    rows = queries.lettered_departments(seats).select_related("bureau").order_by("code")
    return list(rows.filter(pk__in=keys))


def _preview(
    request: Request, places: Sequence[Organisation], refused: Refused | None = None
) -> HttpResponse:
    drafts = queries.drafts_of(places, request.year)
    shown = {
        "drafts": [draft for draft in drafts if draft.targets],
        "idle": [draft for draft in drafts if not draft.targets],
        "lacking": [name for draft in drafts for name in draft.lacking],
        "mark": MARK,
        "refused": refused,
    }
    return render(request, "lifecycle/letters/preview.html", shown, status=_status(refused))


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    if isinstance(refused, Forbidden):
        return 403
    return 409 if Code.STALE in refused.codes else 400


@require_POST
def issue(request: Request) -> HttpResponse:
    """Issue the letters that were previewed; refused, preview them again."""
    places = _picked(request)
    seen = {place.pk: request.POST.get(f"{MARK}{place.pk}", "") for place in places}
    try:
        found = issue_letters(places, year=request.year, by=request.user, seen=seen)
    except Refused as refused:
        return _preview(request, places, refused)
    messages.success(request, _told(found))
    return redirect("approval-letters", places[0].pk) if len(found) == 1 else redirect("approvals")


def _told(found: Iterable[Issued]) -> str:
    found = list(found)
    new = [issued for issued in found if issued.new]
    if not new:
        return _("批复此前已经印发，内容没有变化")
    return _("已印发%(n)s份批复，通知已发给主管部门") % {"n": len(new)}


@require_safe
def letters(request: Request, pk: int) -> HttpResponse:
    """Show the letters to a department."""
    return _letters(request, pk)


def _letters(
    request: Request, pk: int, *, wrong: tuple[int, Any] | None = None, status: int = 200
) -> HttpResponse:
    seats = hour_of(request).seats
    place = queries.lettered_department(seats, pk)
    issues = queries.issues_letters(seats)
    rows = queries.letters_of(place)
    last = queries.last_standing(rows)
    shown = {
        "department": place,
        "letters": [(row, _form(row, wrong) if issues and row in last else None) for row in rows],
        "draft": queries.drafts_of([place], request.year)[0],
        "issues": issues,
        "wrong": wrong[1] if wrong else None,
    }
    return render(request, "lifecycle/letters/department.html", shown, status=status)


def _form(letter: Any, wrong: tuple[int, Any] | None) -> LetterWithdrawalForm:
    if wrong and wrong[0] == letter.pk:
        found: LetterWithdrawalForm = wrong[1]
        return found
    return LetterWithdrawalForm(prefix=f"letter-{letter.pk}")


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a letter with a reason."""
    seats = hour_of(request).seats
    letter = queries.letter_for(seats, pk)
    form = LetterWithdrawalForm(request.POST, prefix=f"letter-{pk}")
    if not form.is_valid():
        return _letters(request, letter.department_id, wrong=(pk, form), status=400)
    try:
        withdraw_letter(letter, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refused:
        for sentence in refused.faults:
            form.add_error(None, sentence)
        return _letters(request, letter.department_id, wrong=(pk, form), status=_status(refused))
    messages.success(request, _("批复已撤回，通知已发给主管部门"))
    return redirect("approval-letters", letter.department_id)


@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    """Send a letter as Word, for finance and for the department alone."""
    found = queries.letter_for(hour_of(request).seats, pk)
    answer = HttpResponse(letter_document(found), content_type=WORD)
    named = content_disposition_header(True, f"{found}.docx")  # noqa: FBT003
    answer["Content-Disposition"] = named
    return answer
