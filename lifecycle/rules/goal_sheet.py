"""A target as the cells of the official form 项目支出绩效目标申报表, ready to be filled further."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from lifecycle.rules.formulas import harmless
from lifecycle.rules.goal_layout import (
    CODE,
    FIRST_ROW,
    HEADINGS,
    ROW_KEY,
    TITLE,
    VERSION,
)
from lifecycle.rules.indicators import (
    LEVEL_ONE_LABELS,
    LEVEL_ONE_OF,
    LEVEL_TWO_LABELS,
    OPERATOR_LABELS,
    LevelTwo,
    Operator,
)
from lifecycle.rules.money import POWERS, Unit
from lifecycle.rules.typed_aim import Aim, read_aim

NUMERIC = frozenset({Operator.GT, Operator.GE, Operator.EQ, Operator.LT, Operator.LE})
SPACE = 5
"""So many empty rows wait below the indicators."""
Cell = str | Decimal
MERGED = ("A1:F1", "A2:F2", "B3:F3", "B4:C4", "E4:F4", "B5:C5", "E5:F5", "A6:A8", "B6:C6",
          "D6:F6", "B7:C7", "D7:F7", "B8:C8", "D8:F8", "B9:F9")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One indicator; `key` is the same in every version of the target."""

    key: str
    level: LevelTwo
    name: str
    aim: Aim
    weight: Decimal


@dataclass(frozen=True, slots=True)
class GoalSheet:
    """A target and what its form says of the project; amount in 元."""

    project: str
    code: str
    department: str
    unit: str
    year: int
    version: int
    is_new: bool
    amount: Decimal
    goal: str
    rows: Sequence[SheetRow]


def cells(sheet: GoalSheet) -> Mapping[str, Cell]:
    """Say what stands in which cell."""
    found: dict[str, Cell] = dict(LABELS)
    found |= {
        "A2": f"（{sheet.year}年度）",
        "B3": sheet.project,
        "B4": sheet.department,
        "E4": sheet.unit,
        "B5": "新增项目" if sheet.is_new else "延续项目",
        "D6": sheet.amount.scaleb(-POWERS[Unit.WAN]),
        "B9": sheet.goal,
        "H1": sheet.code,
        "H2": f"{sheet.version}",
    }
    for at, row in enumerate(sheet.rows, start=FIRST_ROW):
        found |= _row(row, at)
    texts = {place: harmless(text) for place, text in found.items() if isinstance(text, str)}
    return found | texts


LABELS = MappingProxyType(
    {
        "A1": TITLE,
        "A3": "项目名称",
        "A4": "主管部门",
        "D4": "实施单位",
        "A5": "项目属性",
        "D5": "项目期",
        "A6": "项目资金（万元）",
        "B6": "年度资金总额",
        "B7": "其中：财政拨款",
        "B8": "其他资金",
        "A9": "年度总体目标",
        f"A{FIRST_ROW - 1}": "绩效指标",
        **{f"{col}{FIRST_ROW - 1}": head for col, head in zip("BCDEF", HEADINGS, strict=True)},
        "G1": CODE,
        "G2": VERSION,
        f"G{FIRST_ROW - 1}": ROW_KEY,
    }
)


def _row(row: SheetRow, at: int) -> dict[str, Cell]:
    return {
        f"B{at}": LEVEL_ONE_LABELS[LEVEL_ONE_OF[row.level]],
        f"C{at}": LEVEL_TWO_LABELS[row.level],
        f"D{at}": row.name,
        f"E{at}": aim_text(row.aim),
        f"F{at}": row.weight,
        f"G{at}": row.key,
    }


def aim_text(aim: Aim) -> str:
    """Write an indicator's value as people type it, so that it reads back where it can."""
    written = list(_spellings(aim))
    return next((text for text in written if _means(read_aim(text), aim)), written[0])


def _spellings(aim: Aim) -> Iterator[str]:
    label = OPERATOR_LABELS[aim.operator]
    if aim.operator is Operator.DATE_LE and aim.due:
        yield _day(aim.due)
    elif aim.operator is Operator.RANGE and aim.target is not None:
        high = "" if aim.target_high is None else _plain(aim.target_high)
        yield f"{_plain(aim.target)}~{high}{aim.unit}"
    elif aim.operator in NUMERIC:
        value = "" if aim.target is None else f"{_plain(aim.target)}{aim.unit}"
        yield f"{label}{value}"
    else:
        yield aim.wording or label
        yield f"{label}{aim.wording}"


def _means(found: Aim, aim: Aim) -> bool:
    same = (found.operator, found.target, found.target_high, found.due, found.unit) == (
        aim.operator, aim.target, aim.target_high, aim.due, aim.unit,
    )  # fmt: skip
    return same and (found.operator in NUMERIC or found.due is not None or _worded(found, aim))


def _worded(found: Aim, aim: Aim) -> bool:
    return found.operator is Operator.RANGE or found.wording == aim.wording


def _day(due: date) -> str:
    return f"{due.year:04}年{due.month}月{due.day}日前"


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + 0:f}"
