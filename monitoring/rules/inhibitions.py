"""Inhibition 抑制: which of a project's rules have no say while another stands (warnings.md I1–I3).

Sources and targets are disjoint, so there are no chains. None changes a state, light or count.
"""

from collections.abc import Collection
from enum import StrEnum

from monitoring.rules.silences import Ground


class Inhibition(StrEnum):
    """What inhibits what, by what stands."""

    UNLOADED = "unloaded"
    UNREPORTED = "unreported"
    OVER_BUDGET = "over_budget"


INHIBITION_LABELS = {
    Inhibition.UNLOADED: "当月国库支付数据尚未导入，抑制预算执行预警",
    Inhibition.UNREPORTED: "监控填报缺报，抑制绩效目标和不匹配预警",
    Inhibition.OVER_BUDGET: "超预算，抑制其黄灯缘由",
}


def inhibitions(
    grounds: Collection[Ground], *, yellow: Collection[Ground], unloaded: bool
) -> tuple[Inhibition, ...]:
    """Name what is inhibited in the newest month of a project.

    `unloaded` says that the treasury's payments of that month are not in the ledger at all.
    """
    found = {
        Inhibition.UNLOADED: unloaded,
        Inhibition.UNREPORTED: Ground.MISSING in grounds,
        Inhibition.OVER_BUDGET: Ground.OVER_BUDGET in grounds and bool(yellow),
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
    return frozenset(left)
