"""A filled 目标审核表 or 事前评估表 read beside its blank: every fault with its cell, at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.forms.goal_faults import Fault, foreign, said
from lifecycle.forms.papers import Imported, placed, read_form
from lifecycle.queries.form_check import Sentences, form_among
from lifecycle.rules.differences import Difference
from lifecycle.rules.formulas import bare
from lifecycle.rules.grid import folded
from lifecycle.rules.score_form import Scored, ScoreForm, read_score_form
from lifecycle.rules.score_sheet import ScoreSheet
from lifecycle.score_book import score_book
from lifecycle.sentences import told
from lifecycle.sheets import read_workbook


@dataclass(frozen=True, slots=True)
class Names:
    """How the page's form calls the points and the reason of a line, and the overall opinion."""

    points: Callable[[str], str]
    opinion: Callable[[str], str] | None = None
    overall: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A filled form beside the same form as it would leave now, its lines by their keys."""

    sheet: ScoreSheet
    form: ScoreForm
    was: ScoreForm
    names: Names

    def lines(self) -> dict[str, Scored]:
        """Return the typed line of each key; the first where one stands twice."""
        found: dict[str, Scored] = {}
        for line in self.form.lines:
            if key := self.key(line):
                found.setdefault(key, line)
        return found

    def key(self, line: Scored) -> str:
        """Return the key of a typed line, by its hidden key or else by its name; "" for none."""
        known = {one.key: folded(one.name) for one in self.sheet.lines}
        if line.key in known:
            return line.key
        return next((key for key, name in known.items() if name == folded(line.name)), "")


def imported(
    raw: bytes, *, sheet: ScoreSheet, names: Names, filled: Callable[[dict[str, str]], Any]
) -> Imported:
    """Read a file for a form; `filled` makes the page's form of what was typed; nothing is saved.

    `sheet` is the form as it would leave now.
    """
    read = partial(read_score_form, title=sheet.title)
    try:
        formulas, (at, form) = read_form(raw, read)
    except Sentences as refused:
        return Imported((Fault("", told(refused)),), markable=False)
    _at, was = form_among(read_workbook(score_book(sheet)), read)
    return placed(_judged(Reading(sheet, form, was, names), filled), formulas, at)


def _judged(reading: Reading, filled: Callable[[dict[str, str]], Any]) -> Imported:
    if others := tuple(foreign(reading.form, reading.was)):
        return Imported(others)
    own = filled(_typed(reading))
    faults = (*_line_faults(reading), *_form_faults(reading, own))
    elder = reading.form.version not in ("", reading.was.version)
    done = Imported(faults, own, elder=elder)
    return done if faults else replace(done, differences=tuple(_differences(reading)))


def _typed(reading: Reading) -> dict[str, str]:
    """Return what the page would be sent; a text left as exported keeps its stored value."""
    names, lines = reading.names, reading.lines()
    before = {line.key: line.opinion for line in reading.was.lines}
    found: dict[str, str] = {}
    for line in reading.sheet.lines:
        typed = lines.get(line.key)
        points = None if typed is None else typed.points
        found[names.points(line.key)] = "" if points is None else f"{points:f}"
        if names.opinion is not None:
            text = "" if typed is None else typed.opinion
            same = text == before.get(line.key, "")
            found[names.opinion(line.key)] = line.opinion if same else bare(text)
    if names.overall:
        same = reading.form.overall == reading.was.overall
        found[names.overall] = (reading.sheet.overall or "") if same else bare(reading.form.overall)
    return found


def _line_faults(reading: Reading) -> Iterator[Fault]:
    seen = set[str]()
    for line in reading.form.lines:
        key, words = reading.key(line), {"name": line.name}
        if not key:
            yield Fault(line.cells["name"], _("本表没有“%(name)s”这一项") % words)
        elif key in seen:
            yield Fault(line.cells["name"], _("“%(name)s”重复") % words)
        elif line.fault:
            yield Fault(line.cells["points"], told(line.fault))
        seen.add(key)
    for one in reading.sheet.lines:
        if one.key not in seen:
            sentence = _("缺少“%(name)s”这一项") % {"name": _(one.name)}
            yield Fault(reading.form.cells["points"], sentence)


def _form_faults(reading: Reading, own: Any) -> Iterator[Fault]:
    lines, names = reading.lines(), reading.names
    cells: dict[str, str] = {}
    for key, line in lines.items():
        if not line.fault:
            cells[names.points(key)] = line.cells["points"]
        if names.opinion is not None:
            cells[names.opinion(key)] = line.cells["opinion"]
    if names.overall:
        cells[names.overall] = reading.form.cells["overall"] or "A1"
    for name, cell in cells.items():
        yield from said(own[name], cell)
    for sentence in own.non_field_errors():
        yield Fault(reading.form.cells["points"], str(sentence))


def _differences(reading: Reading) -> Iterator[Difference]:
    lines, now = reading.lines(), _typed(reading)
    for line in reading.sheet.lines:
        words: Mapping[str, Any] = {"name": _(line.name)}
        typed = lines[line.key].points
        if typed != line.points:
            yield Difference(_("%(name)s › 得分") % words, _shown(line.points), _shown(typed))
        if reading.names.opinion and (text := now[reading.names.opinion(line.key)]) != line.opinion:
            yield Difference(_("%(name)s › 理由") % words, line.opinion, text)
    if reading.names.overall and (text := now[reading.names.overall]) != reading.sheet.overall:
        yield Difference(_("总体意见"), reading.sheet.overall, text)


def _shown(points: Any) -> str:
    return "" if points is None else f"{points.normalize():f}"
