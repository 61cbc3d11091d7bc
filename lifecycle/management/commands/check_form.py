"""Check a filled 项目支出绩效目标申报表 (.xlsx): what it holds, what is wrong; nothing is saved."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle.queries.form_check import CheckedForm, Sentences, as_json, checked_form
from lifecycle.sheets import read_file

NO_FORM = 2


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, file: Path, format: str, **options: Any) -> None:  # noqa: A002 - the option's name
        """Print the form and its findings; leave with 2 and a sentence when it is no such form."""
        try:
            checked = checked_form(read_file(file))
        except Sentences as refused:
            raise CommandError(str(refused), returncode=NO_FORM) from None
        if format == "json":
            self.stdout.write(json.dumps(as_json(checked), ensure_ascii=False, indent=2))
        else:
            self._tell(checked)

    def _tell(self, checked: CheckedForm) -> None:
        form = checked.form
        words = {"project": form.project, "n": len(form.rows), "found": len(checked.findings)}
        self.stdout.write(_("%(project)s：%(n)s个指标，%(found)s个问题") % words)
        for found in checked.findings:
            self.stdout.write(f"{found.level} {found.code} {found.cell} {found.sentence}")
