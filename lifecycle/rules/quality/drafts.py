"""What the quality rules judge, as plain values, and what they answer."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lifecycle.rules.indicators import LEVEL_ONE_OF, Layout, LevelOne, LevelTwo, Operator
from lifecycle.rules.parts import Severity
from lifecycle.rules.quality.limits import NATIONAL_QUALITY, QualityLimits

UNITLESS = frozenset({Operator.QUALITATIVE, Operator.DATE_LE, Operator.BOOL})
RISING = frozenset({Operator.GT, Operator.GE, Operator.EQ})
FALLING = frozenset({Operator.LT, Operator.LE})


@dataclass(frozen=True, slots=True)
class Past:
    """What one indicator promised and reached in an earlier year."""

    year: int
    target: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class Track:
    """How one indicator runs in its year: the newest actual, what the monitoring points said.

    `blue` tells of a blue light by July; `before` is the target of the version amended.
    """

    actual: Decimal | None = None
    impossible: int = 0
    blue: bool = False
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """One indicator as filled in; target_high only for a range, due only for a date.

    `anchors` are the three described levels, None where the form has no place for them;
    `level_one` is given where the form files it elsewhere (older forms: 成本 under 产出);
    `weight_note` says why a typed weight is none.
    """

    name: str
    level: LevelTwo | None
    operator: Operator
    weight: Decimal | None
    target: Decimal | None = None
    target_high: Decimal | None = None
    unit: str = ""
    due: date | None = None
    wording: str = ""
    anchors: tuple[str, str, str] | None = None
    level_one: LevelOne | None = None
    weight_note: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    past: Sequence[Past] = ()
    reference: Decimal | None = None
    track: Track = field(default_factory=Track)

    @property
    def first_level(self) -> LevelOne | None:
        """The first level under which its weight counts."""
        return self.level_one or (LEVEL_ONE_OF[self.level] if self.level else None)

    @property
    def is_quantitative(self) -> bool:
        """Whether a number or a day says if it was reached."""
        return self.operator not in {Operator.QUALITATIVE, Operator.BOOL}


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another project of the unit: its name and those of its indicators."""

    project: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the same project asked and promised the year before, quantities by name."""

    amount: Decimal
    quantities: Mapping[str, Decimal]


UNIT = "实施单位"
"""What D2 calls the unit that carries out the project."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to the project since the target was approved, and what was filed for it.

    `altered` names what else than money changed; `filed_on` is when the amendment behind this
    version was filed, `opened` when the self-evaluation began.
    """

    today: date
    initial: Decimal | None = None
    annual: Decimal | None = None
    over: Decimal = Decimal(20)
    file_by: date | None = None
    amended: bool = False
    altered: tuple[str, ...] = ()
    suspended: bool = False
    filed_on: date | None = None
    closes: date = date.max
    opened: date | None = None


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A goal with all that the rules may look at; amounts in 元.

    `amount_note` says why a typed amount is none.
    """

    text: str
    amount: Decimal | None
    indicators: Sequence[IndicatorDraft]
    layout: Layout
    limits: QualityLimits = NATIONAL_QUALITY
    waived: Collection[str] = ()
    project: str = ""
    year: int | None = None
    from_library: bool = False
    siblings: Sequence[Sibling] = ()
    earlier: Earlier | None = None
    change: Change | None = None
    amount_note: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)

    def at(self, *levels: LevelTwo) -> list[IndicatorDraft]:
        """Return the indicators on some second levels."""
        return [found for found in self.indicators if found.level in levels]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found, where; `place` is a field or an indicator's name, `cell` its address."""

    code: str
    level: Severity
    sentence: str
    place: str
    cell: str = ""
    why: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence and its place; a level only where it is not the usual one of the rule."""

    sentence: str
    place: str
    cell: str = ""
    level: Severity | None = None


Rule = Callable[[GoalDraft], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Named:
    """One rule with its number, its usual level, why it matters and how to mend."""

    code: str
    level: Severity
    why: str
    mend: str
    find: Rule

    def findings(self, goal: GoalDraft) -> Iterator[Finding]:
        """Ask the rule; the pack of the year may give it another level, or silence it."""
        usual = goal.limits.levels.get(self.code, self.level)
        if usual == OFF:
            return
        for hit in self.find(goal):
            given = Severity(usual) if self.code in goal.limits.levels else hit.level
            level = given or self.level
            yield Finding(self.code, level, hit.sentence, hit.place, hit.cell, self.why, self.mend)


OFF = "off"
RULES: dict[str, Named] = {}
"""Every rule by its number, in the order in which they are asked."""


def rule(code: str, level: Severity, *, why: str, mend: str) -> Callable[[Rule], Rule]:
    """Register a rule under its number."""

    def register(find: Rule) -> Rule:
        RULES[code] = Named(code, level, why, mend, find)
        return find

    return register


def on(goal: GoalDraft, sentence: str, place: str, *, level: Severity | None = None) -> Hit:
    """Point at a field of the goal."""
    return Hit(sentence, place, goal.cells.get(place, ""), level)


def about(
    indicator: IndicatorDraft, fault: str, *, column: str = "name", level: Severity | None = None
) -> Hit:
    """Point at a column of an indicator."""
    cell = indicator.cells.get(column, "")
    return Hit(f"指标“{indicator.name}”{fault}", indicator.name, cell, level)
