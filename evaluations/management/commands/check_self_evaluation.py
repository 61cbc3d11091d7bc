"""Check a filled 项目支出绩效自评表 (.xlsx): what it holds, what is wrong; nothing is saved."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.queries.form_check import as_json, checked_self_evaluation
from lifecycle.queries.form_check import Sentences
from lifecycle.sheets import read_file

NO_FORM = 2


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Print the form and its findings; leave with 2 and a sentence when it is no such form."""
        try:
            checked = checked_self_evaluation(read_file(file))
        except Sentences as refused:
            raise CommandError(str(refused), returncode=NO_FORM) from None
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(checked), ensure_ascii=False, indent=2))
            return
        for found in checked.findings:
            self.stdout.write(f"{found.level} {found.code} {found.cell} {found.sentence}")
