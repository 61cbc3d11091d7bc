"""A goal 绩效目标 as it stands in the forms of its page, right or wrong, for the quality rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.pack import Pack
from lifecycle.rules.quality import GoalDraft, IndicatorDraft

WORDED = (Operator.QUALITATIVE, Operator.BOOL)
ROWS_AT, WEIGHTS_AT = "indicators", "weights"
"""Where the page shows what concerns all rows: the head of the rows, the sums of the weights."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row that says something, by its form; values that are wrong are missing."""

    form: Any
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What it is called so far."""
        return str(self.values.get("name") or "")

    @property
    def key(self) -> str:
        """Which indicator it is, "" for a new one."""
        return str(self.values.get("key") or "")

    def draft(self) -> IndicatorDraft:
        """Return the plain values that the rules judge, with the id of each field as its cell."""
        value = self.values.get
        anchors = tuple(str(value(name) or "") for name in ("achieved", "partly", "missed"))
        operator = Operator(value("operator") or Operator.GE)
        return IndicatorDraft(
            name=self.name,
            level=LevelTwo(str(value("level"))) if value("level") else None,
            operator=operator,
            weight=value("weight"),
            target=value("target"),
            target_high=value("target_high"),
            unit=value("unit") or "",
            due=value("due"),
            wording=value("wording") or "",
            anchors=(anchors[0], anchors[1], anchors[2]) if any(anchors) else None,
            reference=value("reference"),
            cells={
                place: self.form[column].auto_id for place, column in _columns(operator).items()
            },
        )


def _columns(operator: Operator) -> dict[str, str]:
    """Name the column in which each place of the rules is typed."""
    aim = "wording" if operator in WORDED else "target"
    aim = "due" if operator is Operator.DATE_LE else aim
    return {"level2": "level", "name": "name", "target": aim, "unit": "unit", "weight": "weight"}


def typed_rows(rows: Iterable[Any]) -> list[TypedRow]:
    """Read the rows that say something and stay."""
    found = ((form, _values(form)) for form in rows)
    return [TypedRow(form, values) for form, values in found if values]


def _values(form: Any) -> Mapping[str, Any]:
    values = _typed(form)
    return {} if values.get("DELETE") else values


def _typed(form: Any) -> Mapping[str, Any]:
    """Read a form: what was typed and is right, or what it is filled with."""
    if not form.is_bound:
        return form.initial or {}
    form.is_valid()
    found: Mapping[str, Any] = form.cleaned_data
    return found


def typed_goal(subject: Any, own: Any, rows: Sequence[TypedRow], *, pack: Pack) -> GoalDraft:
    """Return what the rules judge of a target, or an amendment, as it is typed."""
    typed = _typed(own)
    return GoalDraft(
        text=typed.get("goal") or "",
        amount=typed.get("amount"),
        indicators=[row.draft() for row in rows],
        layout=pack.layout,
        limits=pack.quality,
        waived=[key for key in subject.waived.split(",") if key],
        project=subject.project_year.project.name,
        year=subject.year,
        cells={
            "text": own["goal"].auto_id,
            "amount": own["amount"].auto_id,
            "indicators": ROWS_AT,
            "weights": WEIGHTS_AT,
        },
    )
