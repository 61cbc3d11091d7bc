"""Putting the rows of the sums 合计 together again, in time: no number changes by it."""

from django.db import connection, transaction

from lifecycle import tally_sql
from lifecycle.models import GlanceSum, Tally


def fold() -> None:
    """Fold the rows of each key into one. Two at once, and whoever writes meanwhile, are safe.

    What another has not committed is not seen and stays; what another folded is gone already.
    """
    kept = (
        (GlanceSum, tally_sql.GLANCE_KEY, tally_sql.GLANCE_SUMS),
        (Tally, tally_sql.TALLY_KEY, tally_sql.TALLY_SUMS),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for model, key, sums in kept:
            cursor.execute(tally_sql.fold(model._meta.db_table, key, sums))
