"""A few rows out of every stage 摘要: what is most urgent, late or sent back, in one query each."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, JSONObject

from lifecycle.models import Claim, Organisation, Project, ProjectYear, Subject, TransitionLog
from lifecycle.models.claim import judges
from lifecycle.queries.duties import STILL_DUE, owed, still_due
from lifecycle.queries.inbox import returned_states, waiting_rows
from lifecycle.queries.kept import READERS, Statement, pooled, written
from lifecycle.rights import Held
from lifecycle.roles import LEVEL_OF
from lifecycle.scope import has_field, machines, own_path, visible_from

Key = tuple[str, int]
"""A table as `app.model`, and the key of a row in it."""
SHOWN = 5
"""Rows of a preview."""
OWN = ("year", "month", "number", "kind", "light", "amount")
"""Columns by which a stage names its object, where it has them, and what it is worth."""
ORDER = ("rank", F("due_on").asc(nulls_last=True), "of_stage", "pk")
LAST_FIRST = ("-since", "of_stage", "pk")
SKETCHED = ("of_stage", "pk", "state", "version", "since", "due_on", "named", STILL_DUE)
COLUMNS = (
    "of_stage", "pk", "state", "version", "rank", "since", "due_on", "named", "written", "holder",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """One row: the object with its name, address and state alone, and when it is due."""

    stage: str
    subject: Any
    state: str
    returned: bool
    since: datetime | None
    due_on: date | None
    acting_for: str = ""
    """Whose seat it waits for, where that is not one's own."""
    note: str = ""
    by: str = ""
    seat: str = ""
    holder: str = ""
    """Who has claimed it."""

    @property
    def claimable(self) -> bool:
        """Whether it is judged as it stands, so that one of several can take it in hand."""
        model: type[Subject] = type(self.subject)
        return bool(judges(model, str(self.subject.state)))

    @property
    def pick(self) -> str:
        """Name the object at its version, as a list sends it."""
        return f"{self.subject.stage()}:{self.subject.pk}:{self.subject.version}"

    @property
    def url(self) -> str:
        """Where the object stands on its page."""
        place = f"{self.subject.stage_name()}-{self.subject.pk}"
        return f"{self.subject.get_absolute_url()}#{place}"


def urgent_for(user: Any, seats: list[Held], day: date) -> list[Preview]:
    """List what waits for a person in some of their seats, returned first, then due soonest."""
    return [_preview(row, seats) for row in _read(_urgent(user, tuple(seats), day))]


def late_for(seats: list[Held], day: date) -> list[Preview]:
    """List what is past its day and owed by anybody, longest overdue first."""
    return [_preview(row, ()) for row in _read(_late(tuple(seats), day))]


def sent_back_for(seats: list[Held], day: date) -> list[Preview]:
    """List what was sent back last and is not filed again, with the words of whoever did it."""
    return [_preview(row, ()) for row in _read(_sent_back(tuple(seats), day))]


@lru_cache(maxsize=READERS)
def _urgent(user: Any, seats: tuple[Held, ...], day: date) -> Statement:
    return _first([_row(rows) for rows in waiting_rows(user, day, held=list(seats))])


@lru_cache(maxsize=READERS)
def _late(seats: tuple[Held, ...], day: date) -> Statement:
    rows = (visible_from(model, seats, day).filter(due_on__lt=day) for model in machines())
    return _first([_row(some, ORDER[1:]) for late in rows for some in owed(late, day)], ORDER[1:])


@lru_cache(maxsize=READERS)
def _sent_back(seats: tuple[Held, ...], day: date) -> Statement:
    found = []
    for model in machines():
        if states := returned_states(model):
            rows = visible_from(model, seats, day).filter(state__in=states)
            found.append(_row(rows, LAST_FIRST, note=True))
    return _first(found, LAST_FIRST)


def _read(statement: Statement) -> Iterator[dict[str, Any]]:
    for values in statement.rows():
        row = dict(zip(COLUMNS, values, strict=True))
        yield row | {name: json.loads(row[name] or "null") for name in ("named", "written")}


def sketches(keys: Collection[Key], day: date) -> Iterator[Any]:
    """Read the objects with some keys in one query, each with what its row in a list needs."""
    found = []
    for model in machines():
        if here := [pk for stage, pk in keys if stage == model.stage()]:
            rows = model._default_manager.filter(pk__in=here).order_by()
            named: Any = rows.annotate(of_stage=Value(model.stage()), named=_named(model))
            named = named.annotate(**{STILL_DUE: still_due(model, day)})
            found.append(named.values(*SKETCHED))
    yield from map(_sketch, pooled(found) if found else ())


