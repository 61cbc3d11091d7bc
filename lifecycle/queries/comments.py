"""The comments 批注 on an object, thread by thread, as far as a person may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404

from lifecycle import clock, rights
from lifecycle.models import Comment, CommentResolution, CommentWording
from lifecycle.queries.stages import subject_for
from lifecycle.rights import Held
from lifecycle.roles import BUREAU_SIDE, Role
from lifecycle.rules.anchors import anchors

NONE = Q(pk__in=[])
ALL = Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class Said:
    """One comment or answer with the words that count."""

    comment: Comment
    wordings: tuple[CommentWording, ...]
    mine: bool

    @property
    def text(self) -> str:
        """The words as last written."""
        return self.wordings[-1].text

    @property
    def edited(self) -> bool:
        """Whether it was worded differently before."""
        return len(self.wordings) > 1


@dataclass(frozen=True, slots=True)
class Thread:
    """One comment, the answers to it, and whether it is settled."""

    opening: Said
    answers: tuple[Said, ...]
    resolution: CommentResolution | None
    anchored: bool
    """Whether the place it was written on still exists."""
    outdated: bool
    """Whether the object has moved on since."""

    @property
    def open(self) -> bool:
        """Whether it still waits to be settled."""
        return self.resolution is None


def threads_for(user: Any, subject: Any, day: date | None = None) -> list[Thread]:
    """List the threads on an object that a person may read, oldest first, in three queries."""
    day = day or clock.today()
    rows = Comment.objects.filter(machine=subject.stage(), object_id=subject.pk)
    rows = rows.filter(readable(user, subject, rights.seats_of(user, day), day))
    found = list(rows.select_related("resolution").prefetch_related("wordings").order_by("pk"))
    places = set(anchors(subject.content())) | {""}
    answers: dict[int | None, list[Comment]] = {}
    for comment in found:
        answers.setdefault(comment.parent_id, []).append(comment)
    openings = answers.pop(None, [])
    return [_thread(c, answers.get(c.pk, ()), user, subject, places) for c in openings]


def threads_among(
    user: Any, subjects: Sequence[Any], *, day: date, seats: Sequence[Held]
) -> dict[tuple[str, int], list[Thread]]:
    """List the readable threads on some objects by stage and key, oldest first, in one query.

    Whether a place still exists is not asked: that takes the whole content.
    """
    if not subjects:
        return {}
    allowed = NONE
    for subject in subjects:
        here = Q(machine=subject.stage(), object_id=subject.pk)
        allowed |= here & readable(user, subject, seats, day)
    rows = CommentWording.objects.filter(comment__in=Comment.objects.filter(allowed))
    rows = rows.select_related("comment__resolution")
    wordings: dict[int, list[CommentWording]] = {}
    comments: dict[int, Comment] = {}
    for row in rows.order_by("comment", "number"):
        comment = comments.setdefault(row.comment_id, row.comment)
        wordings.setdefault(comment.pk, []).append(row)
    return _threaded(list(comments.values()), wordings, user, subjects)


def _threaded(
    comments: Sequence[Comment],
    wordings: dict[int, list[CommentWording]],
    user: Any,
    subjects: Sequence[Any],
) -> dict[tuple[str, int], list[Thread]]:
    versions = {(subject.stage(), subject.pk): subject.version for subject in subjects}
    answers: dict[int | None, list[Said]] = {}
    for comment in comments:
        said = Said(comment, tuple(wordings[comment.pk]), comment.by_id == user.pk)
        answers.setdefault(comment.parent_id, []).append(said)
    found: dict[tuple[str, int], list[Thread]] = {}
    for opening in answers.pop(None, []):
        place = (opening.comment.machine, opening.comment.object_id)
        found.setdefault(place, []).append(
            Thread(
                opening=opening,
                answers=tuple(answers.get(opening.comment.pk, ())),
                resolution=getattr(opening.comment, "resolution", None),
                anchored=True,
                outdated=opening.comment.version != versions[place],
            )
        )
    return found


def comment_for(user: Any, pk: int, day: date | None = None) -> Comment:
    """Return one comment. Raises Http404 to whoever may not read it."""
    day = day or clock.today()
    found = Comment.objects.filter(pk=pk).select_related("parent").first()
    if found is None:
        raise Http404
    subject = subject_for(user, found.machine, found.object_id, day)
    allowed = readable(user, subject, rights.seats_of(user, day), day)
    if not Comment.objects.filter(allowed, pk=pk).exists():
        raise Http404
    return found


def readable(user: Any, subject: Any, held: Sequence[Held], day: date) -> Q:
    """Match the comments on an object that a person may read.

    The bureau reads all; an expert their own threads; the others what is not internal. Whoever
    does not work on the object reads none, though they may see the object.
    """
    roles = {seat.role for seat in rights.working_seats(held, subject, day)}
    if not roles:
        return NONE
    if roles & BUREAU_SIDE:
        return ALL
    own = Q(by=user, parent=None) | Q(parent__by=user)
    return own if roles == {Role.EXPERT} else own | Q(internal=False)


def _thread(
    comment: Comment, answers: Sequence[Comment], user: Any, subject: Any, places: set[str]
) -> Thread:
    return Thread(
        opening=_said(comment, user),
        answers=tuple(_said(answer, user) for answer in answers),
        resolution=getattr(comment, "resolution", None),
        anchored=comment.anchor in places,
        outdated=comment.version != subject.version,
    )


def _said(comment: Comment, user: Any) -> Said:
    wordings = sorted(comment.wordings.all(), key=lambda each: each.number)
    return Said(comment, tuple(wordings), comment.by_id == user.pk)
