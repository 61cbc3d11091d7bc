"""Moving thousands at once: the same checks as one step, asked of sets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation

from lifecycle import bookkeeping, checks, following, moves, outbox, rights
from lifecycle.machine import About, Act, Edge, Need
from lifecycle.models import Subject
from lifecycle.models.claim import standing
from lifecycle.models.rulepack import pack_of, remembering
from lifecycle.refusals import Code, Refusal
from lifecycle.rights import Held
from lifecycle.roles import LEVEL_OF, Level, Role
from lifecycle.sentences import told


@dataclass(slots=True)
class Row:
    """One row as the lock found it."""

    pk: int
    state: str
    version: int
    year: int
    filed_by_id: int | None
    filed_for_id: int | None
    organisation_id: int
    level: str
    department_id: int | None
    desk_id: int | None
    bureau_id: int | None

    def organisation_at(self, level: Level) -> int | None:
        """Return the key of the organisation on this level that answers for the row."""
        if level == self.level:
            return self.organisation_id
        return {
            Level.DEPARTMENT: self.department_id,
            Level.DESK: self.desk_id,
            Level.BUREAU: self.bureau_id,
        }.get(level)


COLUMNS = (
    "pk", "state", "version", "year", "filed_by_id", "filed_for_id", "organisation_id",
    "organisation__level", "organisation__department_id", "organisation__desk_id",
    "organisation__bureau_id",
)  # fmt: skip


@dataclass(slots=True)
class Moved:
    """What a bulk step did: the keys that moved, and why each other row did not."""

    moved: list[int] = field(default_factory=list)
    refused: dict[int, tuple[Refusal, ...]] = field(default_factory=dict)


def fire_many(
    queryset: models.QuerySet[Any],
    name: str,
    *,
    by: Any,
    note: str = "",
    at: datetime | None = None,
) -> Moved:
    """Take one step on every row of a queryset that may take it, in one transaction.

    Rows are locked in the order of their keys, so that two bulk steps never wait for each other
    in a circle. Raises Refused only when the stage has no such step or the note is missing.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        batch = _Batch(queryset, name, bookkeeping.act(by, note, at))
        return batch.run()


