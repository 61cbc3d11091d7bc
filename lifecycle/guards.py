"""What the database itself refuses, declared beside the columns as constraints of the model.

Each is a Django constraint that installs a trigger, so that `makemigrations --check` finds a
declared step or a guarded table that the database does not hold yet.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BaseConstraint

from lifecycle.guard_sql import (
    APPEND,
    BESIDE,
    CLAIMED,
    FROZEN,
    THREAD,
    TURN,
    chain,
    machine,
)

VERSION = 1
"""Raise it when a function below changes: the next migration then reinstalls every trigger."""
MACHINE_VERSION = 2
"""The same for the guards of stages alone."""


class Trigger(BaseConstraint):
    """A trigger that the migrations carry as they do any other constraint."""

    def __init__(self, *, name: str, version: int = VERSION) -> None:
        super().__init__(name=name)
        self.installed = version

    def functions(self) -> str:
        """Return the SQL of the functions that the trigger calls."""
        raise NotImplementedError

    def triggers(self, table: str) -> Iterable[str]:
        """Yield `CREATE TRIGGER` statements for the quoted table."""
        raise NotImplementedError

    def trigger_names(self) -> tuple[str, ...]:
        """Return the names that `triggers` creates."""
        return (self.name,)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Install the functions, then the triggers."""
        table = schema_editor.quote_name(model._meta.db_table)
        return self.functions() + "\n".join(self.triggers(table))

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Wait until the table stands: nothing goes into its own statement."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Drop the triggers; the functions may serve other tables."""
        table = schema_editor.quote_name(model._meta.db_table)
        return "".join(f'DROP TRIGGER "{name}" ON {table};' for name in self.trigger_names())

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the database."""

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Describe the trigger for a migration."""
        kwargs = {"name": self.name, "version": self.installed}
        return f"{type(self).__module__}.{type(self).__name__}", (), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trigger) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


