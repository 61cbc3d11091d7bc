"""The lights of the glances that are there already."""

from django.db import migrations

from monitoring.traces import FILL


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0009_first_glances'),
        ('monitoring', '0004_glances'),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
