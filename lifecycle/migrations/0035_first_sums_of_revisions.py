"""What is there already is added up, in a transaction of its own."""

from typing import Any

from django.db import migrations

from lifecycle import revised, traces


def fill(apps: Any, schema_editor: Any) -> None:
    """Add up the revisions and the money of this app."""
    models = list(apps.get_app_config("lifecycle").get_models())
    with schema_editor.connection.cursor() as cursor:
        revised.begin(models, cursor)
        traces.begin_again(models, cursor)


class Migration(migrations.Migration):

    dependencies = [
        ("lifecycle", "0034_sums_of_revisions"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
