"""What narrows the units of the completeness page, and which unit is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import one_line
from lifecycle.forms.words import Filter, Words


class UnitFilter(Filter):
    """Units by department and name, and those that owe something; all of it in the address."""

    ONLY = [("", _("全部")), ("owing", _("只看欠报的"))]

    q = Words(label=_("单位"), required=False, max_length=100, validators=[one_line])
    department = forms.TypedChoiceField(
        label=_("主管部门"), required=False, coerce=int, empty_value=None
    )
    only = forms.ChoiceField(label=_("显示"), required=False, choices=ONLY)


class RemindForm(forms.Form):
    """The unit that is asked for what it owes."""

    unit = forms.IntegerField(min_value=1, max_value=2**63 - 1)
