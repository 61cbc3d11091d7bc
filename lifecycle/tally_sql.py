"""The functions that keep the sums 合计, in PL/pgSQL; their version stands in their names.

Each adds rows for what one statement changed, and reads and locks nothing, so that no writer waits
for another. The sum over all rows of a key is what holds; `folding` puts them together in time.
"""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings

AMOUNTS = ("amount", "approved", "budget", "paid")
KNOWN = tuple(f"{one}_known" for one in AMOUNTS)
GLANCE_KEY = ("year", "organisation_id", "kind", "light")
GLANCE_SUMS = ("n", *AMOUNTS, *KNOWN)
TALLY_KEY = ("machine", "year", "part", "organisation_id", "state", "filed_on", "grade")
TALLY_SUMS = ("n", "amount")
TELLS = {"grade": (", {}", ", ''"), "amount": (", sum(d * {})", ", 0")}
"""What a tally may tell beside a number: how it is made of a column, and what says nothing."""
FILINGS = ("adopt", "submit")
"""The steps by which a stage that is counted by the day of filing is filed."""

NOW, WAS = "SELECT 1 AS d, r.* FROM now r", "SELECT -1 AS d, r.* FROM was r"
Adding = Callable[[str], str]
"""Writes the INSERT that adds some rows, each with its sign `d`."""


def tally_function(name: str, add: Adding) -> str:
    """Write a trigger's function that adds what came and takes away what went."""
    return f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {add(NOW)};
  ELSIF TG_OP = 'DELETE' THEN
    {add(WAS)};
  ELSE
    {add(f"{NOW} UNION ALL {WAS}")};
  END IF;
  RETURN NULL;
END $$;
"""


def add_glances(rows: str) -> str:
    """Write the INSERT that adds some glances to the sums."""
    money = [f"coalesce(sum(d * {one}), 0)" for one in AMOUNTS]
    known = [f"coalesce(sum(d) FILTER (WHERE {one} IS NOT NULL), 0)" for one in AMOUNTS]
    sums = ", ".join(("sum(d)", *money, *known))
    nothing = ", ".join("0" for _one in GLANCE_SUMS)
    return (
        f"INSERT INTO lifecycle_glancesum ({', '.join(GLANCE_KEY + GLANCE_SUMS)})"  # noqa: S608
        f" SELECT year, organisation_id, kind, coalesce(light, ''), {sums} FROM ({rows}) x"
        f" GROUP BY 1, 2, 3, 4 HAVING ROW({sums}) IS DISTINCT FROM ROW({nothing})"
    )


def adding(
    machine: str, *, part: str, drafts: Sequence[str], dated: bool, also: Mapping[str, str]
) -> Adding:
    """Return what adds objects of a stage to the tallies: by state, and by the day of filing.

    `part` is the column that divides a year (a month, a version), `drafts` the states of what is
    not filed, or no longer; `also` is what is told by state beside the number, from which column.
    """
    place = f"'{machine}', year, {part}, organisation_id"
    columns = (*TALLY_KEY[:6], "n", *also)
    told = "".join(TELLS[name][0].format(column) for name, column in also.items())
    none = "".join(TELLS[name][1] for name in also)
    graded = f", {columns.index('grade') + 1}" if "grade" in also else ""
    paid = f" OR sum(d * {also['amount']}) <> 0" if "amount" in also else ""
    written = ", ".join(f"'{state}'" for state in drafts)
    filed = f"""
    UNION ALL SELECT {place}, '', first_filed_on, sum(d){none} FROM x
    WHERE first_filed_on IS NOT NULL AND state NOT IN ({written})
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(d) <> 0"""  # noqa: S608 - constants

    def add(rows: str) -> str:
        return f"""WITH x AS ({rows}) INSERT INTO lifecycle_tally ({", ".join(columns)})
    SELECT {place}, state, NULL::date, sum(d){told} FROM x
    GROUP BY 1, 2, 3, 4, 5{graded} HAVING sum(d) <> 0{paid}{filed if dated else ""}"""  # noqa: S608

    return add


def glance_function() -> str:
    """Write the function that keeps the sums of the glances."""
    return tally_function("glance_sums_v1", add_glances)


def first_filings(table: str, machine: str) -> str:
    """Write the statement that reads the day of each first filing in the log, for what is there."""
    return f"""
UPDATE "{table}" t SET first_filed_on = f.day FROM (
  SELECT object_id, (min(at) AT TIME ZONE '{settings.TIME_ZONE}')::date AS day
  FROM lifecycle_transitionlog WHERE machine = '{machine}' AND step IN {FILINGS}
  GROUP BY object_id
) f WHERE f.object_id = t.id AND t.first_filed_on IS NULL
"""  # noqa: S608 - constants


def fold(table: str, key: Sequence[str], sums: Sequence[str]) -> str:
    """Write the statement that puts the rows of each key together which has several."""
    key, sums = ([f'"{one}"' for one in names] for names in (key, sums))
    columns, whole = ", ".join(key), ", ".join(f"sum({one})" for one in sums)
    same = " AND ".join(f"t.{one} IS NOT DISTINCT FROM k.{one}" for one in key)
    kept, some = ", ".join((*key, *sums)), ", ".join(f"t.{one}" for one in (*key, *sums))
    nothing = ", ".join("0" for _one in sums)
    return f"""
WITH gone AS (
  DELETE FROM {table} t
  USING (SELECT {columns} FROM {table} GROUP BY {columns} HAVING count(*) > 1) k
  WHERE {same} RETURNING {some}
)
INSERT INTO {table} ({kept}) SELECT {columns}, {whole} FROM gone
GROUP BY {columns} HAVING ROW({whole}) IS DISTINCT FROM ROW({nothing})
"""  # noqa: S608 - constants
