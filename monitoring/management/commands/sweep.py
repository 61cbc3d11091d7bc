"""manage.py sweep: judge a month by hand, as of a day."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lifecycle import clock
from monitoring.sweep import sweep


class Command(BaseCommand):
    help = "判定某年某月的红黄灯，并发出或解除预警。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--month", type=int, required=True, choices=range(1, 13))
        parser.add_argument("--as-of", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"] or clock.today()
        self.stdout.write(str(sweep(options["year"], month=options["month"], as_of=as_of)))
