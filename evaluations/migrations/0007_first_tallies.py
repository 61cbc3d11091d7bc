"""The tallies of what is there already, in a transaction of their own."""

from typing import Any

from django.db import migrations

from lifecycle import traces


def fill(apps: Any, schema_editor: Any) -> None:
    """Tally the stages of this app."""
    with schema_editor.connection.cursor() as cursor:
        traces.begin(apps.get_app_config("evaluations").get_models(), cursor)


class Migration(migrations.Migration):

    dependencies = [
        ("lifecycle", "0027_tallies"),
        ("evaluations", "0006_tallies"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
