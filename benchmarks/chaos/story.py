"""The small city that is put through the kills, and the same days lived by it undisturbed."""

import os
import random
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PROJECTS = 60
FIRST = date(2023, 5, 4)
AWAY_AFTER, AWAY = 4, 7
"""After so many days nobody is there for a week, in either run."""
MONTHS = range(4, 12)
HOUR = time(10)
ZONE = ZoneInfo("Asia/Shanghai")


def days(count: int) -> Iterator[datetime]:
    """Give the business clock of each day that is lived; a week is missing among them."""
    for n in range(count):
        day = FIRST + timedelta(days=n + (AWAY if n >= AWAY_AFTER else 0))
        yield datetime.combine(day, HOUR, ZONE)


def found(seed: int) -> None:
    """Build the city, its approved targets and a year of payments, in an empty database."""
    from benchmarks import city  # noqa: PLC0415 - models can be imported only on a ground
    from lifecycle.models import Execution, Installation, ProjectYear  # noqa: PLC0415

    city.found(PROJECTS)
    city.reset("approved")
    Installation.objects.update(epoch=os.environ["MAIL_EPOCH"], rehearsal_at=None)
    chance = random.Random(seed)  # noqa: S311 - the same city for the same seed
    Execution.objects.bulk_create(
        Execution(project_year_id=key, month=month, document="国库支付", budget=1200, **line)
        for key in ProjectYear.objects.order_by("pk").values_list("pk", flat=True)
        for month in MONTHS
        for line in _lines(month, chance)
    )


def _lines(month: int, chance: random.Random) -> Iterator[dict[str, object]]:
    """Say what was paid by a month's end, and up to two corrections of it on later days."""
    on = date(2023, month + 1, 1)
    for revision in range(1, chance.randint(1, 3) + 1):
        yield {
            "revision": revision,
            "paid": round(100 * month * chance.uniform(0.3, 1.1)),
            "on": on,
        }
        on += timedelta(days=chance.randint(2, 9))


def live(count: int) -> None:
    """Live so many days in one process: each day's slots, then its mail."""
    from lifecycle import relay, slots  # noqa: PLC0415 - as above
    from lifecycle.models import Installation  # noqa: PLC0415

    for at in days(count):
        Installation.objects.update(rehearsal_at=at)
        while slots.tick():
            pass
        while relay.relay():
            pass


def main(act: str, number: int) -> None:
    """Found the city by a seed, or live in it for so many days."""
    import django  # noqa: PLC0415 - the addresses are in the environment by now
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    if act == "found":
        call_command("migrate", run_syncdb=True, verbosity=0)
        found(number)
    else:
        live(number)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
