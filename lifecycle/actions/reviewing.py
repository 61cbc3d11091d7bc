"""Deciding on an object 审核: points, the step, and reasons on fields, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lifecycle import checks, locking, rights
from lifecycle.actions import admission, commenting
from lifecycle.actions import target as judging
from lifecycle.fields import prose
from lifecycle.models import StepToken, Subject, Target, TargetReview
from lifecycle.queries.inbox import returned_states
from lifecycle.refusals import Code, Refusal, Refused
from lifecycle.rights import Held
from lifecycle.rules.anchors import places
from lifecycle.transitions import fire

M = TypeVar("M", bound=Subject)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides: the step, the opinion, reasons by anchor, points of a target.

    `version`, `content_hash` and `key` are what the page carried.
    """

    step: str
    version: int
    content_hash: str
    key: str
    note: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    points: Sequence[Decimal] | None = None


def decide(subject: M, made: Decision, *, by: Any, at: datetime | None = None) -> M:
    """Record the points, take the step and write each reason on its field, in one transaction.

    The reasons become comments for the filer and, after the opinion, the note of the step. The
    same key again changes nothing. Raises Refused, Forbidden, or ValidationError for a reason that
    is no clean text; then nothing has changed.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = locking.lock(subject, at)
        locked, at = found.subject, found.at
        carried = {"version": made.version, "content_hash": made.content_hash, "key": made.key}
        if StepToken.objects.filter(person=by, token=made.key).exists():
            return fire(locked, made.step, by=by, **carried, at=at)  # type: ignore[arg-type]
        checks.unchanged(locked, made.version, made.content_hash)
        _returning(locked, made)
        note = _composed(locked, made)
        _score(locked, made, by, at)
        moved = fire(locked, made.step, by=by, note=note, **carried, at=at)  # type: ignore[arg-type]
        for anchor, text in made.reasons.items():
            commenting.comment(moved, text=text, by=by, anchor=anchor, tell=False, at=at)
    return moved


def record_points(
    target: Target,
    *,
    points: Sequence[Decimal],
    version: int,
    content_hash: str,
    by: Any,
    opinion: str = "",
    at: datetime | None = None,
) -> TargetReview:
    """Record the four natures alone, of what the reader saw. Raises Refused or Forbidden."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        found = locking.lock(target, at)
        checks.unchanged(found.subject, version, content_hash)
        level = _level(found.subject)
        return judging.review_target(
            found.subject, level=level, points=points, by=by, opinion=opinion, at=found.at
        )


def judged_level(target: Any, held: Sequence[Held]) -> str:
    """Name the level on which somebody in some seats scores a target as it stands, or ""."""
    for level, (state, roles) in judging.JUDGES.items():
        if str(target.state) == str(state):
            seats = (s for s in held if s.role in roles and rights.sits(s, target))
            return str(level) if next(seats, None) else ""
    return ""


def _level(target: Any) -> str:
    here = str(getattr(target, "state", ""))
    levels = (str(level) for level, (state, _r) in judging.JUDGES.items() if str(state) == here)
    level = next(levels, "")
    if not level:
        raise admission.fault(_("该状态不作四性审核"))
    return level


def _score(subject: Any, made: Decision, by: Any, at: datetime) -> None:
    if made.points is None:
        return
    level, points = _level(subject), list(made.points)
    last = TargetReview.objects.filter(target=subject, level=level, by=by).order_by("pk").last()
    if last and last.content_hash == subject.content_hash and points == points_of(last):
        return
    judging.review_target(subject, level=level, points=points, by=by, opinion=made.note, at=at)


def points_of(review: TargetReview) -> list[Decimal]:
    """Return the points of the four natures in their order."""
    return [review.completeness, review.relevance, review.appropriateness, review.feasibility]


def _returning(subject: Subject, made: Decision) -> None:
    if not made.reasons:
        return
    edge = subject.edge_here(made.step)
    if edge is not None and edge.target not in returned_states(type(subject)):
        words = {"step": edge.about.label}
        sentence = _("填写了退回理由，不能“%(step)s”；请选择退回，或清空理由") % words
        raise Refused(Refusal(Code.CONTENT, sentence))


def _composed(subject: Subject, made: Decision) -> str:
    named = places(subject.content(), wording=checks.wording(type(subject)))
    unknown = [anchor for anchor in made.reasons if anchor not in named]
    if unknown:
        raise Refused(Refusal(Code.CONTENT, _("有退回理由所指的内容已不存在，请移到其他位置")))
    for text in made.reasons.values():
        prose(text)
    line = _("%(place)s：%(reason)s")
    lines = [line % {"place": named[at], "reason": text} for at, text in made.reasons.items()]
    return "\n".join([*([made.note] if made.note.strip() else []), *lines])
