"""The comments 批注 on an object, thread by thread, as far as a person may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from lifecycle import clock, rights
from lifecycle.models import Comment, CommentResolution, CommentWording, Person, Seat
from lifecycle.queries.stages import subject_for
from lifecycle.queries.tones import stage_named
from lifecycle.rights import Held
from lifecycle.roles import BUREAU_SIDE, LEVEL_OF, Role
from lifecycle.rules.anchors import anchors
from lifecycle.scope import named, visible

CONSULTED = (Role.DESK, Role.PERFORMANCE, Role.BUDGET)
"""The seats of the bureau that judge, and so consult each other."""
NONE = Q(pk__in=[])
ALL = Q(pk__isnull=False)
MOST_ASKED = 20


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
    def answered(self) -> bool:
        """Whether whoever was asked has answered."""
        return any(said.comment.by_id == self.opening.comment.asked_id for said in self.answers)

    @property
    def open(self) -> bool:
        """Whether it still waits to be settled."""
        return self.resolution is None


@dataclass(frozen=True, slots=True)
class Asked:
    """One opinion 会商意见 that is waited for: the question and what it is about."""

    comment: Comment
    text: str
    subject: Any

    @property
    def stage(self) -> str:
        """The stage's name, for the address of the page."""
        return self.comment.machine


def colleagues_of(user: Any, subject: Any, day: date) -> QuerySet[Person]:
    """Return whom a person may ask about an object: others whose seat of the bureau sees it."""
    here = NONE
    for role in CONSULTED:
        here |= Q(role=role, organisation=subject.organisation_at(LEVEL_OF[role]))
    seats = Seat.objects.filter(here, starts_on__lte=day).exclude(ends_on__lt=day)
    people = Person.objects.filter(pk__in=seats.values("person"), is_active=True)
    return people.exclude(pk=user.pk).order_by("name", "pk")


def asked_of(user: Any, *, day: date, seats: Sequence[Held]) -> list[Asked]:
    """List the opinions a person, or whom they stand in for, still owes; oldest first."""
    if not {seat.role for seat in seats} & set(CONSULTED):
        return []
    whom = {user.pk, *(seat.principal_id for seat in seats)}
    given = Comment.objects.filter(parent=OuterRef("pk"), by__in=whom)
    rows = Comment.objects.filter(asked__in=whom, resolution=None).filter(~Exists(given))
    found = list(rows.prefetch_related("wordings").order_by("pk")[:MOST_ASKED])
    subjects = _seen(found, user, day, seats)
    return [
        Asked(row, max(row.wordings.all(), key=lambda one: one.number).text, subjects[key])
        for row in found
        if (key := (row.machine, row.object_id)) in subjects
    ]


def _seen(
    comments: Sequence[Comment], user: Any, day: date, seats: Sequence[Held]
) -> dict[tuple[str, int], Any]:
    keys: dict[str, set[int]] = {}
    for one in comments:
        keys.setdefault(one.machine, set()).add(one.object_id)
    found: dict[tuple[str, int], Any] = {}
    for stage, some in keys.items():
        model = stage_named(stage)
        rows = visible(model, user, day, seats).filter(pk__in=some)
        found |= {(stage, row.pk): row for row in rows.select_related(*named(model))}
    return found


def consultations_on(user: Any, subject: Any, *, day: date, seats: Sequence[Held]) -> list[Thread]:
    """List the consultations on an object that a person may read, oldest first."""
    found = threads_among(user, [subject], day=day, seats=seats)
    threads = found.get((subject.stage(), subject.pk), [])
    return [thread for thread in threads if thread.opening.comment.asked_id is not None]


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
    rows = rows.select_related("comment__resolution", "comment__asked")
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
