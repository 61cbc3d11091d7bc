"""How first and second levels are written in forms old and new."""

from lifecycle.rules.grid import folded
from lifecycle.rules.indicators import LEVEL_ONE_LABELS, LEVEL_TWO_LABELS, LevelOne, LevelTwo

SUFFIX = "指标"
ONES = {label.removesuffix(SUFFIX): level for level, label in LEVEL_ONE_LABELS.items()} | {
    "绩效": LevelOne.BENEFIT,
    "效果": LevelOne.BENEFIT,
}
TWOS = {label.removesuffix(SUFFIX): level for level, label in LEVEL_TWO_LABELS.items()} | {
    "经济": LevelTwo.ECONOMIC_BENEFIT,
    "社会": LevelTwo.SOCIAL_BENEFIT,
    "生态": LevelTwo.ECOLOGICAL_BENEFIT,
    "生态环境": LevelTwo.ECOLOGICAL_BENEFIT,
    "环境效益": LevelTwo.ECOLOGICAL_BENEFIT,
    "可持续": LevelTwo.LASTING_IMPACT,
    "进度": LevelTwo.TIMELINESS,
    "时限": LevelTwo.TIMELINESS,
    "成本": LevelTwo.ECONOMIC_COST,
    "生态成本": LevelTwo.ECOLOGICAL_COST,
    "满意度": LevelTwo.SERVED_SATISFACTION,
    "服务对象": LevelTwo.SERVED_SATISFACTION,
    "社会公众满意度": LevelTwo.SERVED_SATISFACTION,
    "受益对象满意度": LevelTwo.SERVED_SATISFACTION,
    "服务对象满意度(或受益对象满意度)": LevelTwo.SERVED_SATISFACTION,
}
COSTS = {
    "经济": LevelTwo.ECONOMIC_COST,
    "社会": LevelTwo.SOCIAL_COST,
    "生态": LevelTwo.ECOLOGICAL_COST,
    "生态环境": LevelTwo.ECOLOGICAL_COST,
}
"""What the short words mean under 成本."""


def level_one(text: str) -> LevelOne | None:
    """Read a first level as typed, or None."""
    return ONES.get(folded(text).removesuffix(SUFFIX))


def level_two(text: str, *, first: LevelOne | None) -> LevelTwo | None:
    """Read a second level as typed under a first one, or None."""
    word = folded(text).removesuffix(SUFFIX)
    if first is LevelOne.COST and word in COSTS:
        return COSTS[word]
    return TWOS.get(word)
