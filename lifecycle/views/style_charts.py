"""The charts of the style page."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.rules.charts import (
    Bar,
    Cell,
    Head,
    Line,
    Series,
    bars,
    heat,
    lines,
    multiples,
    spark,
    stacked,
)

MONTHS = 12
PLANNED = (3, 7, 12, 20, 28, 38, 47, 55, 66, 78, 90, 100)
PAID = (2, 5, 9, 15, 21, 30, None, 41)
SHARES = {"red": (3, 5, 0), "yellow": (8, 4, 2), "green": (20, 11, 9), "grey": (1, 0, 4)}
LIGHTS = ("green", "green", "yellow", "yellow", "red", "red", "yellow", "blue", "grey")


def drawn_charts() -> dict[str, Any]:
    """Draw one chart of each kind."""
    return {
        "bars": _bars(),
        "stacked": _stacked(),
        "lines": _lines(),
        "heat": _heat(),
        "multiples": _multiples(),
        "spark": spark(_("支出"), PAID, plan=PLANNED, top=100),
    }


def _head(title: str, unit: str) -> Head:
    return Head(title, _("2023年1至8月"), "2023-08-31", unit)


def _bars() -> Any:
    given = [
        Bar(_("教育局"), Decimal("58.20"), "lead", Decimal("66.67"), "#charts"),
        Bar(_("卫生健康局"), Decimal("41.20"), "red", Decimal("66.67")),
        Bar(_("交通委"), Decimal(71), "lead", Decimal("66.67")),
        Bar(_("民政局（尚未报送）"), None, "lead", Decimal("66.67")),
    ]
    return bars(
        _head(_("各部门预算执行率和序时进度"), "%"),
        given,
        top=100,
        names=_("部门"),
        marks=_("序时进度"),
    )


def _stacked() -> Any:
    words = {"red": _("红灯"), "yellow": _("黄灯"), "green": _("绿灯"), "grey": _("不判灯")}
    names = (_("教育局"), _("卫生健康局"), _("交通委"))
    rows = [(name, [SHARES[tone][n] for tone in words]) for n, name in enumerate(names)]
    series = [Series(word, tone) for tone, word in words.items()]
    return stacked(_head(_("各部门红黄灯分布"), _("个")), series, rows, names=_("部门"))


def _lines() -> Any:
    given = [
        Line(_("计划"), PLANNED, "soft", dashed=True),
        Line(_("实际支出"), [*PAID, *[None] * (MONTHS - len(PAID))]),
    ]
    months = [_("%(n)s月") % {"n": n} for n in range(1, MONTHS + 1)]
    return lines(_head(_("计划和实际支出"), _("万元")), months, given, names=_("月份"))


def _heat() -> Any:
    words = {"red": _("红灯"), "yellow": _("黄灯"), "green": _("绿灯"), "blue": _("蓝灯"),
             "grey": _("不判灯")}  # fmt: skip
    rows = [
        (name, [Cell(each, words[each]) for each in LIGHTS[shift:]] + [None] * shift)
        for shift, name in enumerate(
            (_("校舍维修"), _("社区卫生服务中心设备购置"), _("农村公路养护"))
        )
    ]
    months = [str(n) for n in range(1, len(LIGHTS) + 1)]
    return heat(_head(_("各月项目灯色"), ""), months, rows, names=_("项目"))


def _multiples() -> Any:
    names = (_("维修校舍数量"), _("验收合格率"), _("受益学生数"))
    rows = [(name, [n * (4 - shift) for n in range(1, 9)]) for shift, name in enumerate(names)]
    months = [str(n) for n in range(1, 9)]
    return multiples(_head(_("各指标完成进度"), "%"), months, rows, names=_("指标"))
