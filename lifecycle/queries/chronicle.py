"""The history 流转记录 of a project-year, page by page, each line with what it changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from lifecycle.checks import compare
from lifecycle.models import BudgetEvent, Snapshot, TransitionLog
from lifecycle.queries.stages import Line, StageView, in_words
from lifecycle.queries.tones import stage_named
from lifecycle.rules.differences import Difference

LINES = 20
HASHES = ("source_hash", "source_version", "sha256", "object_id")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history, and the places at which it changed the content."""

    line: Line
    differences: tuple[Difference, ...]
    first: bool
    """Whether the content was sealed here for the first time, so that nothing stands before it."""


def chronicle_for(stages: Sequence[StageView], *, page: str, stage: str = "") -> Page[Any]:
    """Cut the history of the objects of a course into pages, newest first, in three queries."""
    asked = [found for found in stages if stage in ("", found.name)]
    rows = TransitionLog.objects.filter(_lines_of(asked))
    before = Window(
        Lag("content_hash"), partition_by=[F("machine"), F("object_id")], order_by="version"
    )
    found: Page[Any] = Paginator(rows.annotate(seen_hash=before).order_by("-pk"), LINES).get_page(
        page
    )
    entries = list(found.object_list)
    sealed = _snapshots(entries)
    found.object_list = [_told(entry, sealed) for entry in entries]
    return found


def _lines_of(stages: Iterable[StageView]) -> Q:
    wanted = Q(pk__in=[])
    for stage in stages:
        keys = [placed.subject.pk for placed in stage.objects]
        if keys:
            machine = stage.objects[0].subject.stage()
            wanted |= Q(machine=machine, object_id__in=keys)
    return wanted


def _snapshots(entries: Sequence[Any]) -> dict[str, dict[str, Any]]:
    moved = [entry for entry in entries if entry.seen_hash != entry.content_hash]
    hashes = {mark for entry in moved for mark in (entry.seen_hash, entry.content_hash)} - {None}
    rows = Snapshot.objects.filter(content_hash__in=hashes) if hashes else ()
    found = {row.content_hash: _readable(row.content) for row in rows}
    _name_events(found.values())
    return found


def _readable(content: dict[str, Any]) -> dict[str, Any]:
    return {name: _bare(value) for name, value in content.items() if name not in HASHES}


def _bare(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{name: one for name, one in row.items() if name not in HASHES} for row in value]


def _name_events(contents: Iterable[dict[str, Any]]) -> None:
    # The only foreign key in a content: a reader wants the document, not its number.
    asked = [content for content in contents if content.get("budget_event")]
    keys = {content["budget_event"] for content in asked}
    named = {one.pk: str(one) for one in BudgetEvent.objects.filter(pk__in=keys)} if keys else {}
    for content in asked:
        content["budget_event"] = named.get(content["budget_event"], "")


def _told(entry: Any, sealed: dict[str, dict[str, Any]]) -> Told:
    now = sealed.get(entry.content_hash)
    seen = sealed.get(entry.seen_hash or "")
    if now is None or entry.seen_hash == entry.content_hash:
        return Told(in_words(entry), (), first=False)
    if seen is None:
        return Told(in_words(entry), (), first=True)
    model = stage_named(entry.machine)
    return Told(in_words(entry), tuple(compare(model, seen, now)), first=False)
