"""What an operator types: why something was done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.forms.words import Note


class ReasonForm(forms.Form):
    """Why; it is kept on record."""

    note = Note(label=_("事由"), help_text=_("记录在案，不可更改"))
