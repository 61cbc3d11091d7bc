"""The grid of a unit's month as it is drawn: a block for each report, a line for each indicator."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.forms.content import ROWS
from lifecycle.models.rulepack import pack_of
from lifecycle.refusals import Refused
from lifecycle.rules.aims import plain
from lifecycle.rules.charts import Spark, spark
from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.money import percentage
from monitoring.actions import Entry, judged_as
from monitoring.models import Reading, Report
from monitoring.queries.entry import OPEN, Before
from monitoring.rules.lights import Judgement
from monitoring.rules.limits import limits_of
from monitoring.rules.plan import expected
from monitoring.rules.verdict import Verdict
from monitoring.views.sheets import READINGS, aimed, entries_of, values_of

VALUES = ("actual", "numerator_value", "denominator_value", "attainment")


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: what it aims at, what it read before, what is typed now, and its light."""

    reading: Reading
    before: Before
    judged: Judgement
    wanted: Decimal | None
    form: Any = None

    @property
    def aim(self) -> str:
        """What it is to reach in the year."""
        return aimed(self.reading)

    @property
    def values(self) -> list[Any]:
        """The fields in which its value is typed; a ratio is worked out from two."""
        return [self.form[name] for name in value_columns(self.reading)]

    @property
    def unseen(self) -> list[Any]:
        """Fields of a value of another kind, carried as they stand."""
        seen = value_columns(self.reading)
        return [self.form["key"], *(self.form[name] for name in VALUES if name not in seen)]

    @property
    def grown(self) -> str | None:
        """How much was added since the month before, where what is done adds up."""
        actual = self.reading.actual
        if actual is None or self.reading.level != LevelTwo.QUANTITY:
            return None
        last = self.before.last
        return plain(actual - last[1] if last else actual)

    @property
    def last(self) -> tuple[int, str] | None:
        """The newest earlier month with a value, and the value."""
        found = self.before.last
        return (found[0], plain(found[1])) if found else None

    @property
    def actual(self) -> str:
        """The value that stands, "" where there is none."""
        return "" if self.reading.actual is None else plain(self.reading.actual)

    @property
    def expected(self) -> str | None:
        """What the plan wants by the month's end."""
        return None if self.wanted is None else plain(self.wanted)

    @property
    def drawn(self) -> Spark | None:
        """The values of the year so far as a small line, where there are two and more."""
        values = [value for _month, value in self.before.months]
        if sum(value is not None for value in values) == 0 or any((v or 0) < 0 for v in values):
            return None
        return spark(self.reading.name, [*values, self.reading.actual])


def value_columns(reading: Reading) -> tuple[str, ...]:
    """Name the columns in which the value of an indicator is typed."""
    if reading.operator == Operator.QUALITATIVE:
        return ("attainment",)
    return ("numerator_value", "denominator_value") if reading.is_ratio else ("actual",)


@dataclass(slots=True, eq=False)
class Block:
    """One report with its forms, or as it stands where its unit may not change it now."""

    report: Report
    own: Any = None
    rows: Any = None
    refused: Refused | None = None
    faults: tuple[str, ...] = ()
    verdict: Verdict | None = None
    typed: bool = False
    """Whether what is shown was typed and is not saved."""
    lines: tuple[Line, ...] = ()

    @property
    def rate(self) -> Decimal | None:
        """What was paid in percent of the budget."""
        paid, budget = self.report.paid, self.report.budget
        return None if paid is None or budget is None else percentage(paid, whole=budget)

    @property
    def valid(self) -> bool:
        """Whether everything that was typed can be taken."""
        own, rows = self.own.is_valid(), self.rows.is_valid()
        return bool(own and rows)

    def given(self) -> tuple[Mapping[Any, Entry], dict[str, Any]]:
        """Return what was typed: the readings by their key, and the columns of the report."""
        return entries_of(self.rows.lines()), self.own.changes()

    def wrong(self) -> list[Any]:
        """List the fields that have a fault, in their order."""
        if self.own is None or not self.own.is_bound:
            return []
        return [field for form in (*self.rows, self.own) for field in form if field.errors]

    def loose(self) -> list[str]:
        """List the faults of whole rows, each with the name of its indicator."""
        if self.own is None or not self.own.is_bound:
            return []
        names = [reading.name for reading in self.report.readings.all()]
        pairs = zip(names, self.rows, strict=False)
        found = [(name, fault) for name, form in pairs for fault in form.non_field_errors()]
        return [_("%(name)s：%(fault)s") % {"name": n, "fault": fault} for n, fault in found]


def block(report: Report, posted: Any = None) -> Block:
    """Make the forms of a report: as it stands, or as it was typed."""
    if str(report.state) not in OPEN:
        return Block(report)
    mark = f"r{report.pk}"
    stored = {name: getattr(report, name) for name in ("forecast", "cause", "version")}
    readings = list(report.readings.all())
    lines = [{"key": str(reading.key), **values_of(reading)} for reading in readings]
    own = READINGS.own(posted, initial=stored, prefix=mark)
    rows = READINGS.rows(posted, initial=lines, prefix=f"{mark}-{ROWS}")  # type: ignore[misc]
    for field in own.fields.values():
        field.widget.attrs.pop("rows", None)
    for reading, form in zip(readings, rows, strict=False):
        _name(form, reading)
    return Block(report, own, rows, typed=posted is not None)


def _name(form: Any, reading: Reading) -> None:
    # A cell has no label beside it: it is read aloud, and listed among the faults, by this one.
    own = {"numerator_value": reading.numerator, "denominator_value": reading.denominator}
    for name, field in form.fields.items():
        label = own.get(name) or field.label or ""
        field.label = _("%(about)s %(label)s") % {"about": reading.name, "label": label}
        field.widget.attrs["aria-label"] = field.label
        field.widget.attrs.pop("rows", None)


def judge(found: Block, before: Mapping[tuple[int, str], Before], planned: Decimal | None) -> None:
    """Judge a block, as it stands or as it was typed, and set out its lines."""
    report = found.report
    entries = found.given()[0] if found.typed and found.valid else {}
    found.verdict = judged_as(report, entries, planned=planned)
    forms = {form["key"].value(): form for form in found.rows or ()}
    limits = limits_of(pack_of(report.year).pack.lights)
    found.lines = tuple(
        Line(
            reading,
            before.get((report.project_year_id, str(reading.key)), Before()),
            found.verdict.indicators[str(reading.key)],
            expected(reading.measured().reading, month=report.month, limits=limits),
            forms.get(str(reading.key)),
        )
        for reading in report.readings.all()
    )
