"""Lights 红黄灯 told from plain numbers, each with the sentence that explains it (domain 2)."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from lifecycle.rules.aims import plain
from lifecycle.rules.indicators import ATTAINMENT_LABELS, Attainment, Operator
from lifecycle.rules.money import round_half_up
from monitoring.rules.limits import PACE, Limits, Scale, money_scale, pace_scale, time_share
from monitoring.rules.milestones import not_wanted_yet

PACE_PLACES, SHOWN_PLACES = 4, (2, 4, 8, 16)
NOTHING = Decimal(0)


class Light(StrEnum):
    """How an execution or a goal stands; grey is no judgement."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"
    GREY = "grey"


LIGHT_LABELS = {
    Light.GREEN: "绿灯",
    Light.YELLOW: "黄灯",
    Light.RED: "红灯",
    Light.BLUE: "蓝灯",
    Light.GREY: "不判灯",
}
SEVERITY = {Light.GREY: 0, Light.BLUE: 1, Light.GREEN: 2, Light.YELLOW: 3, Light.RED: 4}


class Possibility(StrEnum):
    """Whether the goal can still be reached 完成目标可能性 (财预〔2019〕136号, the form)."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A light, what was held against the limits in percent (four places), and the words for it.

    `ratio` is the same in percent with two places, rounded once from the exact number.
    """

    light: Light
    pace: Decimal | None
    sentence: str
    ahead: bool = False
    ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator at a month's end.

    expected is what the milestone of milestone_month wants, None where that one is still to come;
    point says that the value stands at one time and does not add up over the year. For DATE_LE
    actual is the days late, for BOOL it is 1 or 0; due_month is when it first can be judged.
    """

    operator: Operator
    target: Decimal | None = None
    actual: Decimal | None = None
    target_high: Decimal | None = None
    expected: Decimal | None = None
    milestone_month: int | None = None
    point: bool = False
    due_month: int | None = None
    attained: Attainment | None = None
    possibility: Possibility | None = None


def execution_light(
    paid: Decimal | None,
    *,
    budget: Decimal | None,
    month: int,
    limits: Limits,
    planned: Decimal | None = None,
) -> Judgement:
    """Hold what is paid of the annual adjusted budget 全年预算数 against the months gone, in 元.

    Where there is a payment plan 用款计划, `planned` is what it wants paid by now since January.
    """
    scale = money_scale(limits, month=month)
    if paid is None or budget is None:
        return unjudged(_unscaled(month) if scale is None else "尚未取得预算执行数据")
    if not budget:
        return _no_budget(limits)
    if paid > budget:
        words = f"超预算：已支出{paid:f}元 > 全年预算{budget:f}元 → 红灯"
        share = scale.share if scale else time_share(month)
        return _judged(Light.RED, Fraction(paid) / Fraction(budget) / share, words)
    if scale is None:
        return unjudged(_unscaled(month))
    return _money_light(
        Fraction(paid) / Fraction(budget), _planned(scale, planned, budget), month, limits
    )


def _unscaled(month: int) -> str:
    return f"规则包未设{month}月末的执行率界线"


def _planned(scale: Scale, planned: Decimal | None, budget: Decimal) -> Scale:
    if planned is None or scale.name != PACE:
        return scale
    return replace(scale, share=Fraction(planned) / Fraction(budget), by="按计划")


def _no_budget(limits: Limits) -> Judgement:
    if limits.zero_budget == Light.GREY:
        return unjudged("全年预算数为0")
    return Judgement(Light.YELLOW, None, "全年预算数为0 → 黄灯")


def _money_light(done: Fraction, scale: Scale, month: int, limits: Limits) -> Judgement:
    words = f"{month}月末"
    if not scale.share:
        return Judgement(Light.GREEN, None, f"{words}按计划尚无应支出 → 绿灯")
    if scale.name == PACE:
        due, here = round_half_up(scale.share * 100), round_half_up(done * 100)
        words = f"{words}{scale.by}应支出{due:f}%，实际{here:f}%，"
    judged = _paced(done / scale.share, scale=scale, words=words)
    if scale.name != PACE or done / scale.share * 100 <= limits.ahead_over:
        return judged
    note = f"{judged.sentence}，超前（> {limits.ahead_over:f}%），请核对"
    return replace(judged, ahead=True, sentence=note)


def indicator_light(reading: Reading, *, month: int, limits: Limits) -> Judgement:
    """Judge one indicator by its operator (a provincial module, later release; domain 2.2)."""
    judged = _indicator_light(reading, month=month, limits=limits)
    if not limits.dual or judged.light is not Light.RED:
        return judged
    words = f"{judged.sentence.removesuffix(LIGHT_LABELS[Light.RED])}{LIGHT_LABELS[Light.YELLOW]}"
    return replace(judged, light=Light.YELLOW, sentence=words)


def _indicator_light(reading: Reading, *, month: int, limits: Limits) -> Judgement:
    if reading.possibility is Possibility.IMPOSSIBLE:
        return Judgement(Light.RED, None, "填报为“完全不可能”完成目标 → 红灯")
    if reason := _silence(reading, month=month):
        return unjudged(reason)
    if reading.attained and reading.operator is Operator.QUALITATIVE:
        return _qualitative_light(reading.attained)
    if reading.operator in {Operator.BOOL, Operator.DATE_LE}:
        return _done_light(reading.operator, actual=reading.actual or NOTHING)
    return _numeric_light(reading, month=month, limits=limits)


def _silence(reading: Reading, *, month: int) -> str:
    """Say why an indicator cannot be judged yet, or ""."""
    if reading.due_month and reading.due_month > month:
        return f"{reading.due_month}月才到期"
    if reading.operator is Operator.QUALITATIVE:
        return "" if reading.attained else "尚未填报完成程度"
    if reading.actual is None:
        return "尚未填报实际完成值"
    needed = reading.operator not in {Operator.BOOL, Operator.DATE_LE}
    return "没有目标值" if needed and reading.target is None else ""


def _numeric_light(reading: Reading, *, month: int, limits: Limits) -> Judgement:
    actual, target = reading.actual or NOTHING, reading.target or NOTHING
    if reading.operator in {Operator.LT, Operator.LE}:
        met = actual < target if reading.operator is Operator.LT else actual <= target
        return _met(f"实际{actual:f}，上限{target:f}", met=met)
    if reading.operator is Operator.RANGE:
        return _range_light(reading, actual=actual, low=target, limits=limits)
    if reading.operator is Operator.EQ and not target:
        return _met(f"实际{actual:f}，应为0", met=not actual)
    return _positive_light(reading, actual=actual, target=target, month=month, limits=limits)


def _positive_light(
    reading: Reading, *, actual: Decimal, target: Decimal, month: int, limits: Limits
) -> Judgement:
    if target <= 0:
        return unjudged("目标值应大于0")
    due = reading.milestone_month
    if reading.expected is None:
        if reason := not_wanted_yet(due, point=reading.point, month=month, limits=limits):
            return unjudged(reason)
        return _growing_light(str(actual), str(target), month, limits)
    due = due or month
    return _milestone_light(reading.expected, actual=actual, target=target, due=due, limits=limits)


def _milestone_light(
    wanted: Decimal, *, actual: Decimal, target: Decimal, due: int, limits: Limits
) -> Judgement:
    words = f"{due}月里程碑应达{plain(wanted)}，实际{plain(actual)}，"
    if wanted <= 0:
        return Judgement(Light.GREEN, None, f"{words}尚无应完成 → 绿灯")
    return _held_against(
        Fraction(wanted), actual, target, words, pace_scale(limits, month=due), limits
    )


@lru_cache(maxsize=16384)
def _growing_light(done: str, aim: str, month: int, limits: Limits) -> Judgement:
    # Kept by the figures as written: equal numbers of another scale read otherwise in words.
    actual, target = Decimal(done), Decimal(aim)
    scale = pace_scale(limits, month=month)
    wanted = scale.share * Fraction(target)
    words = f"{month}月末应完成{round_half_up(wanted):f}，实际{actual:f}，"
    return _held_against(wanted, actual, target, words, scale, limits)


def _held_against(
    wanted: Fraction, actual: Decimal, target: Decimal, words: str, scale: Scale, limits: Limits
) -> Judgement:
    if actual <= 0:
        return _judged(Light.RED, Fraction(0), f"{words}尚无进展 → 红灯")
    pace = Fraction(actual) / wanted
    if blue := _blue(pace, Fraction(actual) / Fraction(target), words, limits):
        return blue
    return _paced(pace, scale=scale, words=words)


def _blue(pace: Fraction, done: Fraction, words: str, limits: Limits) -> Judgement | None:
    whose, reached = ("本月进度", pace) if limits.blue_by == "pace" else ("全年目标", done)
    if reached * 100 < limits.blue_from:
        return None
    return _judged(Light.BLUE, pace, f"{words}已达{whose}的{limits.blue_from:f}%以上 → 蓝灯")


def _range_light(reading: Reading, *, actual: Decimal, low: Decimal, limits: Limits) -> Judgement:
    high = low if reading.target_high is None else reading.target_high
    outside = max(low - actual, actual - high, Decimal(0))
    edge = abs(low if actual < low else high)
    words = f"实际{actual:f}，区间{low:f}至{high:f}"
    if not outside:
        return Judgement(Light.GREEN, None, f"{words} → 绿灯")
    if outside * 100 <= limits.range_yellow * edge:
        return Judgement(Light.YELLOW, None, f"{words}，偏离不超过{limits.range_yellow:f}% → 黄灯")
    return Judgement(Light.RED, None, f"{words}，偏离超过{limits.range_yellow:f}% → 红灯")


def _qualitative_light(attained: Attainment) -> Judgement:
    light = {
        Attainment.ACHIEVED: Light.GREEN,
        Attainment.PARTLY: Light.YELLOW,
        Attainment.MISSED: Light.RED,
    }[attained]
    return Judgement(light, None, f"{ATTAINMENT_LABELS[attained]} → {LIGHT_LABELS[light]}")


def _done_light(operator: Operator, *, actual: Decimal) -> Judgement:
    if operator is Operator.BOOL:
        return _met("已完成" if actual > 0 else "未完成", met=actual > 0)
    return _met(f"逾期{actual:f}天" if actual > 0 else "按期完成", met=actual <= 0)


def _paced(share: Fraction, *, scale: Scale, words: str) -> Judgement:
    percent, red, green = share * 100, scale.red_below, scale.green_from
    shown = f"{scale.name}{_shown(percent, scale=scale):f}%"
    if red is not None and percent < red:
        light, reason = Light.RED, f"{shown} < {red:f}%"
    elif percent < green:
        from_red = "" if red is None else f"{red:f}% ≤ "
        light, reason = Light.YELLOW, f"{from_red}{shown} < {green:f}%"
    else:
        light, reason = Light.GREEN, f"{shown} ≥ {green:f}%"
    return _judged(light, share, f"{words}{reason} → {LIGHT_LABELS[light]}")


def _shown(percent: Fraction, *, scale: Scale) -> Decimal:
    """Round for reading, but never onto a limit that was not reached."""
    for places in SHOWN_PLACES:
        rounded = round_half_up(percent, places=places)
        if rounded == percent or rounded not in scale.limits:
            break
    return rounded


def _judged(light: Light, share: Fraction, sentence: str) -> Judgement:
    percent = share * 100
    pace, ratio = round_half_up(percent, places=PACE_PLACES), round_half_up(percent)
    return Judgement(light, pace, sentence, ratio=ratio)


def _met(words: str, *, met: bool) -> Judgement:
    light = Light.GREEN if met else Light.RED
    return Judgement(light, None, f"{words} → {LIGHT_LABELS[light]}")


def unjudged(reason: str) -> Judgement:
    """Give the grey light of what cannot be judged, with the reason."""
    return Judgement(Light.GREY, None, f"{reason}，不判灯")
