"""The glances of what is there already, in a transaction of their own."""

from django.db import migrations

from lifecycle.glance_sql import FILL


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0008_glances'),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
