"""What a statement leaves behind in the database: touches for the sweep, glances and their sums.

They are constraints like the guards, and refuse nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lifecycle.glance_sql import BOOKED, BORN, MOVED, PLACE, PROMISED
from lifecycle.guard_sql import TOUCH
from lifecycle.guards import VERSION, Trigger
from lifecycle.tally_sql import Adding, adding, first_filings, glance_function, tally_function

EVENTS = ("insert", "update")
TELLING = 2
"""The version of tallies that tell more than a number."""


class Touches(Trigger):
    """Whatever is written of a month of a project-year leaves a `Touch` in the same transaction.

    `on` is the column with the day from which a row counts; an UPDATE touches when one of the
    `watched` columns changes; `every` says that a row bears on all months.
    Statement by statement, so that a million rows cost one INSERT.
    """

    def __init__(
        self,
        *,
        name: str,
        on: str,
        watched: Sequence[str] = (),
        every: bool = False,
        version: int = VERSION,
    ) -> None:
        super().__init__(name=name, version=version)
        self.on, self.watched, self.every = on, tuple(watched), every

    def functions(self) -> str:
        """Return the function that writes the touches."""
        return TOUCH

    def trigger_names(self) -> tuple[str, ...]:
        """Return the trigger of INSERT and, where columns are watched, that of UPDATE."""
        return (self.name, f"{self.name}_again") if self.watched else (self.name,)

    def triggers(self, table: str) -> Iterable[str]:
        """Yield a trigger after each statement."""
        months = "every" if self.every else "own"
        words = f"'{self.on}', '{','.join(self.watched)}', '{months}'"
        run = f"EXECUTE FUNCTION touch_v1({words});"
        new, old = "NEW TABLE AS written", "OLD TABLE AS former"
        yield (
            f'CREATE TRIGGER "{self.name}" AFTER INSERT ON {table}'
            f" REFERENCING {new} FOR EACH STATEMENT {run}"
        )
        if self.watched:
            yield (
                f'CREATE TRIGGER "{self.name}_again" AFTER UPDATE ON {table}'
                f" REFERENCING {old} {new} FOR EACH STATEMENT {run}"
            )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Describe the columns for a migration."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"on": self.on, "watched": self.watched, "every": self.every}


ROWS = {
    "insert": "NEW TABLE AS now",
    "update": "OLD TABLE AS was NEW TABLE AS now",
    "delete": "OLD TABLE AS was",
}


def after(event: str, name: str, table: str, function: str) -> str:
    """Write the trigger that runs a function after each statement, with all the rows of it."""
    return (
        f'CREATE TRIGGER "{name}" AFTER {event.upper()} ON {table} REFERENCING {ROWS[event]}'
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    )


class Glanced(Trigger):
    """What one statement wrote is followed into the glances 一览 of its project-years."""

    def __init__(
        self, *, name: str, follow: str, events: Sequence[str] = EVENTS, version: int = VERSION
    ) -> None:
        super().__init__(name=name, version=version)
        self.follow, self.events = follow, tuple(events)

    def functions(self) -> str:
        """Return all functions that keep glances: they call one another."""
        return PLACE + BORN + MOVED + PROMISED + BOOKED

    def trigger_names(self) -> tuple[str, ...]:
        """Return one name for each kind of write."""
        return tuple(f"{self.name}_{event}" for event in self.events)

    def triggers(self, table: str) -> Iterable[str]:
        """Yield one trigger for each kind of write: it is handed all the rows at once."""
        for event, name in zip(self.events, self.trigger_names(), strict=True):
            yield after(event, name, table, f"glance_of_{self.follow}_v1")

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Describe the trigger for a migration."""
        _path, args, kwargs = super().deconstruct()
        kwargs |= {"follow": self.follow, "events": self.events}
        return f"{type(self).__module__}.{type(self).__name__}", args, kwargs


class Summed(Trigger):
    """What one statement does to glances 一览 is added to their sums."""

    def functions(self) -> str:
        """Return the function that adds."""
        return glance_function()

    def trigger_names(self) -> tuple[str, ...]:
        """Return one name for each kind of write."""
        return tuple(f"{self.name}_{event}" for event in ROWS)

    def triggers(self, table: str) -> Iterable[str]:
        """Yield one trigger for each kind of write: it is handed all the rows at once."""
        for event, name in zip(ROWS, self.trigger_names(), strict=True):
            yield after(event, name, table, "glance_sums_v1")


