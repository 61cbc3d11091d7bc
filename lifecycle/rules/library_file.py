"""An indicator library as a table: one row an indicator, or one of a template's.

A code that stood in an earlier row needs no second definition: such a row puts the indicator into
a further template.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lifecycle.rules.csv_text import NO_ROWS, FileFault, header_places
from lifecycle.rules.execution_file import CellFault
from lifecycle.rules.goal_labels import level_one, level_two
from lifecycle.rules.grid import written
from lifecycle.rules.indicators import (
    ACCUMULATION_LABELS,
    LEVEL_ONE_OF,
    Accumulation,
    LevelTwo,
    Operator,
    read_operator,
)
from lifecycle.rules.library import METHOD_LABELS, Entry, Library, Line, Template
from lifecycle.rules.library_example import example_fault, example_of
from lifecycle.rules.money import NumberError, typed_number
from lifecycle.rules.quality.drafts import UNITLESS
from lifecycle.rules.text import text_fault, tidied

DEFINING = (
    "行业", "领域", "项目类型", "一级指标", "二级指标", "三级指标", "指标性质", "计量单位",
    "参考值", "取值依据", "数据来源", "评分方法", "累计方式", "分子", "分母", "佐证材料",
    "达成的情形", "部分达成的情形", "未达成的情形",
)  # fmt: skip
PLACING = ("模板", "总体目标", "权重", "示例值")
COLUMNS = ("编码", *DEFINING, *PLACING)
LONGEST = {
    "行业": 40, "领域": 40, "项目类型": 40, "三级指标": 100, "计量单位": 20, "取值依据": 200,
    "数据来源": 100, "分子": 100, "分母": 100, "佐证材料": 200, "达成的情形": 200,
    "部分达成的情形": 200, "未达成的情形": 200, "模板": 60, "总体目标": 4000, "示例值": 200,
}  # fmt: skip
PROSE = ("总体目标",)
OWED = ("三级指标", "取值依据")
LEVELS = ("达成的情形", "部分达成的情形", "未达成的情形")
DIVIDED = ("分子", "分母")
CODE = re.compile(r"[0-9A-Za-z.-]{1,30}")
METHODS = {label: method for method, label in METHOD_LABELS.items()}
WAYS = {label: way for way, label in ACCUMULATION_LABELS.items()} | {
    "累计": Accumulation.CUMULATIVE,
    "增量": Accumulation.INCREMENT,
    "最新": Accumulation.LATEST,
    "比率": Accumulation.RATIO,
}
MOST_WEIGHT = Decimal(100)
QUANTITY_PLACES = 4
Cells = Mapping[str, str]
Faults = list[CellFault]


class LibraryFaults(Exception):  # noqa: N818 - an answer, not a failure
    """The table has faults: `faults` are all of them."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(len(faults)))


def read_library(rows: Iterable[tuple[int, Sequence[Any]]]) -> Library:
    """Read a whole table, its first row the header; raises LibraryFaults with all, or FileFault."""
    faults: Faults = []
    reading = _Reading(faults)
    for row, cells in _cells(rows, faults):
        reading.take(row, cells)
    if not faults and not reading.entries:
        raise FileFault(NO_ROWS)
    templates = list(reading.templates())
    if faults:
        raise LibraryFaults(sorted(faults, key=lambda fault: fault.row))
    return Library([entry for entry in reading.entries.values() if entry], templates)


def _cells(
    rows: Iterable[tuple[int, Sequence[Any]]], faults: Faults
) -> Iterator[tuple[int, Cells]]:
    numbered = iter(rows)
    header = next(numbered, None)
    if header is None:
        raise FileFault("文件是空的")
    places = header_places([written(cell) for cell in header[1]], wanted=COLUMNS)
    for row, cells in numbered:
        if len(cells) != len(COLUMNS):
            faults.append(CellFault(row, "", f"应有{len(COLUMNS)}列，实有{len(cells)}列"))
            continue
        yield row, {name: tidied(written(cells[at])).strip() for name, at in places.items()}