class MachineGuard(Trigger):
    """Only declared edges, version by version, each with its line in the log (R11).

    The day on which an object was first filed never moves.
    """

    def __init__(
        self,
        *,
        name: str,
        machine: str,
        initial: str,
        edges: Sequence[str],
        editable: Sequence[str] = (),
        version: int = VERSION,
    ) -> None:
        super().__init__(name=name, version=version)
        self.machine, self.initial = machine, initial
        self.edges, self.editable = tuple(edges), tuple(editable)

    def functions(self) -> str:
        """Return the guard of the row and the guard of its log line."""
        return machine(self.installed)

    def trigger_names(self) -> tuple[str, ...]:
        """Return the guard and its deferred companion."""
        return (self.name, f"{self.name}_logged")

    def triggers(self, table: str) -> Iterable[str]:
        """Yield the guard, and at commit the look into the log."""
        edges, editable = ",".join(self.edges), ",".join(self.editable)
        yield (
            f'CREATE TRIGGER "{self.name}" BEFORE INSERT OR UPDATE OR DELETE ON {table}'
            f" FOR EACH ROW EXECUTE FUNCTION"
            f" machine_guard_v{self.installed}('{self.initial}', '{edges}', '{editable}');"
        )
        yield (
            f'CREATE CONSTRAINT TRIGGER "{self.name}_logged" AFTER UPDATE ON {table}'
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            f" EXECUTE FUNCTION machine_logged_v{self.installed}('{self.machine}');"
        )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Describe the machine for a migration, edge by edge."""
        path, args, kwargs = super().deconstruct()
        kwargs |= {
            "machine": self.machine,
            "initial": self.initial,
            "edges": self.edges,
            "editable": self.editable,
        }
        return path, args, kwargs


class AppendOnly(Trigger):
    """Rows are written once: no UPDATE, DELETE or TRUNCATE (R18)."""

    def functions(self) -> str:
        """Return the function that always refuses."""
        return APPEND

    def trigger_names(self) -> tuple[str, ...]:
        """Return the row and the statement trigger."""
        return (self.name, f"{self.name}_whole")

    def triggers(self, table: str) -> Iterable[str]:
        """Yield one trigger for rows, one for TRUNCATE."""
        refuse = "EXECUTE FUNCTION append_only_v1();"
        row = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}"
        yield f'CREATE TRIGGER "{self.name}" {row}'
        yield f'CREATE TRIGGER "{self.name}_whole" BEFORE TRUNCATE ON {table} {refuse}'


class Chained(Trigger):
    """Each line of the log carries the hash of the line before it (R18)."""

    def functions(self) -> str:
        """Return the function that seals a line."""
        return chain()

    def triggers(self, table: str) -> Iterable[str]:
        """Yield the trigger that seals a line before it is written."""
        yield (
            f'CREATE TRIGGER "{self.name}" BEFORE INSERT ON {table}'
            f" FOR EACH ROW EXECUTE FUNCTION chain_log_v1();"
        )


class FrozenPart(Trigger):
    """A child row changes only while its parent may be edited."""

    def __init__(
        self,
        *,
        name: str,
        parent: str,
        column: str,
        editable: Sequence[str],
        version: int = VERSION,
    ) -> None:
        super().__init__(name=name, version=version)
        self.parent, self.column, self.editable = parent, column, tuple(editable)

    def functions(self) -> str:
        """Return the function that looks at the parent."""
        return FROZEN

    def triggers(self, table: str) -> Iterable[str]:
        """Yield the trigger for every kind of write."""
        yield (
            f'CREATE TRIGGER "{self.name}" BEFORE INSERT OR UPDATE OR DELETE ON {table}'
            f" FOR EACH ROW EXECUTE FUNCTION frozen_part_v1("
            f"'{self.parent}', '{self.column}', '{','.join(self.editable)}');"
        )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Describe the parent for a migration."""
        path, args, kwargs = super().deconstruct()
        kwargs |= {"parent": self.parent, "column": self.column, "editable": self.editable}
        return path, args, kwargs


class BesideObject(Trigger):
    """A row beside an object is written at its present version, while nobody moves it."""

    def functions(self) -> str:
        """Return the function that locks the object and looks at it."""
        return BESIDE

    def triggers(self, table: str) -> Iterable[str]:
        """Yield the trigger that looks before the row is written."""
        yield _before_insert(self.name, table, "beside_object_v1")


class ClaimInTurn(Trigger):
    """Claims of one object follow each other number by number."""

    def functions(self) -> str:
        """Return the function that counts, and the one by which `locking` finds the last."""
        return TURN + CLAIMED

    def triggers(self, table: str) -> Iterable[str]:
        """Yield the trigger that counts before the row is written."""
        yield _before_insert(self.name, table, "claim_in_turn_v1")


class AnswerInThread(Trigger):
    """An answer is given to a comment on the same object, of the same secrecy, one level deep."""

    def functions(self) -> str:
        """Return the function that looks at what is answered."""
        return THREAD

    def triggers(self, table: str) -> Iterable[str]:
        """Yield the trigger that looks before the row is written."""
        yield _before_insert(self.name, table, "answer_in_thread_v1")


def _before_insert(name: str, table: str, function: str) -> str:
    run = f"FOR EACH ROW EXECUTE FUNCTION {function}();"
    return f'CREATE TRIGGER "{name}" BEFORE INSERT ON {table} {run}'


def guarded(stage: Any, *, app: str, model: str) -> MachineGuard:
    """Generate the guard of one table from the steps declared on its stage."""
    return MachineGuard(
        name=f"{app}_{model}_machine",
        machine=f"{app}.{model}",
        initial=stage.initial(),
        edges=sorted({f"{edge.source}>{edge.target}" for edge in stage.edges()}),
        editable=sorted(stage.EDITABLE),
        version=MACHINE_VERSION,
    )