class Tallied(Trigger):
    """What one statement does to the objects of a stage is added to their tallies 计数.

    `part` is the column by which a year is divided, or "0"; `dated` counts by the day of filing
    too, leaving out what stands in one of the `drafts`. `also` names the columns of the stage that
    are told by state beside their number: an `amount` that is added up, a `grade`.
    """

    def __init__(
        self,
        *,
        name: str,
        machine: str,
        drafts: Sequence[str],
        part: str = "0",
        dated: bool = False,
        also: Mapping[str, str] | None = None,
        version: int = VERSION,
    ) -> None:
        super().__init__(name=name, version=version)
        self.machine, self.drafts = machine, tuple(drafts)
        self.part, self.dated = part, dated
        self.also = dict(also or {})

    def add(self) -> Adding:
        """Return what writes the INSERT into the tallies."""
        return adding(
            self.machine, part=self.part, drafts=self.drafts, dated=self.dated, also=self.also
        )

    def functions(self) -> str:
        """Return the function that adds."""
        return tally_function(f"{self.name}_v{self.installed}", self.add())

    def trigger_names(self) -> tuple[str, ...]:
        """Return one name for each kind of write; rows of stages are never deleted."""
        return tuple(f"{self.name}_{event}" for event in EVENTS)

    def triggers(self, table: str) -> Iterable[str]:
        """Yield one trigger for each kind of write: it is handed all the rows at once."""
        for event, name in zip(EVENTS, self.trigger_names(), strict=True):
            yield after(event, name, table, f"{self.name}_v{self.installed}")

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Describe the stage for a migration."""
        path, args, kwargs = super().deconstruct()
        kwargs |= {"machine": self.machine, "drafts": self.drafts}
        return path, args, kwargs | {"part": self.part, "dated": self.dated} | self._also()

    def _also(self) -> dict[str, Any]:
        # Left out where nothing is told, as before it could be: so no older table is made anew.
        return {"also": self.also} if self.also else {}


def tallied(
    stage: Any,
    *,
    app: str,
    model: str,
    part: str = "0",
    dated: bool = False,
    without: Sequence[str] = (),
    also: Mapping[str, str] | None = None,
) -> Tallied:
    """Generate the tallies of one table from the states declared on its stage.

    Besides drafts, what is in a state of `without` is not counted as filed.
    """
    return Tallied(
        name=f"{app}_{model}_tallied",
        machine=f"{app}.{model}",
        drafts=sorted({stage.initial(), *map(str, stage.EDITABLE), *without}),
        part=part,
        dated=dated,
        also=also,
        version=TELLING if also else VERSION,
    )


def tallies_of(model: Any) -> Tallied:
    """Return the tallies that a stage's table declares."""
    (held,) = (one for one in model._meta.constraints if isinstance(one, Tallied))
    return held


def begin(models: Iterable[Any], cursor: Any) -> None:
    """Tally what is in the tables of some stages already, where nothing is tallied yet.

    The guards sleep meanwhile: the day of a first filing is read from the log into its column.
    """
    for model in models:
        table = model._meta.db_table
        for held in model._meta.constraints:
            if isinstance(held, Tallied):  # a table of the past may not be a stage
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
                cursor.execute(first_filings(table, held.machine))
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
                cursor.execute(held.add()(f'SELECT 1 AS d, r.* FROM "{table}" r'))  # noqa: S608


def begin_again(models: Iterable[Any], cursor: Any) -> None:
    """Tally the stages anew of which more is told than before, while nobody moves their objects."""
    for model in models:
        table = model._meta.db_table
        for held in model._meta.constraints:
            if isinstance(held, Tallied) and held.also:
                cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
                cursor.execute("DELETE FROM lifecycle_tally WHERE machine = %s", [held.machine])
                cursor.execute(held.add()(f'SELECT 1 AS d, r.* FROM "{table}" r'))  # noqa: S608
