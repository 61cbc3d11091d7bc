"""The worklist 办件列表 behind the inbox: what waits, was done, came back, is watched, was told.

Each tab is derived from the states, the log, the watches and the notices; none is stored. A page
takes the same number of queries whatever the number of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from lifecycle.models import Notice, TransitionLog, Watch
from lifecycle.queries.addressed import lost
from lifecycle.queries.done import Newest, among
from lifecycle.queries.entries import Reader
from lifecycle.queries.inbox import returned_states, waiting_rows
from lifecycle.queries.kept import READERS, Statement, pooled, written
from lifecycle.queries.narrowing import ANYTHING, Narrowing, narrowed_to
from lifecycle.queries.previews import Key
from lifecycle.queries.stages import in_words
from lifecycle.rights import Held
from lifecycle.scope import visible_from

ROWS = 20
SORTS = {
    "due": ("rank", F("due_on").asc(nulls_last=True), "of_stage", "pk"),
    "age": ("rank", F("since").asc(nulls_last=True), "of_stage", "pk"),
}
"""Returned first in both; then due soonest, or waiting longest."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a tab, counted from page 1."""

    entries: tuple[Any, ...]
    number: int
    size: int
    total: int
    capped: bool = False
    """Whether there are more than were counted."""

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.number * self.size < self.total


def waiting_for(  # noqa: PLR0913 - a page of a list as its address asks for it
    user: Any,
    wanted: Narrowing = ANYTHING,
    *,
    page: int = 1,
    size: int = ROWS,
    sort: str = "due",
    at: datetime | None = None,
    held: list[Held] | None = None,
    total: int | None = None,
) -> Page:
    """List what waits for a person 待办, returned first, then due soonest.

    `total` says how many there are, where they were counted already.
    """
    reader = Reader(user, at, held=held)
    return _waiting(reader, wanted, page, size, sort, back=False, total=total)


def returned_to(
    user: Any,
    wanted: Narrowing = ANYTHING,
    *,
    page: int = 1,
    size: int = ROWS,
    sort: str = "due",
    at: datetime | None = None,
    held: list[Held] | None = None,
) -> Page:
    """List what was returned 被退回 and waits for a person to mend it."""
    return _waiting(Reader(user, at, held=held), wanted, page, size, sort, back=True)


def done_by(
    user: Any,
    wanted: Narrowing = ANYTHING,
    *,
    page: int = 1,
    size: int = ROWS,
    at: datetime | None = None,
    held: list[Held] | None = None,
) -> Page:
    """List what a person moved 已办 and still sees, last moved first, each object once.

    They are counted as far as two hundred, or a page beyond the one that is asked for.
    """
    reader = Reader(user, at, held=held)
    lines = TransitionLog.objects.filter(by=user)
    tables = _tables(reader, wanted, stages_only=True)
    reach = (page + 1) * size
    trail = Newest(lines, tables, reach=reach).trail
    here = trail.lines[(max(page, 1) - 1) * size :][:size]
    own = lines.in_bulk([line for line, _stage, _key in here])
    told = {(stage, key): in_words(own[line]) for line, stage, key in here}
    return Page(reader.entries(list(told), told), page, size, len(trail.lines), trail.more)


def watched_by(
    user: Any,
    wanted: Narrowing = ANYTHING,
    *,
    page: int = 1,
    size: int = ROWS,
    at: datetime | None = None,
    held: list[Held] | None = None,
) -> Page:
    """List what a person watches 关注 and still sees, last watched first."""
    reader = Reader(user, at, held=held)
    rows = Watch.objects.filter(person=user).filter(among(_tables(reader, wanted)))
    found = _cut(rows.order_by("-pk"), page, size)
    entries = reader.entries([(watch.machine, watch.object_id) for watch in found])
    return Page(entries, page, size, rows.count())


def told_to(
    user: Any,
    wanted: Narrowing = ANYTHING,
    *,
    page: int = 1,
    size: int = ROWS,
    at: datetime | None = None,
    held: list[Held] | None = None,
) -> Page:
    """List the notices to a person 抄送, newest first, by stage and text.

    One that is no longer theirs keeps its line and says `lost` in place of its words; it is not
    found by them.
    """
    rows = Notice.objects.filter(person=user)
    if wanted.stage:
        rows = rows.filter(kind__startswith=f"{wanted.stage}.")
    if wanted.text:
        rows = rows.filter(Q(subject__icontains=wanted.text) | Q(body__icontains=wanted.text))
    found = list(_cut(rows.order_by("-pk"), page, size))
    reader = Reader(user, at, held=held)
    gone = lost(found, reader.held, reader.day)
    for notice in found:
        notice.lost = gone.get(notice.pk, "")
    shown = tuple(notice for notice in found if not (wanted.text and notice.lost))
    return Page(shown, page, size, rows.count())


def watches(user: Any, subjects: Iterable[Any]) -> set[Key]:
    """Return which of some objects or project-years a person watches, as (machine, key)."""
    keys = [(subject._meta.label_lower, subject.pk) for subject in subjects]
    rows = Watch.objects.filter(person=user, object_id__in=[pk for _machine, pk in keys])
    return set(rows.values_list("machine", "object_id")) & set(keys)


def _waiting(
    reader: Reader,
    wanted: Narrowing,
    page: int,
    size: int,
    sort: str,
    *,
    back: bool,
    total: int | None = None,
) -> Page:
    first = (max(page, 1) - 1) * size
    asked = _listed(reader.user, tuple(reader.held), reader.day, wanted, sort, back=back)
    keys = [(row[0], row[1]) for row in asked.part(first, size)]
    return Page(reader.entries(keys), page, size, asked.count() if total is None else total)


@lru_cache(maxsize=READERS)
def _listed(
    user: Any, held: tuple[Held, ...], day: date, wanted: Narrowing, sort: str, *, back: bool
) -> Statement:
    mine, found = {user.pk, *(seat.principal_id for seat in held)}, []
    for rows in waiting_rows(user, day, held=list(held)):
        model: Any = rows.model
        if wanted.stage in ("", model.stage()):
            states = returned_states(model)
            rank = Case(When(state__in=states, then=Value(0)), default=Value(1))
            some = rows.filter(state__in=states) if back else rows
            some = narrowed_to(some, wanted, mine, day).order_by()
            found.append(
                some.annotate(of_stage=Value(model.stage()), rank=rank).values_list(
                    "of_stage", "pk", "rank", "due_on", "since"
                )
            )
    return written(pooled(found).order_by(*SORTS[sort]) if found else None)


def _cut(rows: QuerySet[Any, Any], page: int, size: int) -> list[Any]:
    first = (max(page, 1) - 1) * size
    return list(rows[first : first + size])


def _tables(
    reader: Reader, wanted: Narrowing, *, stages_only: bool = False
) -> dict[str, QuerySet[Any]]:
    found = {}
    for model in reader.tables(wanted, stages_only=stages_only):
        seen = visible_from(model, reader.held, reader.day)
        rows = narrowed_to(seen, wanted, reader.mine, reader.day)
        found[model._meta.label_lower] = rows
    return found
