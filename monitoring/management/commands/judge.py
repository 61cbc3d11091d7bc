"""manage.py judge: judge a table of figures by a named pack, without touching any row."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle.rules.csv_text import FileFault
from monitoring.queries.packs import limits_named
from monitoring.rules.judging import judge_rows


class Command(BaseCommand):
    help = "判定一个CSV文件中每一行的灯，不写数据库。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, UTF-8")
        parser.add_argument("--pack", default="national", metavar="NAME", help="规则包")
        parser.add_argument("--format", choices=["json", "text"], default="json", help="输出格式")

    def handle(self, *, file: Path, pack: str, format: str, **options: Any) -> None:  # noqa: A002
        """Print one object a row; a faulty row is named and the command fails after all of them."""
        limits = limits_named(pack)
        if limits is None:
            raise CommandError(_("没有名为“%(name)s”的规则包") % {"name": pack})
        try:
            found = [one.body() for one in judge_rows(self._read(file), limits=limits)]
        except FileFault as fault:
            raise CommandError(str(fault)) from None
        if format == "json":
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.stdout.writelines(
                f"{one['row']}\t{one.get('sentence', one.get('error'))}\n" for one in found
            )
        if faulty := sum("error" in one for one in found):
            raise CommandError(_("%(n)s 行有错误") % {"n": faulty})

    def _read(self, file: Path) -> bytes:
        try:
            return file.read_bytes()
        except OSError as error:
            words = {"file": file, "reason": error.strerror}
            raise CommandError(_("无法读取文件 %(file)s：%(reason)s") % words) from None
