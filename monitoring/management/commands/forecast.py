"""manage.py forecast: learn from finished years, or test what they would have told of one."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lifecycle import clock
from lifecycle.models import FiscalYear
from monitoring.actions import learn
from monitoring.models import ForecastBand
from monitoring.queries.forecast import backtest
from monitoring.rules.forecast import Tested


class Command(BaseCommand):
    help = "按历年进度预测年末；--backtest 用以前年度预测某一已结束年度，与时间比例外推比较误差。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="重新生成该年度的预测依据")
        parser.add_argument("--backtest", type=int, metavar="YEAR", help="检验该年度的预测误差")
        parser.add_argument("--as-of", type=date.fromisoformat)
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, year: int | None, **options: Any) -> None:
        """Say how many bands there are now, or how each month's forecast came out."""
        if options["backtest"] is None:
            wanted = year or clock.today().year
            bands = learn(wanted, on=options["as_of"] or clock.today())
            self.stdout.write(_("%(year)s年度：%(n)s条依据") % {"year": wanted, "n": bands})
            return
        try:
            found = backtest(options["backtest"])
        except FiscalYear.DoesNotExist:
            words = {"year": options["backtest"]}
            raise CommandError(_("%(year)s年度尚未设立，没有规则包") % words) from None
        self.stdout.write(_as_json(found) if options["format"] == "json" else _as_text(found))


def _as_json(found: dict[str, list[Tested]]) -> str:
    body = {kind: [asdict(line) for line in lines] for kind, lines in found.items()}
    return json.dumps(body, ensure_ascii=False, indent=2, default=str)


def _as_text(found: dict[str, list[Tested]]) -> str:
    return "\n".join(
        _(
            "%(kind)s %(month)s月末：%(courses)s个项目，平均误差%(error)s个百分点"
            "（时间比例外推%(line)s），八成区间命中%(within)s%%"
        )
        % {
            "kind": ForecastBand.Kind(kind).label,
            "month": line.month,
            "courses": line.courses,
            "error": line.error,
            "line": line.line_error,
            "within": line.within,
        }
        for kind, lines in found.items()
        for line in lines
    ) or _("没有可以检验的历史")
