"""Writing columns of many rows in one statement: `bulk_update` builds a CASE for each cell."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models

STATEMENT = """
UPDATE "{table}" t SET {sets}
FROM jsonb_to_recordset(%s::jsonb) AS w(id bigint{columns}) WHERE t.id = w.id
"""


def save_many(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write the named columns of saved rows of one model; nothing for no rows.

    The rows travel as one JSON text: psycopg adapts an array element by element.
    """
    if not rows:
        return
    model = type(rows[0])
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    sql = STATEMENT.format(
        table=model._meta.db_table,
        sets=", ".join(f'"{f.column}" = w."{f.column}"' for f in fields),
        columns="".join(f', "{f.column}" {f.db_type(connection)}' for f in fields),
    )
    names = [(f.column, f.attname) for f in fields]
    plain = [
        {"id": row.pk} | {column: getattr(row, name) for column, name in names} for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(plain, default=str)])
