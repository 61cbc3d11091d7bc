"""A scored form as cells: 目标审核表 of the four natures, 事前评估表 of the dimensions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from lifecycle.rules.formulas import harmless
from lifecycle.rules.goal_layout import CODE, ROW_KEY, VERSION
from lifecycle.rules.money import POWERS, Unit

HEAD_ROW = 6
"""The row of the headings; the first line stands below it."""
HEADINGS = MappingProxyType(
    {
        "name": "评审内容",
        "items": "评审要点",
        "most": "分值",
        "points": "得分",
        "opinion": "评分理由",
    }
)
TOTAL, OPINION = "合计", "总体意见"
RECKONED = "系统自动合计"
TAB = "评分表"
"""What the sheet is called in its workbook."""
Cell = str | Decimal


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line: its key is the same in every copy, `items` are what to look at.

    With `apart` each item stands in a row of its own, beside one cell for the points of all.
    """

    key: str
    name: str
    items: tuple[str, ...]
    most: Decimal
    points: Decimal | None = None
    opinion: str = ""
    apart: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        """What stands in each row under 评审要点."""
        return self.items if self.apart else ("\n".join(self.items),)


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A form with what it says of the project; amount in 元.

    A reason stands on each line, or with `overall` one opinion below all of them.
    """

    title: str
    project: str
    code: str
    department: str
    unit: str
    year: int
    version: int
    amount: Decimal
    lines: Sequence[ScoreLine]
    overall: str | None = None

    @property
    def last(self) -> int:
        """The row of the total."""
        return HEAD_ROW + sum(len(line.rows) for line in self.lines) + 1


def cells(sheet: ScoreSheet) -> Mapping[str, Cell]:
    """Say what stands in which cell."""
    found: dict[str, Cell] = {
        "A1": sheet.title,
        "A2": f"（{sheet.year}年度）",
        "A3": "项目名称",
        "B3": sheet.project,
        "A4": "主管部门",
        "B4": sheet.department,
        "C4": "实施单位",
        "D4": sheet.unit,
        "A5": "金额（万元）",
        "B5": sheet.amount.scaleb(-POWERS[Unit.WAN]),
        "G1": CODE,
        "H1": sheet.code,
        "G2": VERSION,
        "H2": f"{sheet.version}",
        f"G{HEAD_ROW}": ROW_KEY,
    }
    found |= {f"{at}{HEAD_ROW}": head for at, head in zip("ABCDE", _heads(sheet), strict=False)}
    for line, row in _placed(sheet):
        found |= _line(line, row, reasoned=sheet.overall is None)
    found |= _foot(sheet)
    texts = {place: harmless(text) for place, text in found.items() if isinstance(text, str)}
    return found | texts


def _heads(sheet: ScoreSheet) -> Sequence[str]:
    return [*HEADINGS.values()][: 5 if sheet.overall is None else 4]


def _placed(sheet: ScoreSheet) -> Iterator[tuple[ScoreLine, int]]:
    row = HEAD_ROW + 1
    for line in sheet.lines:
        yield line, row
        row += len(line.rows)


def _line(line: ScoreLine, row: int, *, reasoned: bool) -> dict[str, Cell]:
    found: dict[str, Cell] = {f"B{at}": text for at, text in enumerate(line.rows, row)}
    found |= {f"A{row}": line.name, f"C{row}": line.most, f"G{row}": line.key}
    found[f"D{row}"] = "" if line.points is None else line.points
    return found | ({f"E{row}": line.opinion} if reasoned else {})


def _foot(sheet: ScoreSheet) -> dict[str, Cell]:
    whole = sum((line.most for line in sheet.lines), Decimal(0))
    found: dict[str, Cell] = {
        f"A{sheet.last}": TOTAL,
        f"C{sheet.last}": whole,
        f"D{sheet.last}": RECKONED,
    }
    if sheet.overall is not None:
        found |= {f"A{sheet.last + 1}": OPINION, f"B{sheet.last + 1}": sheet.overall}
    return found


def merged(sheet: ScoreSheet) -> list[str]:
    """Say which cells are one."""
    end = "E" if sheet.overall is None else "D"
    found = [f"A1:{end}1", f"A2:{end}2", f"B3:{end}3", f"B5:{end}5"]
    found += [f"D4:{end}4"] if end == "E" else []
    for line, row in _placed(sheet):
        below = row + len(line.rows) - 1
        if below > row:
            found += [f"{at}{row}:{at}{below}" for at in ("ACDE" if end == "E" else "ACD")]
    if sheet.overall is not None:
        found.append(f"B{sheet.last + 1}:{end}{sheet.last + 1}")
    return found
