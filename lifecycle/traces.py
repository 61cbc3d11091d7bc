"""What a statement leaves behind in the database: touches for the sweep, glances for the lists.

They are constraints like the guards, and refuse nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from lifecycle.glance_sql import BOOKED, BORN, MOVED, PLACE, PROMISED
from lifecycle.guard_sql import TOUCH
from lifecycle.guards import VERSION, Trigger

EVENTS = ("insert", "update")


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
            rows = "OLD TABLE AS was NEW TABLE AS now" if event == "update" else "NEW TABLE AS now"
            yield (
                f'CREATE TRIGGER "{name}" AFTER {event.upper()} ON {table} REFERENCING {rows}'
                f" FOR EACH STATEMENT EXECUTE FUNCTION glance_of_{self.follow}_v1();"
            )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Describe the trigger for a migration."""
        _path, args, kwargs = super().deconstruct()
        kwargs |= {"follow": self.follow, "events": self.events}
        return f"{type(self).__module__}.{type(self).__name__}", args, kwargs
