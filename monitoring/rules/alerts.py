"""Alerts beside the lights of a month: overclaiming, tasks falling due, missing reports."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from lifecycle.rules.money import round_half_up
from monitoring.rules.lights import Judgement, Light
from monitoring.rules.limits import Limits


class Mark(StrEnum):
    """How a task stands to its last day 任务期限."""

    BLACK = "black"
    RED = "red"
    OVERDUE = "overdue"


def overclaim(indicators: Decimal, *, execution: Decimal, limits: Limits) -> Judgement:
    """Turn red when a self-evaluation claims far better results than was spent (domain 2.2 D).

    `indicators` are points of 90, `execution` points of 10; without a limit nothing is said.
    """
    claimed, spent = Fraction(indicators) / 90, Fraction(execution) / 10
    if limits.overclaim_over is None or not claimed:
        return Judgement(Light.GREY, None, "不作自评预警")
    gap = (claimed - spent) / claimed * 100
    words = f"指标得分率比执行得分率高{round_half_up(gap):f}%"
    over = gap > limits.overclaim_over
    sign, light = (">", Light.RED) if over else ("≤", Light.GREEN)
    said = "红灯" if over else "绿灯"
    return Judgement(light, None, f"{words} {sign} {limits.overclaim_over:f}% → {said}")


def task_mark(days_left: int, *, warn_days: int) -> Mark:
    """Tell how a task stands: black while there is time, red when it runs out, then overdue."""
    if days_left < 0:
        return Mark.OVERDUE
    return Mark.BLACK if days_left > warn_days else Mark.RED


def missing_report(days_late: int, *, red_after: int | None) -> Judgement:
    """Judge a report that is not filed: yellow at once, red after so many working days.

    Grey while it is not late, or where the pack sets no term (`report.missing`; warnings.md L4).
    """
    if red_after is None or days_late <= 0:
        return Judgement(Light.GREY, None, "")
    if days_late >= red_after:
        words = f"监控填报逾期{days_late}个工作日未送审，已满{red_after}个 → 红灯"
        return Judgement(Light.RED, None, words)
    return Judgement(Light.YELLOW, None, f"监控填报逾期{days_late}个工作日未送审 → 黄灯")
