"""Reading a filled 项目支出绩效目标申报表 as it is typed, for a check or an import."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from lifecycle.rules.goal_labels import level_one, level_two
from lifecycle.rules.goal_layout import CODE, ROW_KEY, VERSION
from lifecycle.rules.grid import Grid, Place, address, folded
from lifecycle.rules.indicators import LevelOne, LevelTwo, Operator
from lifecycle.rules.money import NumberError, Unit, typed_number, yuan
from lifecycle.rules.pack import Pack
from lifecycle.rules.quality.drafts import GoalDraft, IndicatorDraft
from lifecycle.rules.text import tidied
from lifecycle.rules.typed_aim import Aim, read_aim

TITLE = "绩效目标申报表"
OTHER_FORMS = ("自评表", "监控表", "审核表", "评分表", "评估表", "情况表")
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "level1": ("一级指标",),
        "level2": ("二级指标",),
        "name": ("三级指标", "指标名称", "三级指标名称"),
        "sign": ("指标性质", "性质", "运算符号", "符号", "计算符号"),
        "target": ("指标值", "年度指标值", "目标值", "绩效指标值"),
        "unit": ("度量单位", "计量单位", "单位"),
        "weight": ("权重", "分值", "权重(分)", "分值(权重)", "权重(%)"),
        "key": (ROW_KEY,),
    }
)
NEEDED = ("level1", "level2", "name", "target")
TAILS = ("合计", "总分", "总计", "备注", "说明", "填表说明", "注")
YEAR = re.compile(r"([12][0-9]{3})年")
TITLE_ROWS = range(6)


class WrongForm(ValueError):  # noqa: N818 - an answer, not a failure
    """The sheet is no such form; str() is the sentence."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One indicator as typed, with the address of each of its cells."""

    level1: str
    level2: str
    name: str
    aim: Aim
    weight: Decimal | None
    fault: str
    cells: Mapping[str, str]
    key: str = ""

    @property
    def level(self) -> LevelTwo | None:
        """The second level meant, None when it is none."""
        return level_two(self.level2, first=self.first)

    @property
    def first(self) -> LevelOne | None:
        """The first level meant, None when it is none."""
        return level_one(self.level1)

    def draft(self) -> IndicatorDraft:
        """Return the plain values that the quality rules judge."""
        aim = self.aim
        return IndicatorDraft(
            name=self.name,
            level=self.level,
            level_one=self.first,
            operator=aim.operator,
            weight=self.weight,
            weight_note=self.fault,
            target=aim.target,
            target_high=aim.target_high,
            unit=aim.unit,
            due=aim.due,
            wording=aim.wording if aim.operator is Operator.QUALITATIVE else "",
            cells=self.cells,
        )


@dataclass(frozen=True, slots=True)
class GoalForm:
    """A filled form; amount in 元, None where it is missing or no amount.

    `code` and `version` are of the target it was exported for, where it was.
    """

    project: str
    department: str
    unit: str
    year: int | None
    amount: Decimal | None
    amount_fault: str
    goal: str
    rows: tuple[FormRow, ...]
    cells: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    version: str = ""


def read_goal_form(grid: Grid) -> GoalForm:
    """Read the form; raises WrongForm with the sentence why it is none."""
    heads = _headings(grid)
    cells = {"indicators": address(*heads["name"]), "weights": ""}
    amount, fault = _amount(grid)
    year, cells["year"] = form_year(grid)
    if "weight" in heads:
        cells["weights"] = address(*heads["weight"])
    fields = {name: form_value(grid, label) for name, label in LABELS.items()}
    return GoalForm(
        project=fields["project"][1],
        department=fields["department"][1],
        unit=fields["unit"][1],
        year=year,
        amount=amount,
        amount_fault=fault,
        goal=tidied(fields["text"][1]),
        rows=tuple(_rows(grid, heads)),
        cells=cells | {name: place for name, (place, _text) in fields.items()},
        code=fields["code"][1],
        version=fields["version"][1],
    )


LABELS = {
    "project": ("项目名称",),
    "department": ("主管部门", "主管部门及代码", "主管部门(单位)"),
    "unit": ("实施单位", "项目单位", "实施单位(公章)"),
    "amount": ("年度资金总额", "年度资金总额:", "资金总额"),
    "text": ("年度总体目标", "年度目标", "总体目标", "年度绩效目标"),
    "code": (CODE,),
    "version": (VERSION,),
}
NEIGHBOURS = {label for labels in LABELS.values() for label in labels} | {
    "项目属性", "项目期", "财政拨款", "其他资金",
}  # fmt: skip
"""Labels that stand to the right of an empty answer."""


