"""Print the figures of the annual report: `manage.py report 2023 --format text`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle import report_text
from lifecycle.figures import figures
from lifecycle.models import ProjectYear


class Command(BaseCommand):
    help = "年度报告的全部数据，逐项由数据库查询得出"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="预算年度")
        parser.add_argument("--format", choices=["json", "text"], default="text", help="输出格式")

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        if not ProjectYear.objects.filter(year=year).exists():
            raise CommandError(_("%(year)s年度没有数据") % {"year": year})
        found = figures(year)
        if options["format"] == "json":
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(report_text.lines(found)))
