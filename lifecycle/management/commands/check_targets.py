"""Hold every target of a year against the quality rules: each finding, or the counts."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.models import FiscalYear
from lifecycle.queries.form_check import finding_as_json
from lifecycle.queries.target_check import Judged, judged_targets, summed_up


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="budget year")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day that is today")
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--summary", action="store_true", help="counts by rule and department")

    def handle(self, *, year: int, as_of: date | None, **options: Any) -> None:
        """Print what was found."""
        try:
            judged = list(judged_targets(year, day=as_of or clock.today()))
        except FiscalYear.DoesNotExist:
            raise CommandError(_("%(year)s年度尚未设立，没有规则包") % {"year": year}) from None
        body = summary(year, judged) if options["summary"] else listing(year, judged)
        if options["format"] == "json":
            self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))
        elif options["summary"]:
            self._tell_counts(body)
        else:
            self._tell(body)

    def _tell(self, body: dict[str, Any]) -> None:
        for row in body["findings"]:
            words = "{code} {project} {level} {rule} {cell} {sentence}".format_map(row)
            self.stdout.write(words)

    def _tell_counts(self, body: dict[str, Any]) -> None:
        for rule, count in body["rules"].items():
            self.stdout.write(f"{rule} {count}")
        for place in body["departments"]:
            self.stdout.write(f"{place['code']} {place['department']} {place['rules']}")


def listing(year: int, judged: list[Judged]) -> dict[str, Any]:
    """Write every finding with its target."""
    rows = [{**_named(one), **finding_as_json(found)} for one in judged for found in one.findings]
    return {"year": year, "targets": len(judged), "findings": rows}


def _named(one: Judged) -> dict[str, Any]:
    project = one.target.project_year.project
    return {"target": one.target.pk, "code": project.code, "project": project.name}


def summary(year: int, judged: list[Judged]) -> dict[str, Any]:
    """Write the counts."""
    return {"year": year, "targets": len(judged), **summed_up(judged)}
