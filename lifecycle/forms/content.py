"""What an object holds as it is typed: one form of its own columns, one of each row of a part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.actions.writing import Line
from lifecycle.fields import (
    ExactField,
    LineField,
    MonthsField,
    ProseField,
    ScoreField,
    choices_of,
    prose,
)
from lifecycle.forms.months import MonthsTyped
from lifecycle.forms.windows import DayField
from lifecycle.forms.words import LARGEST_VERSION, SHOWN_LINES, Words
from lifecycle.rules.amendment import REASON_LABELS

LONGEST_PROSE = 4000
BLANK_ROWS = 3
"""So many empty rows wait below those that are filled in; after saving there are more."""
ROWS = "rows"
Fault = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Asks what concerns several columns of a row at once; a sentence for each column at fault."""


def no_fault(_values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let every row pass."""
    return {}


class ContentForm(forms.Form):
    """Columns of an object, and the version that its reader saw."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput())

    def changes(self) -> dict[str, Any]:
        """Return what was typed, without what the form carries for itself."""
        return {name: typed for name, typed in self.cleaned_data.items() if name != "version"}


class RowForm(forms.Form):
    """One row of a part; `key` tells which, "" for a new one."""

    fault: Fault = staticmethod(no_fault)
    place: str = ""
    """Which row it is, for lists of what is wrong; its page says so."""
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """Ask what concerns several columns of the row at once."""
        typed = super().clean() or self.cleaned_data
        for name, sentence in self.fault(typed).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return typed

    def line(self) -> Line:
        """Return the row as it was typed."""
        own = {n: typed for n, typed in self.cleaned_data.items() if n not in ("key", "DELETE")}
        return Line(self.cleaned_data["key"], own)


if TYPE_CHECKING:
    FormSet = forms.BaseFormSet[RowForm]
else:
    FormSet = forms.BaseFormSet


class Rows(FormSet):
    """The rows of a part; two of the same name cannot be told apart."""

    def add_fields(self, form: RowForm, index: int | None) -> None:
        """Say in words what the box of a row that goes is for."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("删除本项")

    def clean(self) -> None:
        """Refuse a name that stands twice."""
        names = [line.values["name"] for line in self.lines() if line.values.get("name")]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise forms.ValidationError(_("“%(name)s”重复") % {"name": "”、“".join(twice)})

    def lines(self) -> list[Line]:
        """Return the rows that stay, in their order."""
        kept = (form for form in self.forms if form.is_valid() and form.cleaned_data)
        return [form.line() for form in kept if not form.cleaned_data.get("DELETE")]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The forms in which the content of one stage is typed; `part` names the rows, if any."""

    own: type[ContentForm]
    part: str = ""
    rows: type[Rows] | None = None
    grows: bool = False
    columns: tuple[str, ...] = ()


def sheet_of(
    model: Any,
    columns: Sequence[str] = (),
    *,
    part: str = "",
    row_columns: Sequence[str] = (),
    grows: bool = False,
    optional: Sequence[str] = (),
    fault: Fault = no_fault,
) -> Sheet:
    """Build the forms of a stage from its columns; `grows` lets rows be added and removed.

    `optional` columns of a row may be left out though the table owes them: its action computes.
    """
    own = type(f"{model.__name__}Form", (ContentForm,), _typed(model, columns))
    if not part:
        return Sheet(own)
    child = model._meta.get_field(part).related_model
    row: Any = type(
        f"{child.__name__}Form",
        (RowForm,),
        {**_typed(child, row_columns), "fault": staticmethod(fault)},
    )
    for name in optional:
        row.base_fields[name].required = False
    for field in row.base_fields.values():
        # By this a style sheet tells an empty box from one that says something.
        if isinstance(field.widget, forms.TextInput | forms.NumberInput):
            field.widget.attrs["placeholder"] = " "
    rows: Any = forms.formset_factory(
        row, formset=Rows, extra=BLANK_ROWS if grows else 0, can_delete=grows
    )
    return Sheet(own, part, rows, grows, tuple(row_columns))


def _typed(model: Any, columns: Sequence[str]) -> dict[str, Any]:
    return {name: _field(model._meta.get_field(name)) for name in columns}


def _field(column: Any) -> Any:
    if column.choices:
        return column.formfield()
    if column.many_to_one:
        # Nothing is offered but what the page of one object finds for it.
        return column.formfield(queryset=column.related_model._default_manager.none())
    if made := next((make for kind, make in MADE.items() if isinstance(column, kind)), None):
        return made(column)
    return column.formfield(form_class=DayField) if _is_day(column) else column.formfield()


def _is_day(column: Any) -> bool:
    return isinstance(column, models.DateField)


def _words(column: Any, **more: Any) -> Any:
    return column.formfield(form_class=Words, validators=column.default_validators, **more)


def _number(column: Any) -> Any:
    most = {"max_value": Decimal(100)} if isinstance(column, ScoreField) else {}
    least = Decimal(column.floor)
    return column.formfield(min_value=least, **most)


def _prose(column: Any) -> Any:
    box = forms.Textarea(attrs={"rows": SHOWN_LINES})
    return _words(column, max_length=LONGEST_PROSE, widget=box)


def _months(column: Any) -> Any:
    return MonthsTyped(label=column.verbose_name)


MADE = {ProseField: _prose, LineField: _words, ExactField: _number, MonthsField: _months}
"""The box of each kind of column."""


class DraftForm(forms.Form):
    """The two things with which a target begins; its indicators follow."""

    goal = Words(
        label=gettext_lazy("年度总体目标"),
        max_length=LONGEST_PROSE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
        help_text=gettext_lazy("写明全年做什么、做多少、达到什么效果，不少于30个字。"),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("预算金额（元）"), min_value=0, max_digits=14, decimal_places=2
    )


REASONS = choices_of(REASON_LABELS)


class ReasonForChange(forms.Form):
    """Why a target that stands is to be changed."""

    reason_kind = forms.ChoiceField(label=gettext_lazy("调整原因"), choices=REASONS)
    reason = Words(
        label=gettext_lazy("调整说明"),
        max_length=LONGEST_PROSE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )
