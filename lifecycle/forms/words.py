"""What every form types: clean text (R16, R21), a day, choices that are offered."""

from typing import Any

from django import forms

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


def offer(form: forms.Form, **choices: Any) -> None:
    """Fill choice fields with what is offered to this reader."""
    for name, offered in choices.items():
        field: Any = form.fields[name]
        field.choices = offered
