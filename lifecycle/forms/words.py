"""What every form types: clean text (R16, R21), a day, choices that are offered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import prose, refuse_plainly
from lifecycle.rules.text import tidied

LONGEST_NOTE = 2000
LARGEST_VERSION = 2**31 - 1
LONGEST_REASON = 500
SHOWN_LINES = 3
LONGEST_PLACE = 200


class Words(forms.CharField):
    """Typed text, composed and with plain line ends before it is judged."""

    def to_python(self, value: Any) -> str:
        """Tidy what the browser sent."""
        typed = super().to_python(value)
        return tidied(typed) if typed else ""


class Note(Words):
    """Some sentences: an opinion, a reason, an answer."""

    def __init__(self, **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": SHOWN_LINES})
        given: dict[str, Any] = {"max_length": LONGEST_NOTE, "widget": widget} | more
        super().__init__(validators=[prose], **given)


class Filter(forms.Form):
    """What a list may be narrowed by, all of it in the address."""

    def __init__(self, sent: Any, **choices: Any) -> None:
        """Offer the choices that this reader has, by field, after "all"."""
        super().__init__(sent)
        refuse_plainly(self.fields.values())
        offer(self, **{name: [("", _("全部")), *some] for name, some in choices.items()})

    def wanted(self) -> dict[str, Any]:
        """Return the values that are clean; a value that is not offered narrows nothing."""
        self.is_valid()
        return dict(self.cleaned_data)


def offer(form: forms.Form, **choices: Any) -> None:
    """Fill choice fields with what is offered to this reader."""
    for name, offered in choices.items():
        field: Any = form.fields[name]
        field.choices = offered
