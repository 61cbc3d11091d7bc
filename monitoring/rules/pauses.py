"""Pauses of payment 暂缓拨付: what may lead to one, and how it is said (warnings.md L5)."""

from datetime import date

from monitoring.rules.lights import Light

SHORTEST_REASON = 10
"""Characters of a reason, at the least."""


def proposal_fault(light: str, *, level: int, from_level: int) -> str:
    """Say why a warning may not lead to a pause, or "": it is red and nobody has answered."""
    if light != Light.RED:
        return "只有红灯预警可以提出暂缓拨付"
    if level < from_level:
        return f"红灯预警升级到第{from_level}级才能提出暂缓拨付，现为第{level}级"
    return ""


def terms_fault(reason: str, *, until: date | None, condition: str) -> str:
    """Say what a pause lacks: a reason, and a day or a condition that ends it; "" for nothing."""
    if len(reason.strip()) < SHORTEST_REASON:
        return f"原因不少于{SHORTEST_REASON}个字"
    return "" if until or condition.strip() else "请填写暂缓的期限或恢复的条件"


def in_words(who: str, *, why: str, until: date | None, condition: str) -> str:
    """Say of a pause who decided it, why, and what ends it."""
    said = f"由{who}决定，原因：{why}"
    if condition:
        said = f"{said}；恢复条件：{condition}"
    return f"{said}；期限{until.year}年{until.month}月{until.day}日" if until else said
