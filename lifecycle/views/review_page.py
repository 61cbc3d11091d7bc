"""One object before its reviewer: content, what changed, what to check, and the decision."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lifecycle import queries
from lifecycle.actions import reviewing
from lifecycle.actions.reviewing import Decision
from lifecycle.forms import NATURES, REASON, ReviewForm
from lifecycle.models import Target
from lifecycle.models.rulepack import remember
from lifecycle.queries import Reader
from lifecycle.queries.contents import Fact, Row, Table, content_of
from lifecycle.refusals import Code, Refused
from lifecycle.transitions import Choice, steps_for
from lifecycle.views import help_text, panels
from lifecycle.views.common import TOKEN_BYTES, Request, Trouble
from lifecycle.views.context import frame_of, remembered
from lifecycle.views.reviews import onward, reader_of

PAGE = "review"
"""Where apps above register what they know of an object: it is handed to their panels."""
JUDGED = "judged_by_"

help_text.about(
    "review-object",
    gettext_lazy("审核一个事项"),
    gettext_lazy("左边是报送的内容，右边是与您上次所见的差异、自动检查和核对清单。"),
    gettext_lazy(
        "退回时可在任一栏、任一行写明理由，报送人会在对应位置看到；理由同时写入退回意见。"
    ),
    gettext_lazy("页面打开后内容已被改动的，系统不会办理，而是列出差异；您填写的内容都会保留。"),
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The content with a box for a reason beside each place, as `content.html` draws it."""

    facts: list[tuple[Fact, list[Any]]]
    tables: list[tuple[Table, list[tuple[Row, list[Any]]]]]
    beside: str = "lifecycle/parts/reason.html"


@dataclass(frozen=True, slots=True)
class Option:
    """One step as the page offers it; `scored` says that it needs the points typed beside it."""

    choice: Choice
    scored: bool
    returns: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the reviewer's half of the page is drawn from."""

    options: tuple[Option, ...]
    closed: tuple[Choice, ...]
    form: ReviewForm
    level: str

    @property
    def owes_note(self) -> bool:
        """Whether one of the steps asks for an opinion."""
        return any(option.choice.note for option in self.options)

    @property
    def returns(self) -> bool:
        """Whether one of the steps sends the object back."""
        return any(option.returns for option in self.options)


@require_safe
def review_object(request: Request, stage: str, pk: int) -> HttpResponse:
    """Show an object to whoever judges it."""
    subject = _found(request, stage, pk)
    return _page(request, subject)


@require_POST
def review_step(request: Request, stage: str, pk: int, name: str) -> HttpResponse:
    """Take a step with its points and reasons, and lead on; refused, show all again."""
    subject = _found(request, stage, pk)
    form = _form(request, subject, request.POST)
    if not form.is_valid():
        return _page(request, subject, Trouble(subject, form))
    typed = form.cleaned_data
    carried = {each: typed[each] for each in ("version", "content_hash", "key", "note")}
    made = Decision(name, **carried, reasons=form.reasons(), points=form.points())
    try:
        moved = reviewing.decide(subject, made, by=request.user)
    except Refused as refused:
        return _page(request, _found(request, stage, pk), Trouble(subject, form, refused))
    words = {"subject": subject, "state": moved.get_state_display()}
    messages.success(request, _("已办理：%(subject)s，现为“%(state)s”") % words)
    return onward(request, (stage, pk))


@require_POST
def review_points(request: Request, stage: str, pk: int) -> HttpResponse:
    """Record the points of the four natures alone."""
    subject = _found(request, stage, pk)
    form = _form(request, subject, request.POST)
    valid = form.is_valid()
    try:
        if not valid or not _scoreable(subject, form):
            return _page(request, subject, Trouble(subject, form))
        found = _recorded(request, subject, form)
    except Refused as refused:
        return _page(request, _found(request, stage, pk), Trouble(subject, form, refused))
    grade = queries.grade_label(subject.year, found.total)
    words = {"total": f"{found.total.normalize():f}", "grade": grade}
    messages.success(request, _("已记录四性审核：%(total)s分，%(grade)s") % words)
    return redirect("review-object", stage, pk)


def _scoreable(subject: Any, form: ReviewForm) -> bool:
    # The points alone would lose what was written for a return.
    if form.reasons():
        form.add_error(None, _("填写了退回理由，请选择退回，或清空理由后只记录评分"))
    if form.points() is None:
        form.add_error(None, _("请填写四性得分"))
    return not form.errors


def _recorded(request: Request, subject: Target, form: ReviewForm) -> Any:
    typed = form.cleaned_data
    return reviewing.record_points(
        subject,
        points=form.points() or (),
        version=typed["version"],
        content_hash=typed["content_hash"],
        opinion=typed["note"],
        by=request.user,
    )


def _found(request: Request, stage: str, pk: int) -> Any:
    frame = frame_of(request)
    return queries.reviewed_for(request.user, stage, pk, held=frame.seats, day=frame.day)