def _headings(grid: Grid) -> dict[str, Place]:
    titles = [folded(text) for _place, text in grid.filled(TITLE_ROWS)]
    title = next((text for text in titles if TITLE in text), "")
    other = next((text for text in titles if text.endswith(OTHER_FORMS)), "")
    if other and not title:
        raise WrongForm(f"这是“{other}”，不是项目支出绩效目标申报表")
    row = next((place[0] for place in _places(grid, "一级指标")), None)
    found = {} if row is None else _columns(grid, row)
    if missing := [HEADINGS[name][0] for name in NEEDED if name not in found]:
        raise WrongForm(f"不是项目支出绩效目标申报表：没有找到“{'”“'.join(missing)}”列")
    if grid.find(*LABELS["project"]) is None:
        raise WrongForm("不是项目支出绩效目标申报表：没有找到“项目名称”")
    return found


def _places(grid: Grid, label: str) -> Iterator[Place]:
    return (place for place, text in grid.filled() if folded(text) == label)


def _columns(grid: Grid, row: int) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for place, text in grid.filled(range(row, row + 1)):
        for name, labels in HEADINGS.items():
            if folded(text) in labels:
                found.setdefault(name, place)
    return found


def form_value(grid: Grid, labels: tuple[str, ...]) -> tuple[str, str]:
    """Return the cell that answers a label, and what is typed there; "" where nothing is."""
    place = grid.find(*labels)
    if place is None:
        # Amounts are also labelled inside a longer text, as 年度资金总额（万元）.
        start = (p for p, text in grid.filled() if folded(text).startswith(labels))
        place = next(start, None)
    if place is None:
        return "", ""
    first = row, column = grid.beside(place)
    while column < len(grid.rows[row]) and not grid.at(row, column).strip():
        column += 1
    text = grid.at(row, column).strip()
    if not text or folded(text) in NEIGHBOURS:
        return address(*first), ""
    return address(row, column), text


def form_year(grid: Grid) -> tuple[int | None, str]:
    """Return the year that the head of a form names, and its cell."""
    texts = ((place, folded(text)) for place, text in grid.filled(TITLE_ROWS))
    found = ((at, YEAR.search(t)) for at, t in texts if "年度" in t and "名称" not in t)
    return next(((int(year[1]), address(*at)) for at, year in found if year), (None, ""))


def _amount(grid: Grid) -> tuple[Decimal | None, str]:
    _place, typed = form_value(grid, LABELS["amount"])
    if not typed:
        return None, ""
    in_yuan = any("(元)" in folded(text) for _place, text in grid.filled() if "资金" in text)
    unit = Unit.YUAN if in_yuan else Unit.WAN
    try:
        return yuan(typed, unit=unit), ""
    except NumberError as fault:
        return None, str(fault)


def _rows(grid: Grid, heads: Mapping[str, Place]) -> Iterator[FormRow]:
    level1 = level2 = ""
    for row in range(heads["name"][0] + 1, len(grid.rows)):
        typed = {name: grid.at(row, column).strip() for name, (_row, column) in heads.items()}
        if _ends(grid, row):
            return
        if typed["level1"] and typed["level1"] != level1:
            level1, level2 = typed["level1"], ""
        level2 = typed["level2"] or level2
        if typed["name"] or typed["target"] or typed.get("weight"):
            cells = {name: address(row, column) for name, (_row, column) in heads.items()}
            yield _row(typed | {"level1": level1, "level2": level2}, cells)


def _ends(grid: Grid, row: int) -> bool:
    first = next((text for _place, text in grid.filled(range(row, row + 1))), "")
    return folded(first).rstrip(":").startswith(TAILS)


def _row(typed: Mapping[str, str], cells: dict[str, str]) -> FormRow:
    weight, fault = typed_points(folded(typed.get("weight", "")).removesuffix("%"))
    cells.setdefault("unit", cells["target"])
    cells.setdefault("weight", cells["name"])
    return FormRow(
        level1=short(typed["level1"]),
        level2=short(typed["level2"]),
        name=" ".join(typed["name"].split()),
        aim=read_aim(typed["target"], sign=typed.get("sign", ""), unit=typed.get("unit", "")),
        weight=weight,
        fault=fault,
        cells=cells,
        key=typed.get("key", ""),
    )


def typed_points(typed: str) -> tuple[Decimal | None, str]:
    """Read points or a weight as typed; None with the sentence why they are none."""
    bare = folded(typed).removesuffix("分")
    if not bare:
        return None, ""
    try:
        return typed_number(bare, places=2), ""
    except NumberError as fault:
        return None, str(fault)


def drafted(form: GoalForm, *, pack: Pack) -> GoalDraft:
    """Return what the quality rules judge of a filled form, with the limits of a pack."""
    return GoalDraft(
        text=form.goal,
        amount=form.amount,
        indicators=[row.draft() for row in form.rows],
        layout=pack.layout,
        limits=pack.quality,
        project=form.project,
        year=form.year,
        amount_note=form.amount_fault,
        cells=form.cells,
    )


def short(level: str) -> str:
    """Write a level without its last word: 产出指标 is 产出."""
    bare = "".join(level.split())
    return bare.removesuffix("指标") or bare
