"""The sums of what is there already, in a transaction of their own."""

from typing import Any

from django.db import migrations

from lifecycle import tally_sql, traces


def fill(apps: Any, schema_editor: Any) -> None:
    """Add up all glances and the stages of this app."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(tally_sql.add_glances("SELECT 1 AS d, r.* FROM lifecycle_glance r"))
        traces.begin(apps.get_app_config("lifecycle").get_models(), cursor)


class Migration(migrations.Migration):

    dependencies = [
        ("lifecycle", "0027_tallies"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
