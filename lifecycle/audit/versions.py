"""The versions of an object: each line of its log with what it changed."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from lifecycle import queries
from lifecycle.audit.reading import ALIAS
from lifecycle.checks import compare
from lifecycle.models import Snapshot, Subject, TransitionLog
from lifecycle.queries.stages import Line
from lifecycle.rules.differences import Difference

MOST = 500
"""Lines on one page; no object of a budget year comes near it."""


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the log, and how the content behind it differs from the one before."""

    line: Line
    differences: tuple[Difference, ...]
    kept: bool


def model_of(stage: str) -> type[Subject] | None:
    """Return the table of a stage (`app.model`)."""
    return next((found for found in queries.machines() if found.stage() == stage), None)


def object_of(model: type[Subject], pk: int) -> Any:
    """Return one object for its name on the page; None when it is gone."""
    return model._default_manager.using(ALIAS).filter(pk=pk).first()


def versions_of(model: type[Subject], pk: int) -> list[Version]:
    """List an object's versions, newest first, the latest at most."""
    rows = TransitionLog.objects.using(ALIAS).filter(machine=model.stage(), object_id=pk)
    entries = list(rows.order_by("-version")[: MOST + 1])
    contents = _contents(entries)
    pairs = zip_longest(entries, entries[1:])
    return [_version(model, entry, older, contents) for entry, older in pairs][:MOST]


def _contents(entries: list[TransitionLog]) -> dict[str, Any]:
    marks = {entry.content_hash for entry in entries}
    kept = Snapshot.objects.using(ALIAS).filter(content_hash__in=marks)
    return dict(kept.values_list("content_hash", "content"))


def _version(
    model: type[Subject],
    entry: TransitionLog,
    older: TransitionLog | None,
    contents: dict[str, Any],
) -> Version:
    now = contents.get(entry.content_hash)
    before = contents.get(older.content_hash) if older else {}
    if now is None or before is None:
        return Version(queries.in_words(entry), (), kept=False)
    found = compare(model, before, now)
    return Version(queries.in_words(entry), tuple(found), kept=True)
