"""One object before its reviewer: whole, with its claim, and what they saw of it last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.http import Http404

from lifecycle import checks, rights
from lifecycle.models import Snapshot, Subject, TransitionLog
from lifecycle.models.claim import judges
from lifecycle.models.rulepack import in_force_for
from lifecycle.queries.claims import hand, in_hand
from lifecycle.queries.stages import Line
from lifecycle.queries.tones import stage_named
from lifecycle.rights import Held
from lifecycle.rules.anchors import places
from lifecycle.rules.differences import Difference
from lifecycle.scope import machines, named, own_path, visible

LONGEST_KEY = 18
"""Digits of a key."""


@dataclass(frozen=True, slots=True)
class LastSeen:
    """An earlier version of the content and how the present one differs from it.

    `mine` says that the reader, or whoever sat in their seat, judged that version; else it is
    the one that was filed before.
    """

    line: TransitionLog
    mine: bool
    differences: tuple[Difference, ...]


def reviewed_for(user: Any, stage: str, pk: int, *, held: Sequence[Held], day: date) -> Any:
    """Return an object with its parts and its claim. Raises Http404 to whoever may not see it."""
    try:
        model: Any = stage_named(stage)
    except LookupError:
        raise Http404 from None
    # A fact further off is read when a need asks for it: few needs of a state do.
    near = [fact for fact in model.FACTS if "__" not in fact]
    rows = visible(model, user, day, held).select_related("filed_by", *named(model))
    rows = rows.prefetch_related(*model.PARTS, *near).annotate(
        in_hand=hand(model, day), pack_in_force=in_force_for(OuterRef("year"))
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    claim = in_hand(found.in_hand)
    found.claims = {found.pk: claim} if claim else {}
    return found


def last_seen(subject: Subject, lines: Iterable[Line], held: Sequence[Held]) -> LastSeen | None:
    """Find what a reviewer saw of an object before, by its log, newest first; one query at most.

    None where its content was never another. What a step left unsealed is not compared.
    """
    others = [
        line.entry for line in lines if line.entry.content_hash not in ("", subject.content_hash)
    ]
    own = next((entry for entry in others if _judged(subject, entry, held)), None)
    entry = own or next(iter(others), None)
    if entry is None:
        return None
    seen = Snapshot.objects.filter(content_hash=entry.content_hash).first()
    if seen is None:
        return None
    found = checks.compare(type(subject), seen.content, subject.content())
    return LastSeen(entry, own is not None, tuple(found))


def _judged(subject: Subject, entry: TransitionLog, held: Sequence[Held]) -> bool:
    steps = {edge.name for edge in subject.edges() if edge.about.checks}
    seats = {(str(seat.role), seat.organisation) for seat in held}
    return entry.step in steps and (entry.role, entry.organisation) in seats


def places_of(subject: Subject) -> dict[str, str]:
    """Say each place of an object's content on which a reviewer may write, by its anchor."""
    return places(subject.content(), wording=checks.wording(type(subject)))


def place_named(subject: Subject, anchor: str) -> str:
    """Name the column or the part of an object's content to which an anchor leads, "" for none."""
    part = anchor.partition(".")[0]
    return checks.wording(type(subject)).label(part) if part else ""


def judging_seat(subject: Any, held: Sequence[Held], user: Any) -> Held | None:
    """Return the seat of the tree in which a person judges an object as it stands, if any."""
    model: type[Subject] = type(subject)
    roles = judges(model, str(subject.state))
    seats = (s for s in held if s.role in roles and rights.sits(s, subject))
    filers = {subject.filed_by_id, subject.filed_for_id}
    return next((s for s in seats if filers.isdisjoint({user.pk, s.principal_id})), None)


def picked_for(
    user: Any, picked: Iterable[str], *, held: Sequence[Held], day: date
) -> Iterator[QuerySet[Any]]:
    """Yield, stage by stage, the picked objects (`app.model:key`) that are within sight."""
    keys: dict[str, list[int]] = {}
    for ref in picked:
        stage, _mark, key = ref.rpartition(":")
        if key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY:
            keys.setdefault(stage, []).append(int(key))
    for model in machines():
        if some := keys.get(model.stage()):
            yield visible(model, user, day, held).filter(pk__in=some)


def project_year_of(subject: Any) -> Any:
    """Return the one project-year that an object is about, or None for a batch of several."""
    model: Any = type(subject)
    path = own_path(model)
    if not path:
        return None
    found = subject
    for name in path.split("__"):
        found = getattr(found, name)
    return found
