"""A few rows out of every stage 摘要: what is most urgent, late or sent back, in one query each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from django.db.models.functions import JSONObject

from lifecycle.models import Claim, Organisation, Project, ProjectYear, Subject, TransitionLog
from lifecycle.models.claim import judges
from lifecycle.queries.inbox import owed, returned_states, waiting_rows
from lifecycle.rights import Held
from lifecycle.roles import LEVEL_OF
from lifecycle.scope import has_field, machines, own_path, visible_from

SHOWN = 5
"""Rows of a preview."""
OWN = ("year", "month", "number", "kind", "light")
"""Columns by which a stage names its object, where it has them."""
ORDER = ("rank", F("due_on").asc(nulls_last=True), "of_stage", "pk")
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
    found = [_row(rows) for rows in waiting_rows(user, day, held=seats)]
    return [_preview(row, seats) for row in _first(found)]


def late_for(seats: list[Held], day: date) -> list[Preview]:
    """List what is past its day and owed by anybody, longest overdue first."""
    rows = (visible_from(model, seats, day).filter(due_on__lt=day) for model in machines())
    found = [_row(owed(some, day)) for some in rows]
    return [_preview(row, ()) for row in _first(found, ORDER[1:])]


def sent_back_for(seats: list[Held], day: date) -> list[Preview]:
    """List what was sent back last and is not filed again, with the words of whoever did it."""
    found = []
    for model in machines():
        if states := returned_states(model):
            rows = visible_from(model, seats, day).filter(state__in=states)
            found.append(_row(rows, note=True))
    return [_preview(row, ()) for row in _first(found, ("-since", "of_stage", "pk"))]


def _row(rows: QuerySet[Any], *, note: bool = False) -> QuerySet[Any]:
    model: Any = rows.model
    rank = Case(When(state__in=returned_states(model), then=Value(0)), default=Value(1))
    written = _written(model) if note else Value(None, output_field=CharField())
    named: QuerySet[Any] = rows.order_by().annotate(
        of_stage=Value(model.stage()),
        rank=rank,
        named=_named(model),
        written=written,
        holder=_holder(model),
    )
    found: QuerySet[Any] = named.values(*COLUMNS)
    return found


def _first(found: Sequence[QuerySet[Any]], order: Sequence[Any] = ORDER) -> list[dict[str, Any]]:
    if not found:
        return []
    # Each stage gives its first alone, so that names and claims are read of these few.
    own = [key for key in order if key != "of_stage"]
    found = [rows.order_by(*own)[:SHOWN] for rows in found]
    whole = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    return list(whole.order_by(*order)[:SHOWN])


def _named(model: type[Subject]) -> Any:
    path = own_path(model)
    place = "organisation"
    columns = {name: name for name in OWN if has_field(model, name)}
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
    here = {name: row[name] for name in ("pk", "state", "version")}
    return model(**here, organisation=unit, **keys, **about)


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
