"""What waits for a person's judgement 待审核, what they judged, and what they had in hand before.

The rows of every stage are pooled by the database into one list, so that a page costs the same
number of queries however many stages and rows there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast

from lifecycle.fields import MoneyField
from lifecycle.models import ProjectYear, TransitionLog
from lifecycle.queries.additions import ADDITIONS, joined
from lifecycle.queries.claims import hand
from lifecycle.queries.done import Newest
from lifecycle.queries.duties import still_due
from lifecycle.queries.inbox import judging
from lifecycle.queries.kept import READERS, Statement
from lifecycle.queries.narrowing import ANYTHING, Narrowing, narrowed_to
from lifecycle.queries.pool import OWN, Pool
from lifecycle.queries.stages import step_words
from lifecycle.queries.tones import stage_named
from lifecycle.rights import Held
from lifecycle.scope import has_field, machines, own_path, visible

AMOUNTS = ("amount", "declared", "budget", "proposed_amount")
"""The column that says how much money an object is about: the first that its stage has."""
LIGHT = "light"
SHOWN = (
    "in_stage", "pk", "version", "state", "since", "due_on", "in_unit", "in_name", "in_code",
    "in_month", "in_amount", "in_light", "in_words", "in_hand", "in_due", "done_at", "done_step",
)  # fmt: skip
AHEAD = 200
"""Objects among which the next one is looked for."""


@dataclass(frozen=True, slots=True)
class Review:
    """One object in the list of a reviewer."""

    stage: str
    pk: int
    version: int
    state: str
    since: datetime | None
    due_on: date | None
    unit: str
    name: str
    code: str
    amount: Decimal | None
    light: str
    light_sentence: str
    holder: str
    mine: bool
    """Whether it is in one's own hands, or in those of whom one stands in for."""
    done_at: datetime | None
    done_step: str

    @property
    def label(self) -> str:
        """The name of the stage."""
        return str(stage_named(self.stage)._meta.verbose_name)

    @property
    def ref(self) -> str:
        """The object as a form names it: its stage and its key."""
        return f"{self.stage}:{self.pk}"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a list is wanted; amounts in 元, `light` a colour."""

    narrowing: Narrowing = ANYTHING
    least: Decimal | None = None
    most: Decimal | None = None
    light: str = ""
    reach: int = 0
    """How many rows a page needs of a list that is not counted to its end."""

    @property
    def further(self) -> bool:
        """Whether something is wanted that an object's own columns do not say."""
        return (self.least, self.most, self.light) != (None, None, "")


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, on which day, in which seats."""

    user: Any
    day: date
    held: list[Held]

    @property
    def mine(self) -> set[int]:
        """As whom the person may hold a claim."""
        return {self.user.pk, *(seat.principal_id for seat in self.held)}


def reviews_for(reader: Reader, wanted: Wanted = EVERYTHING) -> Pool:
    """List what waits for a person's judgement."""
    return _pooled(reader, wanted)


def reviews_count(reader: Reader) -> int:
    """Count what waits for a person's judgement, in one query."""
    return reviews_for(reader).aggregate()["found"]


def judged_for(reader: Reader, wanted: Wanted = EVERYTHING) -> Pool:
    """List what a person judged 已审核 and still sees."""
    return _done(reader, wanted, judged=True)


def handled_for(reader: Reader, wanted: Wanted = EVERYTHING) -> Pool:
    """List what a person ever took a step on 曾经办 and still sees."""
    return _done(reader, wanted, judged=False)


def next_review(reader: Reader, after: tuple[str, int] | None = None) -> tuple[str, int] | None:
    """Name what to judge after an object: the next in the queue that nobody else holds."""
    pool = reviews_for(reader).order_by(F("due_on").asc(nulls_last=True), "since", "pk")
    rows = [(row.stage, row.pk) for row in pool[:AHEAD] if row.mine or not row.holder]
    place = rows.index(after) + 1 if after in rows else 0
    rest = [row for row in (*rows[place:], *rows[:place]) if row != after]
    return rest[0] if rest else None


def _done(reader: Reader, wanted: Wanted, *, judged: bool) -> Pool:
    pool = _pooled(reader, wanted, judged=judged)
    if wanted.further:
        return pool
    seen, wish = _seen(reader, wanted), (wanted.narrowing, reader.mine, reader.day)
    narrowed = {stage: narrowed_to(rows, *wish) for stage, rows in seen.items()}
    lines = TransitionLog.objects.filter(by=reader.user)
    lines = lines.filter(_judging(narrowed)) if judged else lines
    newest = Newest(lines, narrowed, reach=wanted.reach)
    return replace(pool, newest=newest)


def _seen(reader: Reader, wanted: Wanted) -> dict[str, QuerySet[Any]]:
    stage = wanted.narrowing.stage
    return {
        model.stage(): visible(model, reader.user, reader.day, reader.held)
        for model in machines()
        if stage in ("", model.stage())
    }


def _found(reader: Reader, wanted: Wanted, *, judged: bool | None) -> Iterable[QuerySet[Any]]:
    if judged is None:
        return judging(reader.user, reader.day, held=reader.held)
    return [
        rows.filter(pk__in=_lines(rows.model, reader, judged=judged).values("object_id"))
        for rows in _seen(reader, wanted).values()
    ]


