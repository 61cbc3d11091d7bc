"""The scored forms 目标审核表 and 事前评估表 as workbooks: taken away, filled, and sent back."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifecycle import queries
from lifecycle.actions.reviewing import judged_level
from lifecycle.forms import ReviewForm
from lifecycle.forms.papers import Imported
from lifecycle.forms.score_import import Names, imported
from lifecycle.models import Target, TargetReview
from lifecycle.models.rulepack import remembering
from lifecycle.queries.score_sheets import appraisal_sheet, review_sheet
from lifecycle.refusals import Code, Refusal, refuse
from lifecycle.score_book import score_book
from lifecycle.views import help_text
from lifecycle.views.appraisal_forms import SELF, SHEET
from lifecycle.views.appraisal_page import writes
from lifecycle.views.appraisal_work import Desk, Writing, desk_of
from lifecycle.views.common import TOKEN_BYTES, Request, Trouble, hour_of
from lifecycle.views.papers import Paper, marked_copy, sent_back, taken_away

READS = gettext_lazy("只导入得分和意见、理由；项目信息、评审要点和分值不导入，合计由系统计算。")
MINE = gettext_lazy("导入的是您自己的评分：预览后确认才记录。")
OF_A_LINE = Names(points=lambda key: f"points-{key}", opinion=lambda key: f"opinion-{key}")
OF_A_NATURE = Names(points=str, overall="note")
View = Callable[[Request, int], HttpResponse]

help_text.about("review-import", gettext_lazy("导入目标审核表"), MINE, READS)
help_text.about("appraisal-self-import", gettext_lazy("导入自评估表"), MINE, READS)
help_text.about("appraisal-sheet-import", gettext_lazy("导入专家评分表"), MINE, READS)


def _reviewed(request: Request, pk: int) -> Any:
    hour = hour_of(request)
    stage = Target.stage()
    return queries.reviewed_for(request.user, stage, pk, held=hour.seats, day=hour.day)


def _last(request: Request, target: Any) -> TargetReview | None:
    """Return what the reader judged last of this very content, from the seat that judges now."""
    level = judged_level(target, hour_of(request).seats)
    rows = [row for row in target.reviews.all() if row.by_id == request.user.pk]
    same = [r for r in rows if (r.level, r.content_hash) == (level, target.content_hash)]
    return max(same, key=lambda row: row.pk, default=None)


def _review_read(request: Request, target: Any, raw: bytes) -> Imported:
    carried = {
        "version": str(target.version),
        "content_hash": target.content_hash,
        "key": secrets.token_urlsafe(TOKEN_BYTES),
    }

    def filled(typed: dict[str, str]) -> ReviewForm:
        form = ReviewForm(typed | carried, places={}, scored=True)
        if not any(typed[name] for name in form.natures):
            form.add_error(None, _("请填写四性得分"))
        return form

    sheet = review_sheet(target, _last(request, target))
    return imported(raw, sheet=sheet, names=OF_A_NATURE, filled=filled)


def _review_trouble(request: Request, target: Any) -> Trouble | None:
    if judged_level(target, hour_of(request).seats):
        return None
    refusal = Refusal(Code.STATE, _("此事项现在没有需要您评分的四性审核"))
    return Trouble(target, None, refuse(refusal))


def _review_page(target: Any) -> str:
    return reverse("review-object", args=[target.stage(), target.pk])


REVIEW = Paper(
    "review",
    gettext_lazy("绩效目标审核表"),
    READS,
    write=lambda request, target: score_book(review_sheet(target, _last(request, target))),
    read=_review_read,
    trouble=_review_trouble,
    save=lambda target: reverse("review-points", args=[target.stage(), target.pk]),
    back=_review_page,
)


def _given(desk: Desk) -> dict[str, Any]:
    """Return the points that the reader's own sheet holds."""
    if desk.writing is SELF:
        rows = [(each.dimension, each.own) for each in desk.view.scored]
    else:
        rows = [(each.dimension, _own_sheet(each, desk)) for each in desk.view.scored]
    return {name: (row.points, row.opinion) for name, row in rows if row is not None}


def _own_sheet(each: Any, desk: Desk) -> Any:
    mine = (row for row in each.sheets if row and row.assignment.person_id == desk.request.user.pk)
    return next(mine, None)


def _appraisal_write(writing: Writing) -> Callable[[Request, Any], bytes]:
    def write(request: Request, subject: Any) -> bytes:
        desk = desk_of(request, subject.pk, writing)
        return score_book(appraisal_sheet(desk.subject, _given(desk)))

    return write


def _appraisal_read(writing: Writing) -> Callable[[Request, Any, bytes], Imported]:
    def read(request: Request, subject: Any, raw: bytes) -> Imported:
        desk = desk_of(request, subject.pk, writing)
        kept = {name: _text(value) for name, value in writing.initial(desk.view).items()}
        carried = {name: _text(value) for name, value in desk.carried().items()}
        sheet = appraisal_sheet(desk.subject, _given(desk))

        def filled(typed: dict[str, str]) -> Any:
            return writing.form(desk.view, data=kept | carried | typed)

        return imported(raw, sheet=sheet, names=OF_A_LINE, filled=filled)

    return read


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _appraisal_trouble(writing: Writing) -> Callable[[Request, Any], Trouble | None]:
    def trouble(request: Request, subject: Any) -> Trouble | None:
        if writes(request, subject, writing.name):
            return None
        words = {"state": subject.get_state_display()}
        refusal = Refusal(Code.STATE, _("现为“%(state)s”，此处不能填写") % words)
        return Trouble(subject, None, refuse(refusal))

    return trouble


def _appraisal_paper(writing: Writing, name: Any) -> Paper:
    return Paper(
        writing.name,
        name,
        READS,
        write=_appraisal_write(writing),
        read=_appraisal_read(writing),
        trouble=_appraisal_trouble(writing),
        save=lambda subject: reverse(writing.name, args=[subject.pk]),
        back=lambda subject: reverse(writing.name, args=[subject.pk]),
    )


def _views(paper: Paper, find: Callable[[Request, int], Any]) -> tuple[View, View, View]:
    """Return the three pages of a form: it is sent, taken back, and returned with its marks."""

    @require_safe
    def form(request: Request, pk: int) -> HttpResponse:
        with remembering():
            return taken_away(request, paper, find(request, pk))

    @require_http_methods(["GET", "HEAD", "POST"])
    def back(request: Request, pk: int) -> HttpResponse:
        with remembering():
            return sent_back(request, paper, find(request, pk))

    @require_POST
    def faults(request: Request, pk: int) -> HttpResponse:
        with remembering():
            return marked_copy(request, paper, find(request, pk))

    return form, back, faults


def _found(writing: Writing) -> Callable[[Request, int], Any]:
    return lambda request, pk: desk_of(request, pk, writing).subject


SELF_PAPER = _appraisal_paper(SELF, gettext_lazy("事前绩效评估表（自评估）"))
SHEET_PAPER = _appraisal_paper(SHEET, gettext_lazy("事前绩效评估表（专家评分）"))
review_form, review_import, review_faults = _views(REVIEW, _reviewed)
self_form, self_import, self_faults = _views(SELF_PAPER, _found(SELF))
sheet_form, sheet_import, sheet_faults = _views(SHEET_PAPER, _found(SHEET))
