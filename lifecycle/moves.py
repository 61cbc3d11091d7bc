"""The one statement that moves rows and writes their log lines, for one row or for thousands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection

from lifecycle.machine import Act
from lifecycle.models import Subject
from lifecycle.rights import Held, name_of


@dataclass(slots=True)
class Mover:
    """One row about to move: where it stands and in whose seat it is moved."""

    pk: int
    version: int
    before: str
    seat: Held


@dataclass(slots=True)
class Change:
    """What a step writes: the same for all rows, and what differs row by row.

    `after=None` is an edit that stays where it is.
    """

    step: str
    after: str | None
    pack: str
    same: dict[str, Any] = field(default_factory=dict)
    each: dict[str, list[Any]] = field(default_factory=dict)


FIRST = frozenset({"first_filed_on"})
"""Columns that keep what was written first."""

LINE = """INSERT INTO lifecycle_transitionlog (machine, step, by_id, by_name, note, pack, at,
  object_id, version, before, after, content_hash, role, seat, organisation, acting_for_id,
  acting_for_name)
SELECT %s, %s, %s, %s, %s, %s, %s"""

ONE = """
WITH moved AS (
  UPDATE "{table}" t SET version = t.version + 1{sets}
  WHERE t.id = %s AND t.version = %s AND t.state = %s
  RETURNING t.content_hash
)
{line}, %s, %s, %s, %s, m.content_hash, %s, %s, %s, %s::bigint, %s FROM moved m
"""

MANY = """
WITH seats AS (
  SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
    AS s(no, role, seat, organisation, principal, principal_name)
), wanted AS (
  SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::int[]{arrays})
    AS w(id, version, before, seat_no{columns})
), moved AS (
  UPDATE "{table}" t SET version = t.version + 1{sets} FROM wanted w
  WHERE t.id = w.id AND t.version = w.version AND t.state = w.before
  RETURNING t.id, t.version, t.state, t.content_hash, w.before, w.seat_no
)
{line}, m.id, m.version, m.before, m.state, m.content_hash, s.role, s.seat, s.organisation,
  s.principal, s.principal_name
FROM moved m JOIN seats s ON s.no = m.seat_no ORDER BY m.id
"""


def write(model: type[Subject], movers: Sequence[Mover], change: Change, act: Act) -> None:
    """Move the rows and log each of them. The caller holds the row locks.

    Raises RuntimeError when a row was not where it should be.
    """
    if change.after is not None:
        change.same["state"] = change.after
    same = [_stored(model, name, value) for name, value in change.same.items()]
    said = [model.stage(), change.step, getattr(act.by, "pk", None), name_of(act.by)]
    said += [act.note, change.pack, act.at]
    if len(movers) == 1 and not change.each:
        form, parameters = ONE, _one(movers[0], change, same, said)
    else:
        form, parameters = MANY, [*_seats(movers), *_arrays(model, change.each), *same, *said]
    with connection.cursor() as cursor:
        cursor.execute(_sql(form, model, tuple(change.same), tuple(change.each)), parameters)
        if cursor.rowcount != len(movers):
            raise RuntimeError(f"{len(movers)} rows should move, {cursor.rowcount} did")


def _one(mover: Mover, change: Change, same: list[Any], said: list[Any]) -> list[Any]:
    seat, after = mover.seat, change.after or mover.before
    moved = [mover.pk, mover.version + 1, mover.before, after]
    place = [str(seat.role), seat.seat, seat.organisation, *_principal(seat)]
    return [*same, mover.pk, mover.version, mover.before, *said, *moved, *place]


def _principal(seat: Held) -> tuple[int | None, str]:
    return (None, "") if seat.own else (seat.principal_id, seat.principal)


@lru_cache(maxsize=512)
def _sql(form: str, model: type[Subject], same: tuple[str, ...], each: tuple[str, ...]) -> str:
    fields = [_field(model, name) for name in each]
    sets = [_set(_column(model, name), "%s") for name in same]
    sets += [_set(found.column, f'w."{found.column}"') for found in fields]
    return form.format(
        line=LINE,
        table=model._meta.db_table,
        arrays="".join(f", %s::{found.db_type(connection)}[]" for found in fields),
        columns="".join(f', "{found.column}"' for found in fields),
        sets="".join(f", {one}" for one in sets),
    )


def _set(column: str, value: str) -> str:
    return f'"{column}" = ' + (f'coalesce(t."{column}", {value})' if column in FIRST else value)


def _field(model: type[Subject], name: str) -> Any:
    return model._meta.get_field(name)


def _column(model: type[Subject], name: str) -> str:
    return str(_field(model, name).column)


def _stored(model: type[Subject], name: str, value: Any) -> Any:
    return _field(model, name).get_db_prep_save(value, connection)


def _arrays(model: type[Subject], each: dict[str, list[Any]]) -> list[Any]:
    return [[_stored(model, name, value) for value in values] for name, values in each.items()]


def _seats(movers: Sequence[Mover]) -> list[Any]:
    seats = list(dict.fromkeys(mover.seat for mover in movers))
    number = {seat: place for place, seat in enumerate(seats)}
    return [
        list(range(len(seats))),
        [str(seat.role) for seat in seats],
        [seat.seat for seat in seats],
        [seat.organisation for seat in seats],
        [_principal(seat)[0] for seat in seats],
        [_principal(seat)[1] for seat in seats],
        _array(mover.pk for mover in movers),
        _array(mover.version for mover in movers),
        _array(mover.before for mover in movers),
        _array(number[mover.seat] for mover in movers),
    ]


def _array(values: Iterable[int | str]) -> str:
    # An array literal: psycopg adapts a list item by item, which costs more than the update.
    return "{" + ",".join(map(str, values)) + "}"
