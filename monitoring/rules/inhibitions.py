"""Inhibition 抑制: which of a project's rules have no say while another stands.

I1 to I3 and I7 of warnings.md. Sources and targets are disjoint, so there are no chains. None
changes a state, light or count.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from monitoring.rules.silences import Ground


class Inhibition(StrEnum):
    """What inhibits what, by what stands."""

    UNLOADED = "unloaded"
    UNREPORTED = "unreported"
    OVER_BUDGET = "over_budget"
    HALTED = "halted"


INHIBITION_LABELS = {
    Inhibition.UNLOADED: "当月国库支付数据尚未导入，抑制预算执行预警",
    Inhibition.UNREPORTED: "监控填报缺报，抑制绩效目标和不匹配预警",
    Inhibition.OVER_BUDGET: "超预算，抑制其黄灯缘由",
    Inhibition.HALTED: "项目已暂停或终止，抑制除超预算外的预警",
}


def inhibitions(
    grounds: Collection[Ground], *, yellow: Collection[Ground], unloaded: bool, halted: bool = False
) -> tuple[Inhibition, ...]:
    """Name what is inhibited in the newest month of a project.

    `unloaded` says that the treasury's payments of that month are not in the ledger at all;
    `halted` that a document suspended or terminated the project.
    """
    found = {
        Inhibition.UNLOADED: unloaded,
        Inhibition.UNREPORTED: Ground.MISSING in grounds,
        Inhibition.OVER_BUDGET: Ground.OVER_BUDGET in grounds and bool(yellow),
        Inhibition.HALTED: halted,
    }
    return tuple(one for one, holds in found.items() if holds)


def told_grounds(
    grounds: Collection[Ground], *, yellow: Collection[Ground], inhibited: Collection[Inhibition]
) -> frozenset[Ground]:
    """Leave out the grounds that an inhibition keeps from being told."""
    left = set(grounds)
    if Inhibition.UNLOADED in inhibited:
        left -= {Ground.EXECUTION}
    if Inhibition.UNREPORTED in inhibited:
        left -= {Ground.GOAL, Ground.MISMATCH}
    if Inhibition.OVER_BUDGET in inhibited:
        left -= set(yellow)
    if Inhibition.HALTED in inhibited:
        left &= {Ground.OVER_BUDGET}
    return frozenset(left)


def muting(inhibited: Collection[Inhibition], *, grounds: Collection[Ground]) -> Inhibition | None:
    """Name the inhibition that leaves nothing of a warning to tell, if one does."""
    if Inhibition.HALTED in inhibited and Ground.OVER_BUDGET not in grounds:
        return Inhibition.HALTED
    return Inhibition.UNLOADED if Inhibition.UNLOADED in inhibited and not grounds else None


def halted_by(document: str, *, on: date, ends: bool, why: str) -> str:
    """Say of a halted project by which document of which day, and why."""
    what = "终止" if ends else "暂停"
    return f"项目{what}，文号{document}，{on.year}年{on.month}月{on.day}日，事由：{why}"
