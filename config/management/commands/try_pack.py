"""Say what a rule pack would change against a year: findings, grades and lights that would flip."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from evaluations.queries.trial import flipped_grades
from lifecycle import clock
from lifecycle.models import FiscalYear
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.packs import UnknownPack, pack_named
from lifecycle.queries.trial import flipped_findings
from lifecycle.rules.pack import Pack, PackError
from monitoring.trial import flipped_lights

WRONG = 2


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pack", metavar="PACK", help="name, 'name v2', or FILE.json")
        parser.add_argument("--against", type=int, required=True, metavar="YEAR")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day that is today")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, pack: str, against: int, **options: Any) -> None:
        """Print what would flip; nothing is written."""
        after = self._pack(pack)
        try:
            in_force = pack_of(against)
        except FiscalYear.DoesNotExist:
            raise CommandError(
                _("%(year)s年度尚未设立，没有规则包") % {"year": against}, returncode=WRONG
            ) from None
        day = options["as_of"] or clock.today()
        flips = flipped(against, day=day, before=in_force.pack, after=after)
        body = {"pack": after.name, "against": against, "in_force": in_force.version, **flips}
        if options["format"] == "json":
            self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))
        else:
            self._tell(flips)

    def _pack(self, named: str) -> Pack:
        try:
            return pack_named(named)
        except UnknownPack as unknown:
            raise CommandError(str(unknown), returncode=WRONG) from None
        except PackError as wrong:
            for fault in wrong.faults:
                self.stderr.write(fault)
            words = {"n": len(wrong.faults)}
            raise CommandError(_("规则包有%(n)s处错误") % words, returncode=WRONG) from None

    def _tell(self, flips: dict[str, Any]) -> None:
        for kind, count in flips["counts"].items():
            self.stdout.write(f"{kind} {count}")
        for kind in flips["counts"]:
            for row in flips[kind]:
                self.stdout.write(
                    f"{row['code']} {row['project']} {row['before']} → {row['after']}"
                )


def flipped(year: int, *, day: date, before: Pack, after: Pack) -> dict[str, Any]:
    """Gather what would flip in every app, with the counts."""
    found: dict[str, list[dict[str, Any]]] = {
        "findings": [
            _named(one.target.project_year)
            | {"target": one.target.pk, "rule": one.finding.code, "cell": one.finding.cell}
            | {"sentence": one.finding.sentence, "before": one.before, "after": one.after}
            for one in flipped_findings(year, day=day, before=before, after=after)
        ],
        "grades": [
            _named(one.project_year)
            | {"stage": one.stage, "score": f"{one.score:f}"}
            | {"before": one.before, "after": one.after}
            for one in flipped_grades(year, before=before, after=after)
        ],
        "lights": [
            _named(one.project_year)
            | {"month": one.month, "kind": one.kind, "sentence": one.sentence}
            | {"before": one.before, "after": one.after}
            for one in flipped_lights(year, before=before, after=after)
        ],
    }
    return {"counts": {kind: len(rows) for kind, rows in found.items()}, **found}


def _named(project_year: Any) -> dict[str, str]:
    return {"code": project_year.project.code, "project": project_year.project.name}
