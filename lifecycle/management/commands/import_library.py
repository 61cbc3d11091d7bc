"""Import an indicator library, from CSV or XLSX: the whole table as a new release, or no row."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.actions.importing_library import import_library
from lifecycle.rules.csv_text import FileFault
from lifecycle.rules.library_file import LibraryFaults
from lifecycle.sheets import SheetFault

MOST_OF_A_NAME = 40


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8) or XLSX")
        parser.add_argument("--name", help="name of the library; without it, that of the file")

    def handle(self, *, file: Path, name: str | None, **options: Any) -> None:
        """Say what the release holds, or name every fault and fail."""
        called = (name or file.stem).strip()
        if not 0 < len(called) <= MOST_OF_A_NAME:
            raise CommandError(_("请填写指标库的名称，不超过%(n)s字") % {"n": MOST_OF_A_NAME})
        try:
            done = import_library(file, name=called, at=clock.now())
        except LibraryFaults as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            count = {"n": len(refused.faults)}
            raise CommandError(_("文件有 %(n)s 处错误，未导入任何一行") % count) from None
        except (FileFault, SheetFault) as fault_of_file:
            raise CommandError(str(fault_of_file)) from None
        words = {"release": done.release, "n": done.indicators, "m": done.templates}
        if done.again:
            self.stdout.write(_("此文件已导入过：%(release)s，没有变动") % words)
        else:
            self.stdout.write(_("已导入 %(release)s：%(n)s 个指标，%(m)s 个模板") % words)
