"""Lights taken together: of a goal, of goal and money, of a project (domain 2.3)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from monitoring.rules.lights import SEVERITY, Judgement, Light, unjudged
from monitoring.rules.limits import Limits


def goal_light(
    lights: Sequence[Light], *, limits: Limits, weights: Sequence[Decimal] | None = None
) -> Light:
    """Give the worst of the indicators; with weights red needs its share of them, else yellow."""
    light = project_light(lights)
    if weights is None or light is not Light.RED:
        return light
    judged = [(at, w) for at, w in zip(lights, weights, strict=True) if at is not Light.GREY]
    red = sum(weight for light, weight in judged if light is Light.RED)
    whole = sum(weight for _, weight in judged)
    return Light.RED if red * 100 >= limits.red_weight_from * whole else Light.YELLOW


def mismatch(
    achievement: Decimal | None, *, execution: Decimal | None, limits: Limits
) -> Judgement:
    """Turn yellow when goal and money, both in percent, lie too far apart; grey has no say."""
    if achievement is None or execution is None:
        return unjudged("目标完成或预算执行尚无数据")
    gap = abs(achievement - execution)
    words = f"目标完成{achievement:f}%与预算执行{execution:f}%相差{gap:f}个百分点"
    if gap <= limits.mismatch_over:
        return Judgement(Light.GREY, None, f"{words} ≤ {limits.mismatch_over:f}")
    return Judgement(Light.YELLOW, None, f"{words} > {limits.mismatch_over:f} → 黄灯")


def project_light(lights: Iterable[Light]) -> Light:
    """Give the worst light; grey never improves it, and nothing but grey is grey."""
    return max(lights, key=SEVERITY.__getitem__, default=Light.GREY)
