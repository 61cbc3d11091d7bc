"""A filled 目标申报表 read against its target: every fault with its cell, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from lifecycle import checks
from lifecycle.forms.content import ROWS, Sheet
from lifecycle.forms.goal_faults import Fault, faults_of, foreign
from lifecycle.forms.papers import Imported, placed, read_form
from lifecycle.goal_book import goal_book
from lifecycle.models import Target
from lifecycle.models.measure import DETAILS, MEASURE
from lifecycle.models.rulepack import pack_of
from lifecycle.models.subject import EMPTY, plain
from lifecycle.queries.form_check import Sentences, form_among
from lifecycle.queries.goal_sheets import goal_sheet
from lifecycle.rules import quality
from lifecycle.rules.differences import Difference
from lifecycle.rules.formulas import bare
from lifecycle.rules.goal_form import FormRow, GoalForm, drafted, read_goal_form
from lifecycle.rules.indicators import Operator
from lifecycle.sheets import read_workbook

MOST_ROWS = 80
"""So many indicators fit into one form of a page."""
WORDED = (Operator.QUALITATIVE, Operator.BOOL)


@dataclass(frozen=True, slots=True)
class Reading:
    """A filled form beside the same target's form as it would be exported now."""

    target: Target
    form: GoalForm
    was: GoalForm
    known: Mapping[str, Any] = field(default_factory=dict)

    def pairs(self) -> list[tuple[FormRow, Any, FormRow | None]]:
        """Return each row with the indicator that it is, and that one's row as exported."""
        before = {row.key: row for row in self.was.rows}
        found, taken = [], set[str]()
        for row in self.form.rows:
            key = self._key(row, taken)
            taken.add(key)
            found.append((row, self.known.get(key), before.get(key)))
        return found

    def _key(self, row: FormRow, taken: set[str]) -> str:
        # A row that was copied carries the key of its model; one typed anew carries none.
        free = {key: held for key, held in self.known.items() if key not in taken}
        if row.key in free:
            return row.key
        own = {one.key for one in self.form.rows}
        return next((k for k, one in free.items() if one.name == row.name and k not in own), "")


def imported(raw: bytes, target: Target, *, sheet: Sheet) -> Imported:
    """Read a file for a target; nothing is saved."""
    try:
        formulas, (at, form) = read_form(raw, read_goal_form)
    except Sentences as refused:
        return Imported((Fault("", str(refused)),), markable=False)
    return placed(_taken(_beside(target, form), sheet), formulas, at)


def _taken(reading: Reading, sheet: Sheet) -> Imported:
    form = reading.form
    if others := tuple(foreign(form, reading.was)):
        return Imported(others)
    if len(form.rows) > MOST_ROWS:
        words = {"most": MOST_ROWS, "n": len(form.rows)}
        sentence = _("最多导入%(most)s个指标，表中有%(n)s个") % words
        return Imported((Fault(form.cells["indicators"], sentence),))
    return _judged(reading, sheet)


def _beside(target: Target, form: GoalForm) -> Reading:
    # Read from a workbook as well: what a reader makes of a text is then the same on both sides.
    _at, was = form_among(read_workbook(goal_book(goal_sheet(target))), read_goal_form)
    known = {str(row.key): row for row in target.indicators.all()}
    return Reading(target, form, was, known)


def _judged(reading: Reading, sheet: Sheet) -> Imported:
    own, rows = _filled(reading, sheet)
    faults = tuple(faults_of(reading.form, own, rows))
    done = Imported(faults, own, rows, remarks=tuple(_remarks(reading)), elder=_elder(reading))
    return done if faults else replace(done, differences=_changes(reading, own, rows))


def _elder(reading: Reading) -> bool:
    return reading.form.version not in ("", reading.was.version)


def _filled(reading: Reading, sheet: Sheet) -> tuple[Any, Any]:
    target, form, was = reading.target, reading.form, reading.was
    own: dict[str, Any] = {
        "version": target.version,
        "goal": target.goal if form.goal == was.goal else bare(form.goal),
        "amount": "" if form.amount is None else f"{form.amount:f}",
    }
    lines = [_typed(*pair) for pair in reading.pairs()]
    count = str(len(lines))
    sent = {f"{ROWS}-TOTAL_FORMS": count, f"{ROWS}-INITIAL_FORMS": count}
    for at, line in enumerate(lines):
        sent |= {f"{ROWS}-{at}-{name}": value for name, value in line.items()}
    assert sheet.rows is not None  # noqa: S101 - a target has indicators
    return sheet.own(own), sheet.rows(sent, prefix=ROWS)


def _typed(row: FormRow, held: Any, was: FormRow | None) -> dict[str, str]:
    """Return one row as the content page types it; a cell left as exported keeps its value."""
    same_aim = was is not None and row.aim == was.aim
    aim = _as_held(held) if same_aim else _as_typed(row)
    level = row.level.value if row.level else ""
    name = held.name if was is not None and row.name == was.name else bare(row.name)
    weight = "" if row.weight is None else f"{row.weight:f}"
    own = {"level": level, "name": name, **aim, "weight": weight}
    return own if held is None else {"key": str(held.key), **own, **_beside_the_form(held)}


def _beside_the_form(held: Any) -> dict[str, str]:
    """Return what the form has no column for, so that an import leaves it as it is."""
    values = {name: getattr(held, name) for name in DETAILS}
    months = values.pop("milestones") or ()
    values |= {f"milestones_{at}": value for at, value in enumerate(months)}
    return {name: "" if v is None else str(plain(v)) for name, v in values.items()}


def _as_held(held: Any) -> dict[str, str]:
    values = {name: getattr(held, name) for name in AIMED}
    return {name: "" if v is None else str(plain(v)) for name, v in values.items()}


AIMED = ("operator", "target", "target_high", "due", "wording", "unit")


def _as_typed(row: FormRow) -> dict[str, str]:
    aim = row.aim
    values = {
        "operator": aim.operator.value,
        "target": aim.target,
        "target_high": aim.target_high,
        "due": aim.due,
        "wording": bare(aim.wording) if aim.operator in WORDED else "",
        "unit": aim.unit,
    }
    return {name: "" if v is None else str(plain(v)) for name, v in values.items()}


def _remarks(reading: Reading) -> Sequence[quality.Finding]:
    pack = pack_of(reading.target.year).pack
    waived = [key for key in reading.target.waived.split(",") if key]
    return quality.findings(replace(drafted(reading.form, pack=pack), waived=waived))


def _changes(reading: Reading, own: Any, rows: Any) -> tuple[Difference, ...]:
    now = reading.target.content()
    then = {**now, **{name: plain(value) for name, value in own.changes().items()}}
    then["indicators"] = [_line(line, at) for at, line in enumerate(rows.lines(), start=1)]
    return tuple(checks.compare(Target, now, then))


def _line(line: Any, at: int) -> dict[str, Any]:
    said = {name: line.values[name] for name in MEASURE if name in line.values}
    # As the content has it: of the later columns only what is there.
    values = {n: plain(v) for n, v in said.items() if n not in DETAILS or v not in EMPTY}
    return {"key": line.key or f"new-{at}", **values}