def _judging(stages: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for stage in stages:
        found |= Q(machine=stage, step__in=_checks(stage_named(stage)))
    return found


def _checks(model: Any) -> set[str]:
    return {edge.name for edge in model.edges() if edge.about.checks}


def _lines(model: Any, reader: Reader, *, judged: bool) -> QuerySet[TransitionLog]:
    lines = TransitionLog.objects.filter(machine=model.stage(), by=reader.user)
    return lines.filter(step__in=_checks(model)) if judged else lines


def _pooled(reader: Reader, wanted: Wanted, *, judged: bool | None = None) -> Pool:
    who = (reader.user, reader.day, tuple(reader.held))
    found, plain, texts = _stages(*who, replace(wanted, reach=0), judged=judged)
    return Pool(found, lambda row: _row(row, reader), plain=plain, texts=texts)


@lru_cache(maxsize=READERS)
def _stages(
    user: Any, day: date, held: tuple[Held, ...], wanted: Wanted, *, judged: bool | None
) -> tuple[list[QuerySet[Any, Any]], list[QuerySet[Any, Any]], dict[Any, Statement]]:
    """Say which rows of each stage are in a list; nothing of them is read here, or kept."""
    reader, stage = Reader(user, day, list(held)), wanted.narrowing.stage
    found = _found(reader, wanted, judged=judged)
    asked = [rows for rows in found if stage in ("", rows.model.stage())]
    rows = [_narrowed(_told(some, reader, judged=judged), wanted, reader) for some in asked]
    plain = [] if wanted.further else [_plain(some, wanted, reader) for some in asked]
    return [some.order_by().values(*SHOWN) for some in rows], plain, {}


def _plain(rows: QuerySet[Any], wanted: Wanted, reader: Reader) -> QuerySet[Any, Any]:
    some: Any = narrowed_to(rows, wanted.narrowing, reader.mine, reader.day).order_by()
    found: QuerySet[Any, Any] = some.annotate(in_stage=_stage(rows.model)).values(*OWN)
    return found


def _stage(model: Any) -> Value:
    return Value(model.stage(), output_field=CharField())


def _narrowed(rows: QuerySet[Any], wanted: Wanted, reader: Reader) -> QuerySet[Any]:
    rows = narrowed_to(rows, wanted.narrowing, reader.mine, reader.day)
    asked = {"in_amount__gte": wanted.least, "in_amount__lte": wanted.most}
    asked["in_light"] = wanted.light or None  # type: ignore[assignment]
    return rows.filter(**{name: value for name, value in asked.items() if value is not None})


def _told(rows: QuerySet[Any], reader: Reader, *, judged: bool | None) -> QuerySet[Any]:
    model: Any = rows.model
    path = own_path(model)
    amount = next((name for name in AMOUNTS if has_field(model, name)), "")
    told: QuerySet[Any] = rows.annotate(
        in_stage=_stage(model),
        in_unit=F("organisation__name"),
        in_name=F(f"{path}__project__name") if path else _none(CharField()),
        in_code=F(f"{path}__project__code") if path else _none(CharField()),
        in_month=F("month") if has_field(model, "month") else _none(IntegerField()),
        in_amount=F(amount) if amount else _none(MoneyField()),
        in_light=_light(path, LIGHT),
        in_words=_light(path, "light_sentence"),
        in_hand=hand(model, reader.day),
        in_due=F("due_on") if judged is None else still_due(model, reader.day),
        **_last(model, reader, judged=judged),
    )
    return told


def _last(model: Any, reader: Reader, *, judged: bool | None) -> dict[str, Any]:
    if judged is None:
        return {"done_at": _none(DateTimeField()), "done_step": _none(CharField())}
    lines = _lines(model, reader, judged=judged).filter(object_id=OuterRef("pk"))
    last = lines.order_by("-version")
    return {f"done_{one}": Subquery(last.values(one)[:1]) for one in ("at", "step")}


def _light(path: str, name: str) -> Any:
    if not path or LIGHT not in ADDITIONS:
        return _none(CharField())
    year = joined(ProjectYear.objects.filter(pk=OuterRef(path)))
    return Subquery(year.values(name)[:1])


def _none(column: Any) -> Any:
    # Without a type, a column that is empty in two stages would not fit that of a third.
    return Cast(Value(None), column)


def _row(row: dict[str, Any], reader: Reader) -> Review:
    model: Any = stage_named(row["in_stage"])
    held = row["in_hand"] if (row["in_hand"] or {}).get("seated") else {}
    return Review(
        stage=row["in_stage"],
        pk=row["pk"],
        version=row["version"],
        state=row["state"],
        since=row["since"],
        due_on=row["in_due"],
        unit=row["in_unit"],
        name=_called(row, model),
        code=row["in_code"] or "",
        amount=row["in_amount"],
        light=row["in_light"] or "",
        light_sentence=row["in_words"] or "",
        holder=held.get("name", ""),
        mine=held.get("holder") in reader.mine,
        done_at=row["done_at"],
        done_step=step_words(model).get(row["done_step"] or "", ""),
    )


def _called(row: dict[str, Any], model: Any) -> str:
    name = row["in_name"] or f"{row['in_unit']} {model._meta.verbose_name}"
    return f"{name} {row['in_month']:02d}" if row["in_month"] else name
