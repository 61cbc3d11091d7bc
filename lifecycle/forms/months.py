"""Twelve numbers, one a month 各月进度, each with a label of its own; empty where none is typed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lifecycle.rules.milestones import MONTHS

EMPTY: list[Any] = [None] * MONTHS


class MonthsInput(forms.MultiWidget):
    """Twelve boxes side by side, named by their month."""

    template_name = "lifecycle/parts/months.html"
    use_fieldset = True
    box: type[forms.Widget] = forms.NumberInput

    def __init__(self) -> None:
        super().__init__([self.box(attrs={"step": "any"}) for _month in range(MONTHS)])

    def decompress(self, value: Any) -> list[Any]:
        """Spread the stored year over the boxes."""
        return list(value) if value else EMPTY


class MonthsHidden(MonthsInput):
    """The same for a form that only hands on what was typed elsewhere."""

    template_name = "django/forms/widgets/multiwidget.html"
    box = forms.HiddenInput


class MonthsTyped(forms.MultiValueField):
    """What is to be reached by the end of each month; a fault names its month."""

    widget = MonthsInput
    hidden_widget = MonthsHidden

    def __init__(self, *, label: Any) -> None:
        boxes = [_number() for _month in range(MONTHS)]
        super().__init__(boxes, label=label, required=False, require_all_fields=False)

    def clean(self, value: Any) -> list[Decimal | None]:
        """Read every month, and say all faults at once."""
        found, faults = [], []
        for month, typed in enumerate(value or EMPTY, start=1):
            try:
                found.append(self.fields[month - 1].clean(typed))
            except forms.ValidationError as fault:
                words = {"month": month, "fault": " ".join(fault.messages)}
                faults.append(_("%(month)s月：%(fault)s") % words)
        if faults:
            raise forms.ValidationError(faults)
        return self.compress(found)

    def compress(self, data_list: Sequence[Any]) -> list[Decimal | None]:
        """A year in which nothing is said is empty, as its column wants it."""
        return [] if all(one is None for one in data_list) else list(data_list)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Hold each month against its own; an empty year has twelve empty ones."""
        return super().has_changed(list(initial) if initial else list(EMPTY), data)


def _number() -> forms.DecimalField:
    return forms.DecimalField(max_digits=20, decimal_places=4, required=False)