def _row(rows: QuerySet[Any], order: Sequence[Any] = ORDER, *, note: bool = False) -> QuerySet[Any]:
    model: Any = rows.model
    rank = Case(When(state__in=returned_states(model), then=Value(0)), default=Value(1))
    written = _written(model) if note else Value(None, output_field=CharField())
    # The first of each stage are found by their keys; what they are called is read of these few.
    own = [key for key in order if key != "of_stage"]
    keys = rows.annotate(rank=rank).order_by(*own).values("pk")[:SHOWN]
    named: QuerySet[Any] = model._default_manager.filter(pk__in=keys).annotate(
        of_stage=Value(model.stage()),
        rank=rank,
        named=_named(model),
        written=written,
        holder=_holder(model),
    )
    found: QuerySet[Any] = named.values(*COLUMNS)
    return found


def _first(found: Sequence[QuerySet[Any]], order: Sequence[Any] = ORDER) -> Statement:
    return written(pooled(found).order_by(*order)[:SHOWN] if found else None)


def _named(model: type[Subject]) -> Any:
    path = own_path(model)
    place = "organisation"
    columns: dict[str, Any] = {name: name for name in OWN if has_field(model, name)}
    if "amount" in columns:
        columns["amount"] = Cast("amount", CharField())  # a number of JSON need not be exact
    columns |= {"unit": f"{place}__name", "unit_key": place, "level": f"{place}__level"}
    columns |= {name: f"{place}__{name}" for name in ("department", "desk", "bureau")}
    if path:
        columns |= {
            "project_year": path,
            "of_year": f"{path}__year",
            "project": f"{path}__project",
            "code": f"{path}__project__code",
            "name": f"{path}__project__name",
        }
    return JSONObject(**columns)


def _written(model: type[Subject]) -> Any:
    lines = TransitionLog.objects.filter(
        machine=model.stage(), object_id=OuterRef("pk"), after__in=returned_states(model)
    )
    words = JSONObject(note="note", by="by_name", seat="seat")
    said = lines.exclude(step="edit").order_by("-version").annotate(words=words)
    return Subquery(said.values("words")[:1])


def _holder(model: type[Subject]) -> Any:
    last = Claim.objects.filter(
        machine=model.stage(), object_id=OuterRef("pk"), version=OuterRef("version")
    )
    return Subquery(last.order_by("-number").values("holder__name")[:1])


def _preview(row: dict[str, Any], seats: Iterable[Held]) -> Preview:
    subject = _sketch(row)
    model: type[Subject] = type(subject)
    return Preview(
        stage=str(subject._meta.verbose_name),
        subject=subject,
        state=str(subject.get_state_display()),
        returned=row["state"] in returned_states(model),
        since=row["since"],
        due_on=row["due_on"],
        acting_for=_acting_for(subject, seats),
        holder=row["holder"] or "",
        **(row["written"] or {}),
    )


def _sketch(row: dict[str, Any]) -> Any:
    """Make the object with what its name, its address and its badge need, and no more."""
    model: Any = next(found for found in machines() if found.stage() == row["of_stage"])
    named = row["named"]
    keys = {name: named[name] for name in OWN if name in named}
    levels = {f"{name}_id": named[name] for name in ("department", "desk", "bureau")}
    unit = Organisation(pk=named["unit_key"], name=named["unit"], level=named["level"], **levels)
    *between, last = own_path(model).split("__")
    about = {last: _project_year(named)} if last else {}
    for name in reversed(between):
        about = {name: model._meta.get_field(name).related_model(**about)}
    if "amount" in keys:
        keys["amount"] = None if keys["amount"] is None else Decimal(keys["amount"])
    here = {name: row[name] for name in ("pk", "state", "version", "since", "due_on")}
    made = model(**here, organisation=unit, **keys, **about)
    made.__dict__.update({name: row[name] for name in (STILL_DUE,) if name in row})
    return made


def _project_year(named: dict[str, Any]) -> ProjectYear:
    project = Project(pk=named["project"], code=named["code"], name=named["name"])
    return ProjectYear(pk=named["project_year"], project=project, year=named["of_year"])


def _acting_for(subject: Any, seats: Iterable[Held]) -> str:
    roles = {role for edge in subject.edges_here() for role in edge.about.by}
    for seat in seats:
        if seat.role in roles and seat.role in LEVEL_OF:
            level = LEVEL_OF[seat.role]
            if subject.organisation.at(level) == seat.organisation_id:
                return "" if seat.own else seat.principal
    return ""
