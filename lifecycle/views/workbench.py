"""The workbench 编审台 of a goal: what rules, weights and last year say of what is typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.forms.goal_typing import TypedRow, typed_goal, typed_rows
from lifecycle.forms.reasons import Reasons, named
from lifecycle.models import FindingAnswer, Target
from lifecycle.models.measure import DETAILS
from lifecycle.models.rulepack import pack_of
from lifecycle.queries.finding_answers import answered
from lifecycle.queries.goal_context import Elder, GoalContext, goal_context
from lifecycle.rules import quality
from lifecycle.rules.aims import aim, plain
from lifecycle.rules.parts import Severity
from lifecycle.rules.quality import Finding
from lifecycle.rules.weights import WeightMeter, weight_meter

AIM = ("target", "target_high", "unit", "due", "wording")


@dataclass(frozen=True, slots=True)
class Noted:
    """One remark with the field that it is about; `box` asks why it may stand."""

    level: Severity
    sentence: str
    place: str
    href: str
    code: str = ""
    why: str = ""
    mend: str = ""
    box: Any = None


@dataclass(frozen=True, slots=True)
class RowMark:
    """What stands at one row: how much must be mended, what was aimed at and reached last year.

    `filled` counts its further columns that say something; `wrong` tells that one of them is wrong.
    """

    prefix: str
    blocks: int
    last: str
    filled: int
    wrong: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """All that the page shows of what is typed."""

    remarks: tuple[Noted, ...]
    meter: WeightMeter
    marks: Mapping[str, RowMark]
    reasons: Reasons

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Count what must be mended, what should be looked at, and hints: colour, word, number."""
        kinds = (
            ("red", _("须改正"), Severity.BLOCK),
            ("yellow", _("请核实"), Severity.WARN),
            ("blue", _("提示"), Severity.INFO),
        )
        return [
            (colour, word, sum(one.level is level for one in self.remarks))
            for colour, word, level in kinds
        ]


def goal_bench(subject: Any, forms: tuple[Any, Any], posted: Any) -> Bench:
    """Judge a target or an amendment as it is typed; nothing is saved."""
    own, rows = forms
    typed = typed_rows(rows)
    context = goal_context(subject)
    pack = pack_of(subject.year).pack
    draft = typed_goal(subject, own, typed, pack=pack)
    found = quality.findings(context.around(draft, [row.key for row in typed]))
    reasons = Reasons(posted, said=_said(subject, found))
    remarks = (*_faults(own, typed), *_noted(found, own, typed, reasons))
    weights = ((row.first_level, row.weight) for row in draft.indicators)
    return Bench(
        remarks=remarks,
        meter=weight_meter(weights, layout=pack.layout),
        marks=_marks(rows, typed, remarks, context),
        reasons=reasons,
    )


def _said(subject: Any, found: Sequence[Finding]) -> dict[Finding, str]:
    """Return what was said so far of each remark that can be answered: those on a target."""
    if not isinstance(subject, Target):
        return {}
    known: Mapping[Finding, FindingAnswer] = answered(subject, found)
    return {one: known[one].reason if one in known else "" for one in found}


def _faults(own: Any, typed: Sequence[TypedRow]) -> Iterator[Noted]:
    """Say what cannot be read or kept, field by field."""
    for number, form in enumerate((own, *(row.form for row in typed))):
        for field in form.visible_fields() if form.is_bound else ():
            place = _("第%(n)s行") % {"n": _row_number(form)} if number else ""
            for fault in field.errors:
                words = {"label": field.label, "fault": fault}
                sentence = _("%(label)s：%(fault)s") % words
                yield Noted(Severity.BLOCK, sentence, place, f"#{field.auto_id}")


def _row_number(form: Any) -> int:
    return int(form.prefix.rpartition("-")[2]) + 1


def _noted(
    found: Sequence[Finding], own: Any, typed: Sequence[TypedRow], reasons: Reasons
) -> Iterator[Noted]:
    # A field that cannot be read has said so; that it is missing would only say it again.
    forms = (form for form in (own, *(row.form for row in typed)) if form.is_bound)
    wrong = {form[name].auto_id for form in forms for name in form.errors if name in form.fields}
    for one in found:
        if one.cell in wrong:
            continue
        box = reasons[named(one)] if named(one) in reasons.fields else None
        yield Noted(
            one.level, one.sentence, one.place, f"#{one.cell}", one.code, one.why, one.mend, box
        )


def _marks(
    rows: Any, typed: Sequence[TypedRow], remarks: Sequence[Noted], context: GoalContext
) -> dict[str, RowMark]:
    said = {row.form.prefix: row for row in typed}
    blocks = [one.href for one in remarks if one.level is Severity.BLOCK]
    return {form.prefix: _mark(form, said.get(form.prefix), blocks, context) for form in rows or ()}


def _mark(form: Any, row: TypedRow | None, blocks: Sequence[str], context: GoalContext) -> RowMark:
    start = f"#{form.auto_id % form.prefix}-"
    elder = context.elder(row.name, row.key) if row else None
    values = row.values if row else {}
    return RowMark(
        prefix=form.prefix,
        blocks=sum(href.startswith(start) for href in blocks),
        last=_last_year(elder, context.year - 1) if elder else "",
        filled=sum(values.get(name) not in (None, "", []) for name in DETAILS),
        wrong=form.is_bound and not form.errors.keys().isdisjoint(DETAILS),
    )


def _last_year(elder: Elder, year: int) -> str:
    row = elder.row
    columns = {name: getattr(row, name) for name in AIM}
    words: dict[str, Any] = {"year": year, "aim": aim(row.operator, **columns) or "—"}
    if elder.actual is None:
        return _("%(year)s年目标：%(aim)s；没有实际数") % words
    words["actual"] = plain(elder.actual)
    return _("%(year)s年目标：%(aim)s；实际：%(actual)s") % words
