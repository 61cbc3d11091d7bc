"""Quality of a goal 绩效目标质量: one small rule a finding, numbered as in domain 3.5."""

from lifecycle.rules.parts import Severity
from lifecycle.rules.quality import changed, conservative, measurable, simple
from lifecycle.rules.quality.drafts import (
    RULES,
    UNIT,
    Change,
    Earlier,
    Finding,
    GoalDraft,
    IndicatorDraft,
    Past,
    Sibling,
    Track,
)
from lifecycle.rules.quality.judging import findings, goal_faults
from lifecycle.rules.quality.limits import CODES, NATIONAL_QUALITY, QUALITY, QualityLimits
from lifecycle.rules.quality.simple import REQUIRED

__all__ = [
    "CODES",
    "NATIONAL_QUALITY",
    "QUALITY",
    "REQUIRED",
    "RULES",
    "UNIT",
    "Change",
    "Earlier",
    "Finding",
    "GoalDraft",
    "IndicatorDraft",
    "Past",
    "QualityLimits",
    "Severity",
    "Sibling",
    "Track",
    "changed",
    "conservative",
    "findings",
    "goal_faults",
    "measurable",
    "simple",
]