class _Batch:
    """The rows of one bulk step on their way through the checks."""

    def __init__(self, queryset: models.QuerySet[Any], name: str, act: Act) -> None:
        self.model: type[Subject] = queryset.model
        self.queryset = queryset.order_by()
        self.said: About = checks.about(self.model, name)
        self.name, self.act = name, act
        self.edges = {edge.source: edge for edge in self.model.edges() if edge.name == name}
        self.held = rights.seats_of(act.by, act.day)
        self.result = Moved()
        self.rows: dict[int, Row] = {}
        self.subjects: dict[int, Any] = {}
        self._seats: dict[int, Held | None] = {}
        self._assigned: dict[Role, set[int]] = {}

    def run(self) -> Moved:
        """Lock, check, move, log, tell, and let follow what follows."""
        rows = self._locked()
        self.rows = {row.pk: row for row in rows}
        if refusals := checks.note(self.said, self.act.note):
            self.result.refused = {row.pk: tuple(refusals) for row in rows}
            return self.result
        admitted = [mover for row in rows if (mover := self._admit(row))]
        movers = self._satisfied(self._unclaimed(admitted))
        if not movers:
            return self.result
        years: dict[int, list[moves.Mover]] = {}
        for mover in movers:
            years.setdefault(self.rows[mover.pk].year, []).append(mover)
        for year, some in years.items():
            self._move(year, some)
        self.result.moved = [mover.pk for mover in movers]
        self._tell_and_follow()
        return self.result

    def _locked(self) -> list[Row]:
        rows = self.queryset.order_by("pk").select_for_update(of=("self",))
        return [Row(*values) for values in rows.values_list(*COLUMNS)]

    def _admit(self, row: Row) -> moves.Mover | None:
        seat = self._seat(row)
        refusals = checks.right(seat, self.said)
        if not refusals and row.state not in self.edges:
            refusals = [checks.wrong_state(self.model, row.state, self.said)]
        if not refusals:
            filers = (row.filed_by_id, row.filed_for_id)
            refusals = checks.four_eyes(self.said, self.act.by, seat, filers)
        if refusals or seat is None:
            self.result.refused[row.pk] = tuple(refusals)
            return None
        return moves.Mover(row.pk, row.version, row.state, seat)

    def _seat(self, row: Row) -> Held | None:
        if row.organisation_id not in self._seats:
            self._seats[row.organisation_id] = self._tree_seat(row)
        return self._seats[row.organisation_id] or self._assigned_seat(row)

    def _tree_seat(self, row: Row) -> Held | None:
        for seat in self.held:
            if seat.role in self.said.by and (
                seat.role is Role.SYSTEM
                or (
                    seat.role in LEVEL_OF
                    and row.organisation_at(LEVEL_OF[seat.role]) == seat.organisation_id
                )
            ):
                return seat
        return None

    def _assigned_seat(self, row: Row) -> Held | None:
        for seat in self.held:
            if seat.own and seat.role in self.said.by and seat.role not in LEVEL_OF:
                if seat.role not in self._assigned:
                    found = rights.assigned(seat, self.model, self.act.day)
                    self._assigned[seat.role] = found
                if row.pk in self._assigned[seat.role]:
                    return seat
        return None

    def _unclaimed(self, movers: list[moves.Mover]) -> list[moves.Mover]:
        if not self.said.checks or self.act.by is None or not movers:
            return movers
        versions = {mover.pk: mover.version for mover in movers}
        claims = standing(self.model.stage(), versions, self.act.day)
        for mover in movers if claims else ():
            if why := checks.claimed_among(claims, mover.pk, self.said, self.act.by, mover.seat):
                self.result.refused[mover.pk] = tuple(why)
        return [mover for mover in movers if mover.pk not in self.result.refused]

    def _satisfied(self, movers: list[moves.Mover]) -> list[moves.Mover]:
        faults = self._shut(movers)
        for each in self.said.needs:
            for key, sentence in self._failing(each, movers):
                faults.setdefault(key, []).append(Refusal(Code.NEED, told(sentence), each.name))
        self.result.refused |= {key: tuple(found) for key, found in faults.items()}
        return [mover for mover in movers if mover.pk not in faults]

    def _shut(self, movers: list[moves.Mover]) -> dict[int, list[Refusal]]:
        rows = {m.pk: self.rows[m.pk].year for m in movers if m.before in self.said.window}
        return checks.window_of_many(self.model, rows, self.act.day)

    def _failing(self, each: Need, movers: list[moves.Mover]) -> Iterable[tuple[int, str]]:
        suspects = [mover.pk for mover in movers]
        if each.failing is not None:
            wanted = set(suspects)
            narrowed = each.failing(self.queryset.all()).values_list("pk", flat=True)
            suspects = [key for key in narrowed if key in wanted]
        self._load(suspects)
        for key in suspects:
            if sentence := each(self.subjects[key]):
                yield key, sentence

    def _load(self, keys: Iterable[int]) -> list[Any]:
        keys = list(keys)
        missing = [key for key in keys if key not in self.subjects]
        if missing:
            rows = self.model._default_manager.select_related("organisation")
            rows = rows.prefetch_related(*self.model.FACTS, *self.model.PARTS)
            for row in rows.filter(pk__in=missing):
                row.acting_on = self.act.day
                self.subjects[row.pk] = row
        return [self.subjects[key] for key in keys]

    def _move(self, year: int, movers: list[moves.Mover]) -> None:
        rules = pack_of(year)
        edge = next(iter(self.edges.values()))
        change = moves.Change(self.name, edge.target, rules.version)
        self._body(edge, movers, change)
        change.same |= bookkeeping.when(self.model, edge.target, year, self.act, rules)
        self._later(year, movers, change)
        self._whose(movers, change)
        if self.said.files:
            subjects = self._load(mover.pk for mover in movers)
            change.each["content_hash"] = bookkeeping.seal(subjects)
        moves.write(self.model, movers, change, self.act)

    def _body(self, edge: Edge, movers: list[moves.Mover], change: moves.Change) -> None:
        body = getattr(self.model, self.name).__wrapped__
        if not self.said.each:
            change.same |= constants(body, self.model, self.act)
            return
        subjects = self._load(mover.pk for mover in movers)
        found = [assigned_by(body, subject, self.act) for subject in subjects]
        names = list(dict.fromkeys(name for values in found for name in values))
        for name in names:
            change.each[name] = [getattr(subject, name) for subject in subjects]

    def _later(self, year: int, movers: list[moves.Mover], change: moves.Change) -> None:
        due, after = change.same["due_on"], str(change.after)
        places = [self.rows[mover.pk].organisation_id for mover in movers]
        later = bookkeeping.later(self.model, after, set(places), year, self.act, due)
        if later:
            del change.same["due_on"]
            change.each["due_on"] = [later.get(place, due) for place in places]

    def _whose(self, movers: list[moves.Mover], change: moves.Change) -> None:
        seats = {mover.seat for mover in movers}
        kept = [bookkeeping.whose(self.said, seat, self.act) for seat in seats]
        if all(values == kept[0] for values in kept):
            change.same |= kept[0]
            return
        for name in kept[0]:
            whose = [bookkeeping.whose(self.said, m.seat, self.act)[name] for m in movers]
            change.each[name] = whose

    def _tell_and_follow(self) -> None:
        edge = next(iter(self.edges.values()))
        self.subjects.clear()
        follows = following.has_consequence(self.model.stage(), self.name)
        if follows or (self.said.tells and self.said.files):  # filing changes whom it tells
            moved = self._load(self.result.moved)
            outbox.tell(edge, moved, self.act)
            following.run(self.model.stage(), self.name, moved, self.act)
        elif self.said.tells:
            self._tell(edge)

    def _tell(self, edge: Edge) -> None:
        # Nobody reads more than the first lines of a notice, so only those become objects.
        moved = [self.rows[key] for key in self.result.moved]
        for row in moved:
            row.version += 1
        outbox.tell_of_many(self.model, edge, moved, self.act, shown=self._shown)

    def _shown(self, keys: set[int]) -> dict[int, Any]:
        rows = self.model._default_manager.select_related("organisation")
        return rows.prefetch_related(*self.model.FACTS).in_bulk(keys)


class Unread:
    """Stands in every column of a blank row: a body that reads its row must say `each`."""

    def _refuse(self, *args: Any) -> Any:
        raise TypeError("this step's body reads its row: declare it with each=True")

    __bool__ = __eq__ = __lt__ = __gt__ = __add__ = __sub__ = __str__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def constants(body: Any, model: type[Subject], act: Act) -> dict[str, Any]:
    """Run a step's body on a blank row and return the columns that it sets for every row alike."""
    blank, unread = model(), Unread()
    names = _names(model)
    blank.__dict__.update(dict.fromkeys(names, unread))
    body(blank, act)
    return {name: v for name in names if (v := blank.__dict__[name]) is not unread}


def assigned_by(body: Any, subject: Any, act: Act) -> dict[str, Any]:
    """Run a step's body on its own row and return the columns that changed."""
    names = _names(type(subject))
    before = {name: getattr(subject, name) for name in names}
    body(subject, act)
    return {name: v for name in names if (v := getattr(subject, name)) != before[name]}


def _names(model: type[Subject]) -> list[str]:
    return [found.attname for found in model._meta.concrete_fields if found.name != "state"]
