"""Consequences 结果应用: what a grade proposes for next year's budget, for a person to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from evaluations.rules.grades import GRADE_LABELS, Grade
from lifecycle.rules.money import round_half_up


class Action(StrEnum):
    """What is proposed (中发〔2018〕34号; 财预〔2020〕10号 on using results)."""

    SUPPORT = "support"
    KEEP = "keep"
    CUT = "cut"
    CANCEL = "cancel"
    HOLD = "hold"


ACTION_LABELS = {
    Action.SUPPORT: "优先保障",
    Action.KEEP: "保持不变",
    Action.CUT: "压减",
    Action.CANCEL: "取消",
    Action.HOLD: "暂缓安排",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal for next year; the amount in 元, for HOLD what would follow rectification."""

    action: Action
    amount: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of payment 暂缓拨付 that counts next year: whether it stands, and holds the money."""

    why: str
    stands: bool
    holds: bool


def proposal(
    base: Decimal,
    *,
    grade: Grade,
    coefficients: Mapping[str, Decimal],
    idle_balance: Decimal = Decimal(0),
    unrectified: bool = False,
    pause: Pause | None = None,
    halt: str = "",
) -> Proposal:
    """Propose base × coefficient − long-idle balance 长期沉淀资金, never below 0 (domain 4.3.9).

    `pause` is a pause of payment that was marked for result application; `halt` says what keeps
    the project suspended or terminated, which gets no money (domain 1.3: 财预〔2019〕136号).
    """
    coefficient = coefficients[grade]
    left = Fraction(base) * Fraction(coefficient) - Fraction(idle_balance)
    amount = round_half_up(max(Fraction(0), left))
    action = _action(base, amount=amount, grade=grade, cancelled=not coefficient)
    held = pause is not None and pause.holds
    if unrectified or held or halt:
        action = Action.HOLD
    idle = f"，收回沉淀资金{idle_balance:f}元" if idle_balance else ""
    words = f"等级{GRADE_LABELS[grade]}：{base:f}元 × {coefficient:f}{idle}"
    late = "，整改完成前不予拨付" if unrectified else ""
    said = f"{words}，建议{ACTION_LABELS[action]}，{amount:f}元{late}"
    halted = f"，恢复前不予安排：{halt}" if halt else ""
    return Proposal(action, amount, f"{said}{_paused(pause)}{halted}")


def _paused(pause: Pause | None) -> str:
    if pause is None:
        return ""
    now = "暂缓拨付尚未解除" if pause.stands else "年内曾暂缓拨付"
    return f"，{now}{'，解除前不予安排' if pause.holds else ''}（{pause.why}）"


def _action(base: Decimal, *, amount: Decimal, grade: Grade, cancelled: bool) -> Action:
    if cancelled:
        return Action.CANCEL
    if amount < base:
        return Action.CUT
    return Action.SUPPORT if grade is Grade.EXCELLENT else Action.KEEP
