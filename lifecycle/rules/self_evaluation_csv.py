"""Reading the published table of self-evaluations 自评情况表: every fault at once, or all rows."""

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lifecycle.rules.csv_text import BOM, LONGEST_SHOWN, SAVE_AS
from lifecycle.rules.indicators import FULL_POINTS
from lifecycle.rules.money import FULL_WIDTH, NumberError, Unit, typed_number, yuan
from lifecycle.rules.pack import NATIONAL, GradeTable, band
from lifecycle.rules.text import text_fault

COLUMNS = ("no", "department", "project", "adjusted_budget_wan_yuan", "self_score", "grade")
ORDINAL = re.compile("[1-9][0-9]{0,5}")
Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; the budget in 元, `row` as a spreadsheet counts (header 1)."""

    row: int
    no: int
    department: str
    project: str
    adjusted_budget: Decimal
    self_score: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where; column is a header name, or "" for the whole row or file."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Record:
    row: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """What could be read of a record, by column."""

    row: int
    values: dict[str, Any]


class CellError(ValueError):
    """A cell that cannot be taken; str() is the sentence."""


def parse_rows(
    raw: bytes,
    *,
    known_departments: Collection[str] | None = None,
    grades: GradeTable = NATIONAL.grades,
) -> tuple[list[Row], list[Fault]]:
    """Read the file whole: either all its rows and no fault, or no row and all faults."""
    text, faults = _decoded(raw)
    records, broken = _records(text)
    faults += broken
    if not records:
        return [], faults or [Fault(1, "", "文件是空的")]
    places, header_faults = _header(records[0])
    faults += header_faults
    readers = _readers(known_departments, grades=grades)
    lines = []
    for record in records[1:]:
        line, found = _line(record, places=places, readers=readers, width=len(records[0].cells))
        faults += found
        lines.append(line)
    faults += _repeated(lines) + _misgraded(lines, grades=grades)
    if not lines:
        faults.append(Fault(records[0].row + 1, "", "没有数据行"))
    if faults:
        return [], sorted(faults, key=lambda fault: fault.row)
    return [Row(line.row, *(line.values[name] for name in COLUMNS)) for line in lines], []


def _decoded(raw: bytes) -> tuple[str, list[Fault]]:
    """Decode as UTF-8; a BOM or another encoding is a fault, but the rest is still read."""
    for encoding, name in (("utf-8", ""), ("gb18030", "GBK")):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        faults = [Fault(1, "", f"文件是{name}编码，{SAVE_AS}")] if name else []
        if text.startswith(BOM):
            faults.append(Fault(1, "", f"文件开头带有BOM，{SAVE_AS}"))
        return text.removeprefix(BOM), faults
    return "", [Fault(1, "", f"无法识别文件编码，{SAVE_AS}")]


def _records(text: str) -> tuple[list[_Record], list[Fault]]:
    """Split into numbered records; an empty line counts as a row but holds nothing."""
    records: list[_Record] = []
    row = 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            if any(cell.strip() for cell in cells):
                records.append(_Record(row, cells))
    except csv.Error:
        return records, [Fault(row + 1, "", "引号不成对或单元格过长，此行起未能读取")]
    return records, []


def _header(header: _Record) -> tuple[dict[str, int], list[Fault]]:
    """Find each column; a wrong name in the right place still has its cells checked."""
    names = [cell.strip() for cell in header.cells]
    faults = [Fault(header.row, name, f"缺少列“{name}”") for name in COLUMNS if name not in names]
    for at, name in enumerate(names):
        if name not in COLUMNS:
            shown = _shown(name)
            faults.append(Fault(header.row, shown, f"第{at + 1}列“{shown}”不是规定的列名"))
        elif name in names[:at]:
            faults.append(Fault(header.row, name, f"列“{name}”重复"))
    places = {name: names.index(name) for name in COLUMNS if name in names}
    for at, name in enumerate(COLUMNS[: len(names)]):
        if name not in places and names[at] not in COLUMNS:
            places[name] = at
    return places, faults


def _line(
    record: _Record, *, places: Mapping[str, int], readers: Mapping[str, Read], width: int
) -> tuple[_Line, list[Fault]]:
    """Read the cells of one record, each by its column's reader."""
    line, faults = _Line(record.row, {}), []
    if len(record.cells) != width:
        sentence = f"应有{width}列，实有{len(record.cells)}列"
        return line, [Fault(record.row, "", sentence)]
    for name, at in places.items():
        try:
            line.values[name] = readers[name](_filled(record.cells[at]))
        except (CellError, NumberError) as fault:
            faults.append(Fault(record.row, name, str(fault)))
    return line, faults


def _readers(known: Collection[str] | None, *, grades: GradeTable) -> dict[str, Read]:
    """Give the reader of each column."""
    labels = [label for _, label in grades]
    return {
        "no": _ordinal,
        "department": lambda cell: _listed(
            cell, known=known, sentence=f"部门“{_shown(cell)}”不在名录中"
        ),
        "project": _clean,
        "adjusted_budget_wan_yuan": _budget,
        "self_score": _score,
        "grade": lambda cell: _listed(
            cell, known=labels, sentence=f"等级应为{'、'.join(labels)}之一"
        ),
    }


def _filled(cell: str) -> str:
    if not cell.strip():
        raise CellError("不能为空")
    return cell.strip()


def _clean(cell: str) -> str:
    if fault := text_fault(cell, multiline=False):
        raise CellError(fault)
    return cell


def _listed(cell: str, *, known: Collection[str] | None, sentence: str) -> str:
    if known is not None and _clean(cell) not in known:
        raise CellError(sentence)
    return _clean(cell)


def _ordinal(cell: str) -> int:
    folded = cell.translate(FULL_WIDTH)
    if not ORDINAL.fullmatch(folded):
        raise CellError("序号应为正整数")
    return int(folded)


def _budget(cell: str) -> Decimal:
    amount = yuan(cell, unit=Unit.WAN)
    if not amount:
        raise CellError("项目金额应大于0")
    return amount


def _score(cell: str) -> Decimal:
    score = typed_number(cell, places=2)
    if score > FULL_POINTS:
        raise CellError("自评分数应在0到100之间")
    return score


def _repeated(lines: Sequence[_Line]) -> list[Fault]:
    """Name each number, and each project of a department, that an earlier row has too."""
    faults = []
    for column, keys in (("no", ("no",)), ("project", ("department", "project"))):
        first: dict[tuple[Any, ...], int] = {}
        for line in lines:
            key = tuple(line.values.get(name) for name in keys)
            if None in key:
                continue
            earlier = first.setdefault(key, line.row)
            if earlier != line.row:
                faults.append(Fault(line.row, column, f"与第{earlier}行重复"))
    return faults


def _misgraded(lines: Sequence[_Line], *, grades: GradeTable) -> list[Fault]:
    """Name each grade that its score does not reach."""
    faults = []
    for line in lines:
        score, printed = line.values.get("self_score"), line.values.get("grade")
        if score is None or printed is None:
            continue
        label = grades[band(score, grades=grades)][1]
        if printed != label:
            faults.append(Fault(line.row, "grade", f"{score:f}分应为“{label}”，表中为“{printed}”"))
    return faults


def _shown(name: str) -> str:
    return "（含不可见字符）" if text_fault(name, multiline=False) else name[:LONGEST_SHOWN]
