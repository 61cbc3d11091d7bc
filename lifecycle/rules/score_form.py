"""Reading a filled 目标审核表 or 事前评估表 as it is typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lifecycle.rules.goal_form import (
    OTHER_FORMS,
    TITLE_ROWS,
    WrongForm,
    form_value,
    form_year,
    typed_points,
)
from lifecycle.rules.goal_form import TITLE as GOAL_TITLE
from lifecycle.rules.goal_layout import CODE, ROW_KEY, VERSION
from lifecycle.rules.grid import Grid, Place, address, folded
from lifecycle.rules.score_sheet import OPINION, TOTAL
from lifecycle.rules.text import tidied

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("评审内容", "审核内容", "评估内容", "评估维度", "维度"),
    "points": ("得分", "评分"),
    "opinion": ("评分理由", "理由", "评审意见", "审核意见", "评估意见"),
    "key": (ROW_KEY,),
}
NEEDED = ("name", "points")
LABELS = {
    "project": ("项目名称",),
    "unit": ("实施单位", "项目单位"),
    "code": (CODE,),
    "version": (VERSION,),
    "overall": (OPINION, "审核意见"),
}
FORMS = (*OTHER_FORMS, GOAL_TITLE)


@dataclass(frozen=True, slots=True)
class Scored:
    """One line as typed; `fault` says why its points are none."""

    key: str
    name: str
    points: Decimal | None
    fault: str
    opinion: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ScoreForm:
    """A filled form; `code` and `version` are of what it was exported for, where it was."""

    project: str
    unit: str
    year: int | None
    code: str
    version: str
    overall: str
    lines: tuple[Scored, ...]
    cells: Mapping[str, str] = field(default_factory=dict)


def read_score_form(grid: Grid, *, title: str) -> ScoreForm:
    """Read a form of a title; raises WrongForm with the sentence why it is another or none."""
    heads = _headings(grid, title)
    found = {name: form_value(grid, labels) for name, labels in LABELS.items()}
    year, place = form_year(grid)
    cells = {name: at for name, (at, _text) in found.items()}
    return ScoreForm(
        project=found["project"][1],
        unit=found["unit"][1],
        year=year,
        code=found["code"][1],
        version=found["version"][1],
        overall=tidied(found["overall"][1]),
        lines=tuple(_lines(grid, heads)),
        cells=cells | {"year": place, "points": address(*heads["points"])},
    )


def _headings(grid: Grid, title: str) -> dict[str, Place]:
    titles = [folded(text) for _place, text in grid.filled(TITLE_ROWS)]
    wanted = folded(title)
    other = next((text for text in titles if _titled(text)), "")
    if wanted not in titles and other:
        raise WrongForm(f"这是“{other}”，应为“{title}”")
    found: dict[str, Place] = {}
    for name, labels in HEADINGS.items():
        rows = range(found["name"][0], found["name"][0] + 1) if "name" in found else None
        if place := grid.find(*labels, rows=rows):
            found[name] = place
    if missing := [HEADINGS[name][0] for name in NEEDED if name not in found]:
        raise WrongForm(f"不是{title}：没有找到“{'”“'.join(missing)}”列")
    return found


def _titled(text: str) -> bool:
    bare = text.partition("(")[0]
    return bare.endswith(FORMS)


def _lines(grid: Grid, heads: Mapping[str, Place]) -> Iterator[Scored]:
    for row in range(heads["name"][0] + 1, len(grid.rows)):
        typed = {name: grid.own(row, at).strip() for name, (_row, at) in heads.items()}
        if folded(typed["name"]).rstrip(":") in (TOTAL, OPINION):
            return
        if any(typed.values()):
            yield _line(typed, {name: address(row, at) for name, (_row, at) in heads.items()})


def _line(typed: Mapping[str, str], cells: dict[str, str]) -> Scored:
    points, fault = typed_points(typed["points"])
    cells.setdefault("opinion", cells["points"])
    return Scored(
        key=typed.get("key", ""),
        name=" ".join(typed["name"].split()),
        points=points,
        fault=fault,
        opinion=tidied(typed.get("opinion", "")),
        cells=cells,
    )
