"""A payment plan as it is typed: by milestones, or alike in every month."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.forms.words import LARGEST_VERSION
from monitoring.rules.limits import MONTHS
from monitoring.rules.payment_plan import even

MILESTONES, EVEN = "milestones", "even"


class PlanForm(forms.Form):
    """What is to be paid by each month's end since January, in 元; months may be left out."""

    MODES = [
        (MILESTONES, gettext_lazy("按下面填写的各月累计数")),
        (EVEN, gettext_lazy("按序时进度：全年预算平均分到十二个月")),
    ]
    seen = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput())
    mode = forms.ChoiceField(
        label=gettext_lazy("计划方式"), choices=MODES, widget=forms.RadioSelect, initial=MILESTONES
    )

    def __init__(self, *given: Any, budget: Decimal | None, **more: Any) -> None:
        """Ask for twelve months."""
        super().__init__(*given, **more)
        self.budget = budget
        for month in range(1, MONTHS + 1):
            self.fields[f"m{month}"] = forms.DecimalField(
                label=_("%(n)s月底（元）") % {"n": month},
                required=False,
                min_value=0,
                max_digits=14,
                decimal_places=2,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a budget where it is to be spread."""
        typed = super().clean() or self.cleaned_data
        if typed.get("mode") == EVEN and self.budget is None:
            raise forms.ValidationError(_("还没有全年预算数，不能按序时进度分月"))
        return typed

    def amounts(self) -> Mapping[int, Decimal]:
        """Return the plan that was typed."""
        if self.cleaned_data["mode"] == EVEN and self.budget is not None:
            return even(self.budget)
        typed = ((n, self.cleaned_data.get(f"m{n}")) for n in range(1, MONTHS + 1))
        return {month: amount for month, amount in typed if amount is not None}
