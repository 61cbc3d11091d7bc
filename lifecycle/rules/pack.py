"""A rule pack 规则包: every number of a year that a circular or a region may change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from lifecycle.rules.appraisal import BOND_DIMENSIONS, BOND_WEIGHTS, DIMENSIONS, Dimension
from lifecycle.rules.deadlines import Deadline, day_exists
from lifecycle.rules.indicators import FULL_POINTS, Layout, LevelOne
from lifecycle.rules.light_table import LIGHTS, NATIONAL_LIGHTS
from lifecycle.rules.money import YUAN_LIMIT, round_half_up
from lifecycle.rules.pause_table import NATIONAL_PAUSE, PAUSE, PauseNumbers
from lifecycle.rules.quality.limits import NATIONAL_QUALITY, QUALITY, QualityLimits
from lifecycle.rules.sampling import SAMPLE, SampleNumbers
from lifecycle.rules.scoring_table import NATIONAL_SCORING, SCORING, ScoringNumbers
from lifecycle.rules.shapes import Line, Number, Record, Rows, Several, Whole, plain, table
from lifecycle.rules.terms import NATIONAL_TERMS
from lifecycle.rules.warning_table import NATIONAL_WARNINGS, WARNINGS, WarningNumbers

GradeTable = Sequence[tuple[Decimal, str]]
GRADE_KEYS = ("excellent", "good", "fair", "poor")
"""Names of the four grades 优良中差, best first, whatever a region prints for them."""


class PackError(ValueError):
    """A body that is no rule pack; `faults` holds every sentence with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class AppraisalNumbers:
    """Limits of ex-ante appraisal; min_amount in 元, spread a part of an item's points."""

    min_amount: Decimal
    support_from: Decimal
    partial_from: Decimal
    weights: Mapping[Dimension, Decimal]
    spread: Decimal
    min_experts: int
    bond_weights: Mapping[Dimension, Decimal] = field(default_factory=lambda: BOND_WEIGHTS)
    sample: SampleNumbers = SAMPLE


@dataclass(frozen=True, slots=True)
class AmendmentNumbers:
    """Limits of goal amendment; change_over in percent of the initial budget, closes (月, 日)."""

    change_over: Decimal
    file_workdays: int
    closes: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PublicationNumbers:
    """What a public batch needs, and the days it must be out in."""

    min_key_projects: int
    days: int


@dataclass(frozen=True, slots=True)
class Pack:
    """The numbers of one region and year; lights and consequences are tables by name."""

    name: str
    version: str
    lights: Mapping[str, Any]
    grades: GradeTable
    layout: Layout
    appraisal: AppraisalNumbers
    amendment: AmendmentNumbers
    consequences: Mapping[str, Decimal]
    deadlines: Mapping[str, Deadline]
    reporting_months: tuple[int, ...]
    publication: PublicationNumbers
    quality: QualityLimits = NATIONAL_QUALITY
    scoring: ScoringNumbers = NATIONAL_SCORING
    warnings: WarningNumbers = NATIONAL_WARNINGS
    pause: PauseNumbers = NATIONAL_PAUSE


def band(score: Decimal, *, grades: GradeTable) -> int:
    """Give the place of the first band a score reaches, rounded to two decimals half up."""
    rounded = round_half_up(score)
    if not 0 <= rounded <= FULL_POINTS:
        raise ValueError("a score lies between 0 and 100")
    return next(at for at, (floor, _) in enumerate(grades) if rounded >= floor)


def from_json(body: Mapping[str, Any]) -> Pack:
    """Read a stored pack; raises PackError with all faults at once."""
    if faults := PACK.faults(body, place=""):
        raise PackError(faults)
    pack: Pack = PACK.read(body)
    return pack


def to_json(pack: Pack) -> dict[str, Any]:
    """Write a pack so that from_json gives the same pack again.

    The warning table came later: the usual one is left out, so that no older body changes.
    """
    body = whole(pack)
    if pack.warnings == NATIONAL_WARNINGS:
        del body["warnings"]
    return body


def whole(pack: Pack) -> dict[str, Any]:
    """Write every table of a pack, for people to read and change."""
    body: dict[str, Any] = plain(pack)
    return body


def _points(**points: Decimal | int) -> dict[LevelOne, Decimal]:
    return {LevelOne(level): Decimal(value) for level, value in points.items()}


def _dimensions(**points: Decimal) -> dict[Dimension, Decimal]:
    return {Dimension(dimension): value for dimension, value in points.items()}


def _grades_check(grades: GradeTable) -> Iterator[str]:
    floors = [floor for floor, _ in grades]
    if len(grades) != len(GRADE_KEYS) or len({label for _, label in grades}) != len(GRADE_KEYS):
        yield f"应有{len(GRADE_KEYS)}个名称不同的等级"
    if any(upper <= lower for upper, lower in pairwise(floors)) or floors[-1:] != [Decimal(0)]:
        yield "等级分数线应由高到低，最后为0"


def _layout_check(layout: Layout) -> Iterator[str]:
    for at, points in enumerate(layout.tables):
        if sum(points.values()) != layout.indicators:
            yield f"tables[{at}]合计应为{layout.indicators:f}"
    if layout.areas and sum(points for _name, points in layout.areas) != layout.indicators:
        yield f"areas合计应为{layout.indicators:f}"


