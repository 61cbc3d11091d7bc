"""manage.py sweep: judge a month by hand, as of a day."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.models import FiscalYear
from monitoring.marks import sweep_if_changed
from monitoring.sweep import sweep


class Command(BaseCommand):
    help = "判定某年某月的红黄灯，并发出或解除预警；只判有变动的项目。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--month", type=int, required=True, choices=range(1, 13))
        parser.add_argument("--as-of", type=date.fromisoformat)
        parser.add_argument("--whole", action="store_true", help="重判全部项目")

    def handle(self, *, year: int, month: int, whole: bool, **options: Any) -> None:
        """Say what was judged and written, or that nothing has changed."""
        as_of = options["as_of"] or clock.today()
        run = sweep if whole else sweep_if_changed
        try:
            swept = run(year, month=month, as_of=as_of)
        except FiscalYear.DoesNotExist:
            words = {"year": year}
            raise CommandError(_("%(year)s年度尚未设立，没有规则包") % words) from None
        self.stdout.write(str(swept or _("没有变动，无需重判")))
