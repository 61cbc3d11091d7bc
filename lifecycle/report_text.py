"""The annual report's figures as lines to read, amounts in 万元 or 亿元."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.rules.money import in_wan, in_yi

YI = Decimal(10) ** 8
LIGHT_NAMES = {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "blue": "蓝灯", "grey": "不判灯"}


def money(amount: str) -> str:
    """Write an amount of 元 in 亿元 from one 亿 on, in 万元 below."""
    found = Decimal(amount)
    return f"{in_yi(found)}亿元" if found >= YI else f"{in_wan(found)}万元"


def lines(figures: Mapping[str, Any]) -> list[str]:
    """Write the figures of a year, one line a fact, in the order of the report."""
    found = [_("%(year)s年度预算绩效管理工作情况") % {"year": figures["year"]}]
    for name, written in WRITERS.items():
        if name in figures:
            found += written(figures[name])
    return found


def _ex_ante(part: Mapping[str, Any]) -> Iterator[str]:
    yield _(
        "事前绩效评估：%(assessed)s个项目，取消%(cancelled)s个，申报%(declared)s，"
        "核减%(cut)s，核减率%(rate)s%%"
    ) % {
        **part,
        "declared": money(part["declared"]),
        "cut": money(part["cut"]),
        "rate": part["cut_rate"] or "—",
    }


def _targets(part: Mapping[str, Any]) -> Iterator[str]:
    yield _("批复绩效目标：%(departments)s家部门，%(projects)s个项目，涉及资金%(money)s") % {
        **part,
        "money": money(part["amount"]),
    }


def _lights(part: Mapping[str, Any]) -> Iterator[str]:
    for month, counts in part.items():
        named = "，".join(f"{LIGHT_NAMES[light]}{count}个" for light, count in counts.items())
        yield _("绩效监控1-%(month)s月：%(named)s") % {"month": month, "named": named}


def _warnings(part: Mapping[str, Any]) -> Iterator[str]:
    yield _("预警：%(opened)s项，其中红灯%(red)s项、黄灯%(yellow)s项") % {
        "opened": part["opened"],
        **part["lights"],
    }


def _rectifications(part: Mapping[str, Any]) -> Iterator[str]:
    yield _(
        "整改：%(opened)s项，按期销号%(closed_on_time)s项，逾期销号%(closed_late)s项，"
        "未销号%(open)s项，销号率%(rate)s%%"
    ) % {**part, "rate": part["closing_rate"] or "—"}


def _self_evaluation(part: Mapping[str, Any]) -> Iterator[str]:
    congress = part["congress"]
    yield _(
        "报人大项目绩效自评：%(projects)s个，资金总额%(wan)s万元，最低%(lowest)s分，"
        "平均%(mean)s分，按资金加权%(weighted_mean)s分"
    ) % {
        **{name: "—" if value is None else value for name, value in congress.items()},
        "wan": in_wan(Decimal(congress["amount"])),
    }
    named = "，".join(
        f"{label}{found['count']}个、{in_wan(Decimal(found['amount']))}万元"
        for label, found in congress["grades"].items()
    )
    yield _("自评等级：%(named)s") % {"named": named}
    projects = part["coverage"]["projects"]
    yield _("自评覆盖：应评%(due)s个，已确认%(confirmed)s个，覆盖率%(rate)s%%") % {
        **projects,
        "rate": projects["rate"] or "—",
    }


def _key_evaluation(part: Mapping[str, Any]) -> Iterator[str]:
    yield _("财政重点绩效评价：部门整体%(departments)s家，项目%(projects)s个，资金%(money)s") % {
        **part,
        "money": money(part["amount"]),
    }


def _application(part: Mapping[str, Any]) -> Iterator[str]:
    named = "，".join(f"{label}{found['count']}个" for label, found in part["actions"].items())
    yield _("结果应用：建议%(proposed)s项，已决定%(decided)s项，已应用%(applied)s项") % part
    yield _("结果应用建议：%(named)s") % {"named": named}


def _publication(part: Mapping[str, Any]) -> Iterator[str]:
    for name, label in (("budget", _("随预算")), ("final", _("随决算"))):
        found = part[name]
        fewest = found["fewest_key_projects"]
        yield _("信息公开%(label)s：%(departments)s家部门，每家重点项目最少%(fewest)s个") % {
            "label": label,
            "departments": found["departments"],
            "fewest": "—" if fewest is None else fewest,
        }
    yield _("报人大绩效目标：%(projects)s个项目") % part["congress"]


WRITERS = {
    "ex_ante": _ex_ante,
    "targets": _targets,
    "lights": _lights,
    "warnings": _warnings,
    "rectifications": _rectifications,
    "self_evaluation": _self_evaluation,
    "key_evaluation": _key_evaluation,
    "application": _application,
    "publication": _publication,
}
