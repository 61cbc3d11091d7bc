"""Putting the rows of the sums 合计 together again, in time: no number changes by it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from lifecycle import tally_sql
from lifecycle.models import GlanceSum, Tally
from lifecycle.revised import all_revised


def fold() -> None:
    """Fold the rows of each key into one. Two at once, and whoever writes meanwhile, are safe.

    What another has not committed is not seen and stays; what another folded is gone already.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for model, key, sums in _kept():
            cursor.execute(tally_sql.fold(model._meta.db_table, key, sums))


def _kept() -> Iterator[tuple[Any, Sequence[str], Sequence[str]]]:
    yield GlanceSum, tally_sql.GLANCE_KEY, tally_sql.GLANCE_SUMS
    yield Tally, tally_sql.TALLY_KEY, tally_sql.TALLY_SUMS
    for _model, sums, held in all_revised():
        yield sums, ("year", *held.KEY), ("n", *held.SUMS)
