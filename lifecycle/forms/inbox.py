"""What narrows the inbox, and to whom work is handed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import one_line
from lifecycle.forms.words import Filter, Note, Words


class InboxFilter(Filter):
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


class TransferForm(forms.Form):
    """To whom an object is handed, and why."""

    to = forms.TypedChoiceField(label=_("转给谁"), coerce=int)
    note = Note(label=_("事由"), help_text=_("转办须写明事由，接办人会收到通知。"))

    def __init__(self, data: Any, *, takers: Any) -> None:
        """Offer the other holders of the same seat."""
        super().__init__(data)
        field: Any = self.fields["to"]
        field.choices = [("", _("请选择")), *((person.pk, str(person)) for person in takers)]
