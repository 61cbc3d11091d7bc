"""A step as it is posted: one, or many at once."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lifecycle.forms.words import LARGEST_VERSION, Note


class Token(forms.Form):
    """The one-time token against a second click."""

    key = forms.CharField(
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{16,64}$")], widget=forms.HiddenInput()
    )


class CarriedForm(Token):
    """What a reader saw of an object, and the token: under every form that changes one."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput())
    content_hash = forms.CharField(
        required=False,
        validators=[RegexValidator(r"^([0-9a-f]{64})?$")],
        widget=forms.HiddenInput(),
    )


class Opinion(Token):
    """What every form of a step carries: the opinion and the one-time token."""

    note = Note(label=_("意见"), required=False)


class StepForm(Opinion, CarriedForm):
    """One step as it is posted: the opinion, what the reader saw, and the one-time token."""


class BulkForm(Opinion):
    """A bulk step as it is confirmed: the opinion and the one-time token."""

    def __init__(self, data: Any = None, *, owes_note: bool = False, key: str = "") -> None:
        super().__init__(data, initial={"key": key})
        self.fields["note"].required = owes_note
