"""Windows of filing, exceptions for one unit, the month of the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import prose
from lifecycle.forms.words import LONGEST_NOTE, Note, Words, offer
from lifecycle.rules.windows import Span


class DayField(forms.DateField):
    """A day, picked by whatever the browser offers."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WindowForm(forms.Form):
    """The days on which a stage of a budget year is open for filing, and why."""

    stage = forms.ChoiceField(label=_("环节"))
    year = forms.TypedChoiceField(label=_("预算年度"), coerce=int)
    opens_on = DayField(label=_("开放日"), required=False)
    closes_on = DayField(
        label=_("截止日"), required=False, help_text=_("两个日期都不填，表示取消限制，不再关闭")
    )
    note = Note(label=_("说明"))

    def __init__(self, *args: Any, stages: Any, years: Any, **more: Any) -> None:
        """Offer the stages that may have a window, and the open budget years."""
        super().__init__(*args, **more)
        offer(self, stage=stages, year=[(year, year) for year in years])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and hand the two over as one span."""
        return _as_span(self, "opens_on", "closes_on")


class ExceptionForm(forms.Form):
    """The days on which one unit may file outside the window, and the reason."""

    organisation: Any = forms.ModelChoiceField(
        queryset=None, empty_label=_("请选择"), label=_("单位")
    )
    stage = forms.ChoiceField(label=_("环节"))
    year = forms.TypedChoiceField(label=_("预算年度"), coerce=int)
    starts_on = DayField(label=_("开始日"))
    ends_on = DayField(label=_("截止日"), help_text=_("到期自动失效"))
    extends = forms.BooleanField(
        label=_("该单位此环节待报送事项的应办结日期同时延至截止日"), required=False
    )
    reason = Note(label=_("理由"))

    def __init__(self, *args: Any, units: Any, stages: Any, years: Any, **more: Any) -> None:
        """Offer the units of the division's bureau, the stages and the open budget years."""
        super().__init__(*args, **more)
        place: Any = self.fields["organisation"]
        place.queryset = units
        offer(self, stage=stages, year=[(year, year) for year in years])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and hand the two over as one span."""
        return _as_span(self, "starts_on", "ends_on")


class RevocationForm(forms.Form):
    """Why an exception counts no more."""

    note = Words(label=_("撤销事由"), max_length=LONGEST_NOTE, validators=[prose])


class MonthForm(forms.Form):
    """Which month of the calendar, and of which stage; all of it in the address."""

    year = forms.IntegerField(label=_("年"), min_value=2000, max_value=2100)
    month = forms.TypedChoiceField(
        label=_("月份"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("全年")), *((month, month) for month in range(1, 13))],
    )
    stage = forms.ChoiceField(label=_("环节"), required=False)

    def __init__(self, *args: Any, stages: Any, **more: Any) -> None:
        """Offer every stage."""
        super().__init__(*args, **more)
        offer(self, stage=[("", _("全部")), *stages])


def _as_span(form: forms.Form, first: str, last: str) -> dict[str, Any]:
    typed = dict(form.cleaned_data)
    if first in typed and last in typed:
        try:
            typed["span"] = Span(typed.pop(first), typed.pop(last))
        except ValueError:
            form.add_error(last, _("截止日不能早于开始的日期"))
    return typed
