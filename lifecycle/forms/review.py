"""A review as it is posted: the points, the opinion and a reason on each field."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import one_line, prose
from lifecycle.forms.steps import StepForm
from lifecycle.forms.words import LONGEST_REASON, Filter, Words

REVIEW_FORM = "review-form"
"""The form of a review page, to which boxes elsewhere on the page belong."""
REASON = "-reason"
NATURES = ("completeness", "relevance", "appropriateness", "feasibility")
"""The four natures 四性 of a target, in the order of their points."""


class ReasonBound(forms.BoundField):
    """A reason on its page: its id is a number, for an anchor may hold what an id may not."""

    @property
    def auto_id(self) -> str:
        """Return the id."""
        field: Any = self.field
        return f"reason-{field.number}"


class ReasonField(Words):
    """Why one place of a content is returned; `number` counts the places of the page."""

    def __init__(self, number: int, place: str) -> None:
        box = forms.Textarea(attrs={"rows": 2, "form": REVIEW_FORM})
        label = _("%(place)s的退回理由") % {"place": place}
        more: dict[str, Any] = {"max_length": LONGEST_REASON, "validators": [prose]}
        super().__init__(label=label, required=False, widget=box, **more)
        self.number = number
        self.place = place

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Bind it under an id of its own."""
        return ReasonBound(form, self, field_name)


class ReasonForm(forms.Form):
    """One reason alone: how a page that lists typed words names it."""

    reason = Words(label=_("退回理由"), required=False, max_length=LONGEST_REASON)


class PointsField(forms.DecimalField):
    """Points of one of the four natures."""

    def __init__(self, label: Any, most: int) -> None:
        hint = _("0至%(most)s分") % {"most": most}
        box = forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})
        super().__init__(
            label=label, help_text=hint, required=False, widget=box,
            min_value=0, max_value=most, decimal_places=2,
        )  # fmt: skip


class ReviewForm(StepForm):
    """A judgement as it is posted: a step, points of the four natures, reasons on places."""

    completeness = PointsField(_("完整性"), 20)
    relevance = PointsField(_("相关性"), 30)
    appropriateness = PointsField(_("适当性"), 30)
    feasibility = PointsField(_("可行性"), 20)

    def __init__(self, *args: Any, places: Mapping[str, str], scored: bool, **more: Any) -> None:
        """Ask a reason for each place, by its anchor; the points only where they are given."""
        super().__init__(*args, **{**more, "auto_id": "review-%s"})
        if not scored:
            for name in NATURES:
                del self.fields[name]
        typed = self.data if self.is_bound else self.initial
        gone = {
            name: _("已不存在的位置")
            for name in typed
            if name.endswith(REASON) and typed[name] and name.removesuffix(REASON) not in places
        }
        asked = {f"{anchor}{REASON}": label for anchor, label in places.items()} | gone
        self.gone = list(gone)
        self.asked = list(asked)
        for number, (name, label) in enumerate(asked.items(), start=1):
            self.fields[name] = ReasonField(number, str(label))

    def clean(self) -> dict[str, Any]:
        """Ask all four natures or none."""
        found = super().clean() or self.cleaned_data
        given = [name for name in self.natures if found.get(name) is not None]
        for name in self.natures if given else ():
            if found.get(name) is None and name not in self.errors:
                self.add_error(name, _("请填写四项得分，或四项都不填"))
        return found

    @property
    def natures(self) -> list[str]:
        """The names of the points that are asked for."""
        return [name for name in NATURES if name in self.fields]

    @property
    def scores(self) -> list[forms.BoundField]:
        """The boxes of the points."""
        return [self[name] for name in self.natures]

    @property
    def stranded(self) -> list[forms.BoundField]:
        """The boxes of reasons whose place is there no more: what was typed is not lost."""
        return [self[name] for name in self.gone]

    def reason_boxes(self) -> dict[str, forms.BoundField]:
        """Return the box of each place by its anchor."""
        return {name.removesuffix(REASON): self[name] for name in self.asked}

    def reasons(self) -> dict[str, str]:
        """Return what was written on each place, by its anchor."""
        written = {name: self.cleaned_data[name].strip() for name in self.asked}
        return {name.removesuffix(REASON): text for name, text in written.items() if text}

    def points(self) -> Sequence[Decimal] | None:
        """Return the points of the four natures in their order, where they were given."""
        found = [self.cleaned_data[name] for name in self.natures]
        return None if not found or found[0] is None else found


class ReviewFilter(Filter):
    """What the list of a reviewer may be narrowed by, all of it in the address; money in 万元."""

    text = Words(label=_("名称、代码或单位"), required=False, max_length=100, validators=[one_line])
    stage = forms.ChoiceField(label=_("环节"), required=False)
    unit = forms.TypedChoiceField(label=_("主管部门"), required=False, coerce=int, empty_value=None)
    least = forms.DecimalField(
        label=_("金额不少于（万元）"), required=False, min_value=0, max_digits=12
    )
    most = forms.DecimalField(
        label=_("金额不超过（万元）"), required=False, min_value=0, max_digits=12
    )
    light = forms.ChoiceField(label=_("红黄灯"), required=False)
    claimed = forms.ChoiceField(label=_("认领"), required=False)
