"""One row under its lock, with the clock and the pack it is judged by, in one exchange."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

from lifecycle.models import FiscalYear, Organisation, Subject
from lifecycle.models.rulepack import InForce, in_force, remember

M = TypeVar("M", bound=Subject)

STATEMENT = """
SELECT locked.*, standing_claim_v1('{stage}', locked.locked_id, locked.locked_version) FROM (
SELECT {columns}, (SELECT pack_id FROM lifecycle_fiscalyear y WHERE y.year = t.year),
  coalesce(%s, (SELECT rehearsal_at FROM lifecycle_installation WHERE id = 1), clock_timestamp()),
  t.id AS locked_id, t.version AS locked_version
FROM "{table}" t JOIN lifecycle_organisation o ON o.id = t.organisation_id
WHERE t.id = %s FOR UPDATE OF t) locked
"""
# The claim is looked for outside the inner query: after the lock, not before the wait for it.


@dataclass(frozen=True, slots=True)
class Locked(Generic[M]):
    """A row that nobody else moves until the transaction ends, and when it was asked for."""

    subject: M
    at: datetime
    pack: int | None

    @property
    def rules(self) -> InForce:
        """The pack of the row's year. Raises FiscalYear.DoesNotExist where it is not open."""
        if self.pack is None:
            raise FiscalYear.DoesNotExist(self.subject.year)
        return in_force(self.pack)


def lock(subject: M, at: datetime | None) -> Locked[M]:
    """Read a row anew and keep it; without a time, the business clock answers in the same breath.

    Raises DoesNotExist.
    """
    model = type(subject)
    with connection.cursor() as cursor:
        cursor.execute(_statement(model), [at, subject.pk])
        row = cursor.fetchone()
    if row is None:
        raise model.DoesNotExist(subject.pk)
    *columns, pack, now, _key, _version, claim = row
    width = len(model._meta.concrete_fields)
    found = _instance(model, columns[:width])
    found.organisation = _instance(Organisation, columns[width:])
    found.claim_key = claim
    if pack is not None:
        remember(found.year, pack)
    return Locked(found, at or now, pack)


@lru_cache(maxsize=64)
def _statement(model: type[Subject]) -> str:
    # Compiled once: the query compiler costs more than the row.
    columns = [f't."{field.column}"' for field in model._meta.concrete_fields]
    columns += [f'o."{field.column}"' for field in Organisation._meta.concrete_fields]
    table, stage = model._meta.db_table, model.stage()
    return STATEMENT.format(columns=", ".join(columns), table=table, stage=stage)


@lru_cache(maxsize=64)
def _shape(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    fields = model._meta.concrete_fields
    read = [
        (place, convert)
        for place, f in enumerate(fields)
        for convert in f.get_db_converters(connection)
    ]
    return [field.attname for field in fields], read


def _instance(model: type[models.Model], values: list[Any]) -> Any:
    # What `from_db` makes, without its signals, field by field: nothing here listens to them.
    names, read = _shape(model)
    for place, convert in read:
        values[place] = convert(values[place], None, connection)
    state = ModelState()
    state.adding, state.db = False, connection.alias
    found = model.__new__(model)
    found.__dict__.update(zip(names, values, strict=True), _state=state)
    return found