class _Reading:
    """What was read so far; an entry with faults stands as None, so that its code is known."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.entries: dict[str, Entry | None] = {}
        self._first: dict[str, tuple[int, Cells]] = {}
        self._lines: dict[str, list[tuple[int, Line]]] = {}
        self._goals: dict[str, str] = {}

    def take(self, row: int, cells: Cells) -> None:
        code = cells["编码"]
        if not CODE.fullmatch(code):
            self.faults.append(CellFault(row, "编码", "应为字母、数字、点和横线，不超过30个"))
        elif code in self._first:
            self._again(row, code, cells)
        else:
            self._first[code] = row, cells
            found = list(entry_faults(row, cells))
            self.faults.extend(found)
            self.entries[code] = None if found else _entry(cells)
        self._place(row, code, cells)

    def _again(self, row: int, code: str, cells: Cells) -> None:
        first, before = self._first[code]
        for name in DEFINING:
            if cells[name] not in ("", before[name]):
                self.faults.append(CellFault(row, name, f"与第{first}行同一编码的内容不同"))
        if not cells["模板"]:
            self.faults.append(CellFault(row, "编码", f"与第{first}行重复"))

    def _place(self, row: int, code: str, cells: Cells) -> None:
        found = list(_placing_faults(row, cells))
        entry = self.entries.get(code)
        if entry and not found and (fault := example_fault(cells["示例值"], entry=entry)):
            found = [CellFault(row, "示例值", fault)]
        self.faults.extend(found)
        if not cells["模板"] or found or entry is None:
            return
        aim = example_of(cells["示例值"], entry=entry)
        line = Line(entry, typed_number(cells["权重"], places=2), aim)
        self._lines.setdefault(cells["模板"], []).append((row, line))
        self._goals.setdefault(cells["模板"], cells["总体目标"])

    def templates(self) -> Iterator[Template]:
        for name, lines in self._lines.items():
            self.faults.extend(_template_faults(name, lines))
            yield Template(name, self._goals[name], [line for _row, line in lines])


def entry_faults(row: int, cells: Cells) -> Iterator[CellFault]:
    """Yield every fault of the cells that define an indicator."""
    yield from _text_faults(row, cells, DEFINING)
    yield from (CellFault(row, name, "请填写") for name in OWED if not cells[name])
    for name, ask in CODED.items():
        if fault := ask(cells):
            yield CellFault(row, name, fault)
    yield from _joint_faults(row, cells)


def _joint_faults(row: int, cells: Cells) -> Iterator[CellFault]:
    if any(cells[name] for name in LEVELS) and not all(cells[name] for name in LEVELS):
        yield CellFault(row, LEVELS[0], "三种情形应都写明，或都不写")
    if cells["累计方式"] not in ("", *WAYS):
        return
    ratio = WAYS.get(cells["累计方式"]) is Accumulation.RATIO
    for name in DIVIDED:
        if ratio != bool(cells[name]):
            yield CellFault(row, name, "比率须写明分子和分母，其他累计方式不写")


def _text_faults(row: int, cells: Cells, names: Sequence[str]) -> Iterator[CellFault]:
    for name in names:
        longest, text = LONGEST.get(name), cells[name]
        if longest is not None and len(text) > longest:
            yield CellFault(row, name, f"不超过{longest}字，现有{len(text)}字")
        elif longest is not None and (fault := text_fault(text, multiline=name in PROSE)):
            yield CellFault(row, name, fault)


def _level_one_fault(cells: Cells) -> str:
    return "" if level_one(cells["一级指标"]) else "不是规定的一级指标"


def _level_two_fault(cells: Cells) -> str:
    first, second = level_one(cells["一级指标"]), _level(cells)
    if second is None:
        return "不是规定的二级指标"
    return "不属于所填的一级指标" if first and LEVEL_ONE_OF[second] is not first else ""


def _operator_fault(cells: Cells) -> str:
    return "" if read_operator(cells["指标性质"]) else "不是规定的指标性质"


def _unit_fault(cells: Cells) -> str:
    operator = read_operator(cells["指标性质"])
    needs = operator is not None and operator not in UNITLESS
    return "定量指标须填写计量单位" if needs and not cells["计量单位"] else ""


def _reference_fault(cells: Cells) -> str:
    try:
        _number(cells["参考值"])
    except NumberError as fault:
        return str(fault)
    return ""


def _method_fault(cells: Cells) -> str:
    return "" if cells["评分方法"] in ("", *METHODS) else f"应为{'、'.join(METHODS)}"


def _way_fault(cells: Cells) -> str:
    return "" if cells["累计方式"] in ("", *WAYS) else f"应为{'、'.join(WAYS)}"


CODED: Mapping[str, Callable[[Cells], str]] = {
    "一级指标": _level_one_fault,
    "二级指标": _level_two_fault,
    "指标性质": _operator_fault,
    "计量单位": _unit_fault,
    "参考值": _reference_fault,
    "评分方法": _method_fault,
    "累计方式": _way_fault,
}


def _level(cells: Cells) -> LevelTwo | None:
    return level_two(cells["二级指标"], first=level_one(cells["一级指标"]))


def _number(typed: str) -> Decimal | None:
    return typed_number(typed, places=QUANTITY_PLACES) if typed else None


def _entry(cells: Cells) -> Entry:
    level, operator = _level(cells), read_operator(cells["指标性质"])
    return Entry(
        code=cells["编码"],
        sector=cells["行业"],
        field=cells["领域"],
        project_type=cells["项目类型"],
        level=LevelTwo(level or ""),
        name=cells["三级指标"],
        operator=Operator(operator or ""),
        unit=cells["计量单位"],
        reference=_number(cells["参考值"]),
        basis=cells["取值依据"],
        data_source=cells["数据来源"],
        method=METHODS.get(cells["评分方法"]),
        accumulation=WAYS.get(cells["累计方式"]),
        numerator=cells["分子"],
        denominator=cells["分母"],
        evidence=cells["佐证材料"],
        achieved=cells["达成的情形"],
        partly=cells["部分达成的情形"],
        missed=cells["未达成的情形"],
    )


def _placing_faults(row: int, cells: Cells) -> Iterator[CellFault]:
    yield from _text_faults(row, cells, PLACING)
    if not cells["模板"]:
        fault = "没有写明是哪个模板的"
        yield from (CellFault(row, name, fault) for name in PLACING[1:] if cells[name])
        return
    try:
        if typed_number(cells["权重"], places=2) > MOST_WEIGHT:
            yield CellFault(row, "权重", "不超过100")
    except NumberError as wrong:
        yield CellFault(row, "权重", str(wrong))


def _template_faults(name: str, lines: Sequence[tuple[int, Line]]) -> Iterator[CellFault]:
    known: dict[str, int] = {}
    for row, line in lines:
        first = known.setdefault(line.entry.name, row)
        if first != row:
            yield CellFault(row, "三级指标", f"模板“{name}”中与第{first}行重名")
    total = sum((line.weight for _row, line in lines), Decimal(0))
    if not 0 < total <= MOST_WEIGHT:
        fault = f"模板“{name}”权重合计为{total:f}，应大于0且不超过100"
        yield CellFault(lines[-1][0], "权重", fault)
