"""Say what a rule pack would change against a year: findings, scores, grades, lights that flip."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from evaluations.queries.trial import flipped_grades, flipped_scores
from lifecycle import clock
from lifecycle.models import FiscalYear
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.packs import UnknownPack, pack_named
from lifecycle.queries.trial import flipped_findings
from lifecycle.queries.trials import budgets_of
from lifecycle.rules.pack import Pack, PackError
from monitoring.trial import both_lights, flipped_lights, judged_months

WRONG = 2


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pack", metavar="PACK", help="name, 'name v2', or FILE.json")
        parser.add_argument("--against", type=int, required=True, metavar="YEAR")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day that is today")
        parser.add_argument(
            "--month", type=int, choices=range(1, 13), metavar="M", help="the lights of one month"
        )
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
        day, month = options["as_of"] or clock.today(), options["month"]
        if month is None:
            flips = flipped(against, day=day, before=in_force.pack, after=after)
        else:
            flips = self._of_month(against, month, in_force.pack, after)
        body = {"pack": after.name, "against": against, "in_force": in_force.version, **flips}
        if options["format"] == "json":
            self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))
        else:
            self._tell(flips)

    def _of_month(self, year: int, month: int, before: Pack, after: Pack) -> dict[str, Any]:
        if month not in judged_months(year):
            words = {"year": year, "month": month}
            raise CommandError(_("%(year)s年%(month)s月尚未判灯") % words, returncode=WRONG)
        lights = _lights(year, before=before, after=after, month=month)
        matrix = _matrix(year, before=before, after=after, month=month)
        return {"month": month, "counts": {"lights": len(lights)}, "lights": lights} | {
            "matrix": matrix
        }

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
        for cell in flips.get("matrix", ()):
            self.stdout.write(
                f"{cell['kind']} {cell['before']} → {cell['after']}"
                f" {cell['count']} {cell['amount']}"
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
        "lights": _lights(year, before=before, after=after),
        "scores": [
            _named(one.project_year)
            | {"stage": one.stage, "before": f"{one.before:.2f}", "after": f"{one.after:.2f}"}
            for one in flipped_scores(year, before=before, after=after)
        ],
    }
    return {"counts": {kind: len(rows) for kind, rows in found.items()}, **found}


def _lights(
    year: int, *, before: Pack, after: Pack, month: int | None = None
) -> list[dict[str, Any]]:
    return [
        _named(one.project_year)
        | {"month": one.month, "kind": one.kind, "sentence": one.sentence}
        | {"before": one.before, "after": one.after}
        for one in flipped_lights(year, before=before, after=after, month=month)
    ]


def _matrix(year: int, *, before: Pack, after: Pack, month: int) -> list[dict[str, Any]]:
    """Count every pair of old and new lights of a month, with their money in 元."""
    budgets = budgets_of(year)
    cells: dict[tuple[str, str, str], tuple[int, Decimal]] = {}
    for _month, old, new in both_lights(year, before=before, after=after, month=month):
        key = (str(old.kind), str(old.light), str(new.light))
        count, amount = cells.get(key, (0, Decimal(0)))
        cells[key] = (count + 1, amount + (budgets.get(old.project_year) or 0))
    return [
        {"kind": kind, "before": old, "after": new, "count": count, "amount": f"{amount:.2f}"}
        for (kind, old, new), (count, amount) in sorted(cells.items())
    ]


def _named(project_year: Any) -> dict[str, str]:
    return {"code": project_year.project.code, "project": project_year.project.name}
