"""What narrows the grid of a unit's month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import one_line
from lifecycle.forms.words import Filter, Words

MISSING, BELOW = "missing", "below"


class EntryFilter(Filter):
    """The grid narrowed by project, and to what asks for care; all of it in the address."""

    ONLY = [("", _("全部")), (MISSING, _("只看未填")), (BELOW, _("只看红黄灯"))]

    q = Words(label=_("项目"), required=False, max_length=100, validators=[one_line])
    only = forms.ChoiceField(label=_("显示"), required=False, choices=ONLY)
    month = forms.IntegerField(
        required=False, min_value=1, max_value=12, widget=forms.HiddenInput()
    )
