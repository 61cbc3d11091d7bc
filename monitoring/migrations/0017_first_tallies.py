"""The tallies of what is there already, in a transaction of their own."""

from typing import Any

from django.db import migrations

from lifecycle import traces


def fill(apps: Any, schema_editor: Any) -> None:
    """Tally the stages of this app."""
    with schema_editor.connection.cursor() as cursor:
        traces.begin(apps.get_app_config("monitoring").get_models(), cursor)


class Migration(migrations.Migration):

    dependencies = [
        ("lifecycle", "0027_tallies"),
        ("monitoring", "0016_tallies"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