def _appraisal_check(numbers: AppraisalNumbers) -> Iterator[str]:
    for name, weights in (("weights", numbers.weights), ("bond_weights", numbers.bond_weights)):
        if sum(weights.values()) != FULL_POINTS:
            yield f"{name}合计应为{FULL_POINTS:f}"
    if numbers.partial_from >= numbers.support_from:
        yield "partial_from应小于support_from"


def _amendment_check(numbers: AmendmentNumbers) -> Iterator[str]:
    month, day = numbers.closes
    if not day_exists(month, day=day):
        yield "closes不是有效的月日"


def _consequences_check(coefficients: Mapping[str, Decimal]) -> Iterator[str]:
    if any(coefficients[better] < coefficients[worse] for better, worse in pairwise(GRADE_KEYS)):
        yield "等级越差，系数不应越大"


def _months_check(months: Sequence[int]) -> Iterator[str]:
    if not months or list(months) != sorted(set(months)):
        yield "应由小到大列出，不重复且不为空"


DAYS = Whole(1, 366)
DEADLINE = Record(
    {"workdays": DAYS, "days": DAYS, "by": Several((Whole(1, 12), Whole(1, 31), Whole(-2, 3)))},
    make=Deadline,
    optional=True,
)
POINTS = Number(0, 100)
PERCENT = Number(0, 1000)

NATIONAL = Pack(
    name="national",
    version="1",
    lights=NATIONAL_LIGHTS,
    grades=(  # 财预〔2020〕10号 art. 17
        (Decimal(90), "优"),
        (Decimal(80), "良"),
        (Decimal(60), "中"),
        (Decimal(0), "差"),
    ),
    layout=Layout(  # 财预〔2020〕10号 art. 12, 财预〔2021〕101号; without satisfaction benefit + 10
        execution=Decimal(10),
        tables=(
            _points(cost=20, output=40, benefit=20, satisfaction=10),
            _points(cost=20, output=40, benefit=30),
            _points(output=50, benefit=30, satisfaction=10),
            _points(output=50, benefit=40),
        ),
    ),
    appraisal=AppraisalNumbers(  # domain 1.9, all defaults of this project but the five dimensions
        min_amount=Decimal(5_000_000),
        support_from=Decimal(80),
        partial_from=Decimal(60),
        weights=dict.fromkeys(DIMENSIONS, Decimal(20)),
        spread=Decimal("0.15"),
        min_experts=5,
    ),
    amendment=AmendmentNumbers(  # domain 3.5 D1 and D5
        change_over=Decimal(20), file_workdays=15, closes=(11, 30)
    ),
    consequences={  # 财预〔2020〕10号: 中 cut as fit (0.80-0.90 usual), 差 cut or cancelled; 4.3.9
        "excellent": Decimal("1.00"),
        "good": Decimal("1.00"),
        "fair": Decimal("0.80"),
        "poor": Decimal("0.00"),
    },
    deadlines=NATIONAL_TERMS,
    reporting_months=(4, 6, 7, 10),
    publication=PublicationNumbers(min_key_projects=2, days=20),
)

PACK = Record(
    {
        "name": Line(),
        "version": Line(),
        "lights": LIGHTS,
        "grades": Rows(Several((POINTS, Line())), check=_grades_check),
        "layout": Record(
            {
                "execution": POINTS,
                "tables": Rows(table(tuple(LevelOne), of=POINTS, make=_points, optional=True)),
            },
            also={"areas": Rows(Several((Line(), POINTS)))},
            make=Layout,
            check=_layout_check,
        ),
        "appraisal": Record(
            {
                "min_amount": Number(0, YUAN_LIMIT),
                "support_from": POINTS,
                "partial_from": POINTS,
                "weights": table(DIMENSIONS, of=POINTS, make=_dimensions),
                "spread": Number(0, 1),
                "min_experts": Whole(1, 99),
            },
            also={
                "bond_weights": table(BOND_DIMENSIONS, of=POINTS, make=_dimensions),
                "sample": Record(
                    {"always_from": Number(0, YUAN_LIMIT), "share": Number(0, 100)},
                    make=SampleNumbers,
                ),
            },
            make=AppraisalNumbers,
            check=_appraisal_check,
        ),
        "amendment": Record(
            {
                "change_over": PERCENT,
                "file_workdays": DAYS,
                "closes": Several((Whole(1, 12), Whole(1, 31))),
            },
            make=AmendmentNumbers,
            check=_amendment_check,
        ),
        "consequences": table(GRADE_KEYS, of=Number(0, 2), check=_consequences_check),
        "deadlines": table(NATIONAL.deadlines, of=DEADLINE, optional=True),
        "reporting_months": Rows(Whole(1, 12), check=_months_check),
        "publication": Record(
            {"min_key_projects": Whole(0, 999), "days": DAYS}, make=PublicationNumbers
        ),
    },
    make=Pack,
    also={"quality": QUALITY, "scoring": SCORING, "warnings": WARNINGS, "pause": PAUSE},
)
"""The shape of a stored pack; a state left out of `deadlines` has no deadline."""
