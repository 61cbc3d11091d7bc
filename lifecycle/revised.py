"""Sums 合计 of rows that are written once and revised: of each the newest revision counts.

As a row is written it is added, and the revision whose place it takes is taken back: that one is
read, nothing is locked. Writers number the revisions of a thing upwards, one after another.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.db.models import Model

from lifecycle.glance_sql import UNSORTED
from lifecycle.guards import Trigger
from lifecycle.traces import after

YEAR_ABOVE = "project_year__year"
YEARS = {
    "year": ("year", ""),
    YEAR_ABOVE: ("y.year", " JOIN lifecycle_projectyear y ON y.id = x.project_year_id"),
}
"""Where the budget year stands: on the row itself, or on its project-year."""


class NewestSummed(Trigger):
    """What is written once is counted, and added up, by year and some columns."""

    OF: ClassVar[str]
    """The table of what is added up, as `app.model`."""
    INTO: ClassVar[str]
    """The table of its sums."""
    SAME: ClassVar[tuple[str, ...]]
    """The columns in which all revisions of one thing agree: with `ONLY` and the number of the
    revision they are, in this order, the index by which it is unique."""
    KEY: ClassVar[tuple[str, ...]]
    """The columns by which it is added up within a year."""
    SUMS: ClassVar[tuple[str, ...]] = ()
    YEAR: ClassVar[str] = "year"
    ONLY: ClassVar[Mapping[str, str]] = {}
    """What a row must say to have a part in it."""

    @property
    def table(self) -> str:
        """The table of the sums in the database."""
        return self.INTO.replace(".", "_")

    def add(self, rows: str) -> str:
        """Write the INSERT that adds a table's rows and takes back what they take the place of."""
        year, above = YEARS[self.YEAR]
        columns = ", ".join(f'"{name}"' for name in ("year", *self.KEY, "n", *self.SUMS))
        key = ", ".join((year, *(f'"{name}"' for name in self.KEY)))
        whole = ", ".join(f'sum("{name}")' for name in ("n", *self.SUMS))
        return f"""INSERT INTO {self.table} ({columns}) SELECT {key}, {whole} FROM (
      {self._both(rows)}
    ) x{above} GROUP BY {key}
    HAVING ROW({whole}) IS DISTINCT FROM ROW(0{", 0" * len(self.SUMS)})"""  # noqa: S608

    def _both(self, rows: str) -> str:
        kept = [f'"{name}"' for name in dict.fromkeys((*self.SAME, *self.KEY))]
        sums = [f'"{name}"' for name in self.SUMS]
        came = ", ".join((*(f"r.{name}" for name in (*kept, *sums)), "1 AS n"))
        went = ", ".join((*(f"f.{name}" for name in kept), *(f"-f.{name}" for name in sums), "-1"))
        mine = [f"r.\"{name}\" = '{value}'" for name, value in self.ONLY.items()] or ["true"]
        one = [f'f."{name}" = r."{name}"' for name in (*self.SAME, *self.ONLY)]
        return f"""SELECT {came} FROM {rows} r WHERE {" AND ".join(mine)}
      UNION ALL SELECT {went} FROM {rows} r, LATERAL (
        SELECT * FROM {self.OF.replace(".", "_")} o WHERE {self._before()}
      ) f WHERE r.revision > 1 AND {" AND ".join((*mine, *one))}"""  # noqa: S608 - constants

    def _before(self) -> str:
        # Compared as a whole and in this order: without sorting, only the index of the revisions
        # can serve that. Equal columns could be looked up by the index of a whole month as well.
        names = (*self.SAME, *self.ONLY, "revision")
        older, newer = (", ".join(f'{of}."{name}"' for name in names) for of in "or")
        order = ", ".join(f'o."{name}" DESC' for name in names)
        return f"({older}) < ({newer}) ORDER BY {order} LIMIT 1"

    def functions(self) -> str:
        """Return the function that adds, planned for the rows that each statement wrote."""
        return f"""
CREATE OR REPLACE FUNCTION {self._function()}() RETURNS trigger {UNSORTED} AS $$
BEGIN
  EXECUTE $sql${self.add("now")}$sql$;
  RETURN NULL;
END $$;
"""

    def _function(self) -> str:
        return f"{self.name}_v{self.installed}"

    def triggers(self, table: str) -> Iterable[str]:
        """Yield one trigger: it is handed all the rows of a statement at once."""
        yield after("insert", self.name, table, self._function())


class LedgerSummed(NewestSummed):
    """The ledger by month and day of entry."""

    OF, INTO = "lifecycle.execution", "lifecycle.executionsum"
    SAME = ("project_year_id", "month")
    KEY, SUMS = ("month", "on"), ("budget", "paid")
    YEAR = YEAR_ABOVE


def of_revisions(model: Any) -> list[NewestSummed]:
    """Return what is added up of a table."""
    return [held for held in model._meta.constraints if isinstance(held, NewestSummed)]


def all_revised() -> Iterator[tuple[type[Model], type[Model], NewestSummed]]:
    """Yield each table of revisions with the table of its sums, and how it is added up."""
    for model in apps.get_models():
        for held in of_revisions(model):
            yield model, apps.get_model(held.INTO), held


def begin(models: Iterable[Any], cursor: Any) -> None:
    """Add up what is in some tables already, while nobody writes them."""
    for model in models:
        table = model._meta.db_table
        for held in of_revisions(model):
            cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
            cursor.execute(f"DELETE FROM {held.table}")  # noqa: S608 - constants
            cursor.execute(held.add(table))
