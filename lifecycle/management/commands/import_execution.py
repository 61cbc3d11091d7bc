"""Import what the treasury paid by month, from CSV or XLSX: all rows, or every fault."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.actions.importing_execution import FaultyFile, import_execution
from lifecycle.rules.csv_text import FileFault


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8) or XLSX")
        parser.add_argument("--on", type=date.fromisoformat, help="day from which it counts")

    def handle(self, *, file: Path, on: date | None, **options: Any) -> None:
        """Say what the batch holds and what it changed, or name every fault and fail."""

        def tell(fault: object) -> None:
            self.stderr.write(str(fault))

        try:
            done = import_execution(file, on=on or clock.today(), at=clock.now(), tell=tell)
        except FaultyFile as refused:
            words = {"n": refused.faults}
            raise CommandError(_("文件有 %(n)s 处错误，未导入任何一行") % words) from None
        except FileFault as fault:
            raise CommandError(str(fault)) from None
        except OSError as error:
            place = {"file": file, "reason": error.strerror}
            raise CommandError(_("无法读取文件 %(file)s：%(reason)s") % place) from None
        count = {"n": done.batch.rows, "written": done.written}
        if done.again:
            self.stdout.write(_("此文件已导入过：%(n)s 行，没有变动") % count)
        else:
            self.stdout.write(_("已导入 %(n)s 行，新增或更正 %(written)s 行") % count)
