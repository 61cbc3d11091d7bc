"""Learning from finished years: the bands from which a year is forecast, worked out anew."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from monitoring.models import ForecastBand
from monitoring.queries.forecast import COURSES, years_before
from monitoring.rules.forecast import bands


def learn(year: int, *, on: date) -> int:
    """Work out what earlier years teach of a year, and return how many bands that gave."""
    with transaction.atomic():
        ForecastBand.objects.filter(year=year).delete()
        return len(ForecastBand.objects.bulk_create(_bands(year, on), batch_size=500))


def _bands(year: int, on: date) -> Iterator[ForecastBand]:
    years = years_before(year)
    said = f"{years[0]}—{years[-1]}"
    for kind, courses in COURSES.items():
        for month, pairs in sorted(courses(years).items()):
            for band in bands(pairs):
                yield ForecastBand(
                    year=year,
                    kind=kind,
                    month=month,
                    at=band.at,
                    gains=list(band.gains),
                    courses=band.courses,
                    years=said,
                    made_on=on,
                )
