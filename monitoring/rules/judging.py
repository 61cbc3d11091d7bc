"""Judging a table of figures: one row an execution or an indicator, one light or one fault each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lifecycle.rules.csv_text import FileFault, decoded, header_places, numbered
from lifecycle.rules.indicators import ATTAINMENT_LABELS, Attainment, Operator, read_operator
from lifecycle.rules.money import FULL_WIDTH, NumberError, typed_number
from monitoring.rules.lights import Judgement, Reading, execution_light, indicator_light
from monitoring.rules.limits import MONTHS, Limits

COLUMNS = ("kind", "month", "budget", "executed", "operator", "target", "actual")
SIGNS = (Operator.GE, Operator.GT, Operator.EQ, Operator.LT, Operator.LE, Operator.QUALITATIVE)
PLACES = 12
ATTAINED = {
    **{str(code): code for code in Attainment},
    **{label: code for code, label in ATTAINMENT_LABELS.items()},
    "达成": Attainment.ACHIEVED,
    "部分达成": Attainment.PARTLY,
    "未达成": Attainment.MISSED,
}
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One row by its line in the file: a judgement, or the sentence that says what is wrong."""

    row: int
    judgement: Judgement | None = None
    fault: str = ""

    def body(self) -> dict[str, Any]:
        """Write the row as JSON can hold it; `ratio` in percent with two places."""
        if self.judgement is None:
            return {"row": self.row, "error": self.fault}
        found = self.judgement
        ratio = None if found.ratio is None else f"{found.ratio:f}"
        return {
            "row": self.row,
            "light": str(found.light),
            "ratio": ratio,
            "sentence": found.sentence,
        }


def judge_rows(raw: bytes, *, limits: Limits) -> list[Judged]:
    """Judge every row of a CSV file; raises FileFault when it cannot be read as a whole."""
    rows = numbered(decoded(raw))
    header = next(rows, None)
    if header is None:
        raise FileFault("文件是空的")
    places = header_places(header[1], wanted=COLUMNS)
    return [_judged(line, cells, places, limits) for line, cells in rows]


def _judged(line: int, cells: list[str], places: Mapping[str, int], limits: Limits) -> Judged:
    if len(cells) != len(COLUMNS):
        return Judged(line, fault=f"应有{len(COLUMNS)}列，实有{len(cells)}列")
    named = {name: cells[at].translate(FULL_WIDTH).strip() for name, at in places.items()}
    judge = KINDS.get(named["kind"])
    if judge is None:
        return Judged(line, fault=f"kind列应为{'或'.join(KINDS)}")
    try:
        return Judged(line, judge(named, _month(named["month"]), limits))
    except NumberError as fault:
        return Judged(line, fault=str(fault))


def _execution(cells: Cells, month: int, limits: Limits) -> Judgement:
    budget = _number(cells, "budget")
    if budget is not None and budget < 0:
        raise NumberError("budget列不能为负数")
    return execution_light(_number(cells, "executed"), budget=budget, month=month, limits=limits)


def _indicator(cells: Cells, month: int, limits: Limits) -> Judgement:
    operator = Operator.QUALITATIVE
    if cells["operator"] != str(operator):
        operator = read_operator(cells["operator"]) or Operator.BOOL
    if operator not in SIGNS:
        raise NumberError("operator列应为>=、>、=、<、<=、qualitative之一")
    if operator is Operator.QUALITATIVE:
        reading = Reading(operator, attained=_attained(cells["actual"]))
    else:
        target, actual = _number(cells, "target"), _number(cells, "actual")
        reading = Reading(operator, target=target, actual=actual)
    return indicator_light(reading, month=month, limits=limits)


KINDS: Mapping[str, Callable[[Cells, int, Limits], Judgement]] = {
    "execution": _execution,
    "indicator": _indicator,
}


def _attained(cell: str) -> Attainment | None:
    if not cell:
        return None
    if cell not in ATTAINED:
        raise NumberError("actual列应为达成、部分达成、未达成之一")
    return ATTAINED[cell]


def _month(cell: str) -> int:
    month = int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= len("12") else 0
    if not 1 <= month <= MONTHS:
        raise NumberError("month列应为1到12的整数")
    return month


def _number(cells: Cells, name: str) -> Decimal | None:
    """Read a number that may be missing, and below zero where something was paid back."""
    cell = cells[name]
    if not cell:
        return None
    try:
        if cell.startswith("-"):
            return -typed_number(cell[1:], places=PLACES)
        return typed_number(cell, places=PLACES)
    except NumberError as fault:
        raise NumberError(f"{name}列{fault}") from None