def _level(request: Request, subject: Any) -> str:
    if not isinstance(subject, Target):
        return ""
    return reviewing.judged_level(subject, frame_of(request).seats)


def _form(request: Request, subject: Any, data: Any = None, **more: Any) -> ReviewForm:
    places, scored = queries.places_of(subject), bool(_level(request, subject))
    return ReviewForm(data, places=places, scored=scored, **more)


def _page(request: Request, subject: Any, trouble: Trouble | None = None) -> HttpResponse:
    reader = reader_of(request)
    with remembered(request):
        remember(subject.year, subject.pack_in_force)  # read with the object: one query less
        shown = _shown(request, subject, reader, trouble)
        status = trouble.status if trouble else 200
        return render(request, "lifecycle/review.html", shown, status=status)


def _shown(
    request: Request, subject: Any, reader: Reader, trouble: Trouble | None
) -> dict[str, Any]:
    at = frame_of(request).at
    choices = steps_for(subject, request.user, at=at, seats=reader.held)
    lines = queries.history_of([subject])
    judgement = _judgement(request, subject, choices, trouble)
    boxes = judgement.form.reason_boxes() if judgement.returns else {}
    claim = subject.claims.get(subject.pk)
    return {
        "subject": subject,
        "stage_label": subject._meta.verbose_name,
        "contents": _contents(subject, boxes),
        "seen": queries.last_seen(subject, lines, reader.held),
        "examined": queries.examined(subject, lines, choices),
        "judgement": judgement,
        "scored": [(r, queries.grade_label(subject.year, r.total)) for r in _reviews(subject)],
        "history": lines,
        "trouble": trouble,
        "claim": claim,
        "held_by_other": claim is not None and claim.holder_id not in reader.mine,
        "may_claim": queries.judging_seat(subject, reader.held, request.user) is not None,
        "panels": panels.drawn(request, PAGE, subject, reader.day),
    }


def _contents(subject: Any, boxes: dict[str, Any]) -> Contents:
    content, known = content_of(subject), dict(boxes)

    def at(anchor: str) -> list[Any]:
        # Rows may share an anchor; the box stands beside the first.
        found = known.pop(anchor, None)
        return [] if found is None else [found]

    facts = [(fact, at(fact.anchor)) for fact in content.facts]
    rows = [(table, [(row, at(row.anchor)) for row in table.rows]) for table in content.tables]
    return Contents(facts, rows)


def _judgement(
    request: Request, subject: Any, choices: Sequence[Choice], trouble: Trouble | None
) -> Judgement:
    level = _level(request, subject)
    model: Any = type(subject)
    back = queries.returned_states(model)
    checking = {edge.name: edge for edge in subject.edges_here() if edge.about.checks}
    options, closed = [], []
    for choice in choices:
        scored = bool(level) and _lacks_points_alone(choice, level)
        if choice.name not in checking:
            continue
        if choice.open or scored:
            returns = checking[choice.name].target in back
            options.append(Option(choice, scored, returns))
        else:
            closed.append(choice)
    form = _refilled(request, subject, trouble)
    return Judgement(tuple(options), tuple(closed), form, level)


def _lacks_points_alone(choice: Choice, level: str) -> bool:
    needs = {(refusal.code, refusal.need) for refusal in choice.refusals}
    return needs == {(Code.NEED, f"{JUDGED}{level}")}


def _refilled(request: Request, subject: Any, trouble: Trouble | None) -> ReviewForm:
    # What was typed stays; what is shown now, and a new token, replace what was posted.
    if trouble is not None and trouble.form.errors:
        found = trouble.form
        return found if isinstance(found, ReviewForm) else _form(request, subject)
    shown: dict[str, Any] = {
        "version": subject.version,
        "content_hash": subject.content_hash,
        "key": secrets.token_urlsafe(TOKEN_BYTES),
    }
    typed = _typed(trouble) if trouble else _scored_before(request, subject)
    return _form(request, subject, initial=typed | shown)


def _typed(trouble: Trouble) -> dict[str, Any]:
    posted = trouble.form.data
    names = [name for name in posted if name == "note" or name in NATURES or name.endswith(REASON)]
    return {name: posted[name] for name in names}


def _scored_before(request: Request, subject: Any) -> dict[str, Any]:
    # Who has scored this very content need not type it again; the opinion goes with the points.
    mine = [r for r in _reviews(subject) if r.by_id == request.user.pk]
    last = mine[-1] if mine and mine[-1].level == _level(request, subject) else None
    if last is None or last.content_hash != subject.content_hash:
        return {}
    points = zip(NATURES, reviewing.points_of(last), strict=True)
    return {name: f"{value.normalize():f}" for name, value in points} | {"note": last.opinion}


def _reviews(subject: Any) -> list[Any]:
    if not isinstance(subject, Target):
        return []
    return sorted(subject.reviews.all(), key=lambda review: review.pk)
