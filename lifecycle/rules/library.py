"""What an indicator library 指标库 holds: entries by code, and templates of whole projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lifecycle.rules.indicators import Accumulation, LevelTwo, Operator
from lifecycle.rules.typed_aim import Aim


class Method(StrEnum):
    """How an indicator is scored 评分方法 (财预〔2021〕101号)."""

    DIRECT = "direct"
    PROPORTION = "proportion"
    GRADES = "grades"
    SATISFACTION = "satisfaction"


METHOD_LABELS = {
    Method.DIRECT: "直接赋分",
    Method.PROPORTION: "完成比例赋分",
    Method.GRADES: "评判等级赋分",
    Method.SATISFACTION: "满意度赋分",
}


METHOD_EXPLANATION_LABELS = {
    Method.DIRECT: "达到目标值得满分，达不到不得分。",
    Method.PROPORTION: "按完成目标值的比例得分，可规定最低完成比例，低于的不得分。",
    Method.GRADES: "按达成、部分达成、未达成三种情形分等次得分。",
    Method.SATISFACTION: "按满意度调查结果所在的区间得分。",
}
"""What each method means (财预〔2021〕101号)."""


class Kind(StrEnum):
    """What a template of the library is for."""

    LAYOUT = "layout"
    GOOD = "good"
    BAD = "bad"


KIND_LABELS = {Kind.LAYOUT: "模板", Kind.GOOD: "案例", Kind.BAD: "反例"}


def kind_of(name: str) -> Kind:
    """Tell what a template is for, by the word with which its name begins."""
    examples = (kind for kind in (Kind.BAD, Kind.GOOD) if name.startswith(KIND_LABELS[kind]))
    return next(examples, Kind.LAYOUT)


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator of the library; blank sector, field and project_type mean every project."""

    code: str
    sector: str
    field: str
    project_type: str
    level: LevelTwo
    name: str
    operator: Operator
    unit: str
    reference: Decimal | None
    basis: str
    data_source: str
    method: Method | None
    accumulation: Accumulation | None
    numerator: str
    denominator: str
    evidence: str
    achieved: str
    partly: str
    missed: str

    @property
    def scope(self) -> tuple[str, str, str]:
        """The projects for which it is meant."""
        return self.sector, self.field, self.project_type


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a template: its weight, and the value in a worked example."""

    entry: Entry
    weight: Decimal
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A whole project's indicators, with its goal where one is given."""

    name: str
    goal: str
    lines: Sequence[Line]

    @property
    def scope(self) -> tuple[str, ...]:
        """Sector, field and type where all of its lines agree, else blank."""
        columns = zip(*(line.entry.scope for line in self.lines), strict=True)
        return tuple(column[0] if len(set(column)) == 1 else "" for column in columns)


@dataclass(frozen=True, slots=True)
class Library:
    """All of one list."""

    entries: Sequence[Entry]
    templates: Sequence[Template]
