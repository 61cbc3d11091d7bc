"""Reading a filled 项目支出绩效自评表 (财预〔2020〕10号 附1) as it is typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from lifecycle.rules.goal_form import WrongForm, short
from lifecycle.rules.grid import Grid, Place, address, folded
from lifecycle.rules.money import NumberError, typed_number
from lifecycle.rules.typed_aim import Aim, read_aim

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "level1": ("一级指标",),
        "level2": ("二级指标",),
        "name": ("三级指标",),
        "target": ("年度指标值", "指标值"),
        "actual": ("实际完成值", "完成值", "实际完成情况"),
        "weight": ("分值", "权重"),
        "score": ("得分", "自评得分"),
        "reason": ("偏差原因分析及改进措施", "未完成原因分析", "偏差原因"),
    }
)
MONEY_ROWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "total": ("年度资金总额",),
        "appropriation": ("其中:当年财政拨款", "当年财政拨款"),
        "carried": ("上年结转资金",),
        "other": ("其他资金",),
    }
)
MONEY_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "initial": ("年初预算数",),
        "annual": ("全年预算数", "全年预算数(A)"),
        "executed": ("全年执行数", "全年执行数(B)"),
        "weight": ("分值", "分值(10)"),
        "rate": ("执行率", "执行率(B/A)"),
        "score": ("得分",),
    }
)
TOTAL = ("总分", "合计", "总计")
YEAR = re.compile(r"([12][0-9]{3})年度")
CODE = re.compile(r"(?P<division>[0-9]{6})(?P<year>[0-9]{2})(?P<kind>[A-Z])[0-9]{12}")
"""A project code of 21 characters: division, year, class, serial (domain 1.7)."""
PLACES = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """What is typed in one cell, its number if it is one, and its address."""

    text: str
    place: str
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """One indicator with what came of it."""

    level1: str
    level2: str
    name: str
    aim: Aim
    actual: Cell
    weight: Cell
    score: Cell
    reason: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SelfEvaluationForm:
    """A filled form; amounts in the unit of the form."""

    project: str
    code: re.Match[str] | None
    year: int | None
    project_cell: str
    money: Mapping[str, Mapping[str, Cell]]
    rows: tuple[ScoredRow, ...]
    total: Cell


def read_self_evaluation(grid: Grid) -> SelfEvaluationForm:
    """Read the form; raises WrongForm with the sentence why it is none."""
    heads = _headings(grid)
    place = grid.beside(grid.find("项目名称") or (0, 0))
    project = grid.at(*place).strip()
    rows = tuple(_rows(grid, heads))
    years = (YEAR.search(folded(text)) for _place, text in grid.filled(range(6)))
    return SelfEvaluationForm(
        project=project,
        code=CODE.match(project),
        year=next((int(match[1]) for match in years if match), None),
        project_cell=address(*place),
        money=_money(grid),
        rows=rows,
        total=_total(grid, heads),
    )


def _headings(grid: Grid) -> dict[str, Place]:
    row = next((place[0] for place, text in grid.filled() if folded(text) == "一级指标"), None)
    found: dict[str, Place] = {}
    for place, text in grid.filled(range(row, row + 1)) if row is not None else ():
        for name, labels in HEADINGS.items():
            if folded(text) in labels:
                found.setdefault(name, place)
    if missing := [labels[0] for name, labels in HEADINGS.items() if name not in found]:
        raise WrongForm(f"不是项目支出绩效自评表：没有找到“{'”“'.join(missing)}”列")
    return found


def _money(grid: Grid) -> dict[str, dict[str, Cell]]:
    heads = {name: grid.find(*labels) for name, labels in MONEY_COLUMNS.items()}
    found = {}
    for name, labels in MONEY_ROWS.items():
        place = grid.find(*labels)
        if place is not None:
            columns = {key: head[1] for key, head in heads.items() if head}
            found[name] = {key: _cell(grid, (place[0], at)) for key, at in columns.items()}
    return found


def _rows(grid: Grid, heads: Mapping[str, Place]) -> Iterator[ScoredRow]:
    for row in range(heads["name"][0] + 1, len(grid.rows)):
        places = {name: (row, column) for name, (_row, column) in heads.items()}
        typed = {name: grid.at(*place).strip() for name, place in places.items()}
        if grid.find(*TOTAL, rows=range(row, row + 1)):
            return
        if typed["name"]:
            yield ScoredRow(
                level1=short(typed["level1"]),
                level2=short(typed["level2"]),
                name=typed["name"],
                aim=read_aim(typed["target"]),
                actual=_cell(grid, places["actual"]),
                weight=_cell(grid, places["weight"]),
                score=_cell(grid, places["score"]),
                reason=typed["reason"],
                cells={name: address(*place) for name, place in places.items()},
            )


def _total(grid: Grid, heads: Mapping[str, Place]) -> Cell:
    below = range(heads["name"][0] + 1, len(grid.rows))
    place = grid.find(*TOTAL, rows=below)
    return _cell(grid, (place[0] if place else -1, heads["score"][1]))


def _cell(grid: Grid, place: Place) -> Cell:
    text = grid.at(*place).strip()
    return Cell(text, address(*place), _number(text))


def _number(text: str) -> Decimal | None:
    try:
        return typed_number(text.strip(" %％分"), places=PLACES)
    except NumberError:
        aim = read_aim(text)
        return aim.target if aim.target is not None and aim.target_high is None else None
