"""What people type on the first pages: explicit fields, clean text (R16, R21)."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import one_line, prose
from lifecycle.models import Project
from lifecycle.rules.text import tidied

LONGEST_NOTE = 2000
LARGEST_VERSION = 2**31 - 1
SHOWN_LINES = 3


class Words(forms.CharField):
    """Typed text, composed and with plain line ends before it is judged."""

    def to_python(self, value: Any) -> str:
        """Tidy what the browser sent."""
        typed = super().to_python(value)
        return tidied(typed) if typed else ""


class StepForm(forms.Form):
    """One step as it is posted: the opinion, what the reader saw, and the one-time token."""

    note = Words(
        label=_("意见"),
        required=False,
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput())
    content_hash = forms.CharField(
        required=False,
        validators=[RegexValidator(r"^([0-9a-f]{64})?$")],
        widget=forms.HiddenInput(),
    )
    key = forms.CharField(
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{16,64}$")], widget=forms.HiddenInput()
    )


class ProjectFilter(forms.Form):
    """What the project list may be narrowed by, all of it in the address."""

    text = Words(label=_("名称、代码或单位"), required=False, max_length=100, validators=[one_line])
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    department = forms.TypedChoiceField(
        label=_("主管部门"), required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(label=_("绩效目标"), required=False)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    fund = forms.ChoiceField(label=_("资金性质"), required=False)
    sort = forms.ChoiceField(label=_("排序"), required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, **choices: Any) -> None:
        """Offer the choices that this reader has: years, departments, states, sorts."""
        super().__init__(data)
        offered = {
            **choices,
            "kind": Project.Kind.choices,
            "fund": Project.Fund.choices,
        }
        for name, options in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", _("全部")), *options]

    def wanted(self) -> dict[str, Any]:
        """Return the values that are clean; a value that is not offered narrows nothing."""
        self.is_valid()
        return dict(self.cleaned_data)


class InboxFilter(forms.Form):
    """What the inbox may be narrowed by, all of it in the address."""

    DUE = [("", _("全部")), ("late", _("已逾期")), ("week", _("七天内到期"))]
    CLAIMED = [("", _("全部")), ("mine", _("我认领的")), ("free", _("无人认领")),
               ("others", _("他人认领的"))]  # fmt: skip
    ORDERS = [("due", _("期限先后")), ("age", _("等待长短"))]

    q = Words(label=_("项目或单位"), required=False, max_length=100, validators=[one_line])
    stage = forms.ChoiceField(label=_("环节"), required=False)
    unit = forms.TypedChoiceField(label=_("部门"), required=False, coerce=int, empty_value=None)
    due = forms.ChoiceField(label=_("期限"), required=False, choices=DUE)
    claimed = forms.ChoiceField(label=_("认领"), required=False, choices=CLAIMED)
    order = forms.ChoiceField(label=_("排序"), required=False, choices=ORDERS)

    def __init__(self, data: Any, **choices: Any) -> None:
        """Offer the stages and the departments that this reader has."""
        super().__init__(data)
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", _("全部")), *options]

    def wanted(self) -> dict[str, Any]:
        """Return the values that are clean; a value that is not offered narrows nothing."""
        self.is_valid()
        return dict(self.cleaned_data)


class TransferForm(forms.Form):
    """To whom an object is handed, and why."""

    to = forms.TypedChoiceField(label=_("转给谁"), coerce=int)
    note = Words(
        label=_("事由"),
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
        help_text=_("转办须写明事由，接办人会收到通知。"),
    )

    def __init__(self, data: Any, *, takers: Any) -> None:
        """Offer the other holders of the same seat."""
        super().__init__(data)
        field: Any = self.fields["to"]
        field.choices = [("", _("请选择")), *((person.pk, str(person)) for person in takers)]


class BulkForm(forms.Form):
    """A bulk step as it is confirmed: the opinion and the one-time token."""

    note = Words(
        label=_("意见"),
        required=False,
        max_length=LONGEST_NOTE,
        validators=[prose],
        widget=forms.Textarea(attrs={"rows": SHOWN_LINES}),
    )
    key = forms.CharField(
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{16,64}$")], widget=forms.HiddenInput()
    )

    def __init__(self, data: Any = None, *, owes_note: bool = False, key: str = "") -> None:
        super().__init__(data, initial={"key": key})
        self.fields["note"].required = owes_note
