"""Import the published table of projects and their self-scores: all rows, or every fault."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.actions.importing import ImportFaults, import_published_projects


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, UTF-8")
        parser.add_argument("--year", type=int, required=True, help="budget year")

    def handle(self, *, file: Path, year: int, **options: Any) -> None:
        """Say how many projects the batch holds and since when, or name every fault and fail."""
        try:
            raw = file.read_bytes()
        except OSError as error:
            words = {"file": file, "reason": error.strerror}
            raise CommandError(_("无法读取文件 %(file)s：%(reason)s") % words) from None
        try:
            batch = import_published_projects(raw, year=year, at=clock.now())
        except ImportFaults as refused:
            for sentence in refused.sentences:
                self.stderr.write(sentence)
            count = {"n": len(refused.faults)}
            raise CommandError(_("文件有 %(n)s 处错误，未导入任何项目") % count) from None
        done = {"n": batch.rows, "at": timezone.localtime(batch.at).strftime("%Y-%m-%d %H:%M")}
        self.stdout.write(_("已导入 %(n)s 个项目（%(at)s）") % done)
