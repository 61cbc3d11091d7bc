"""Filters 筛选 of a list, all of them in the address; a value not offered narrows nothing."""

from typing import Any

import django_filters
from django import forms

from lifecycle.fields import one_line, refuse_plainly
from lifecycle.rules.text import sought


class TextField(forms.CharField):
    """Typed text, composed and clean before it is searched for."""

    default_validators = [one_line]

    def to_python(self, value: Any) -> str:
        """Tidy what the browser sent."""
        typed = super().to_python(value)
        return sought(typed) if typed else ""


class TextFilter(django_filters.CharFilter):  # type: ignore[misc]
    """A filter by typed text; give it `method` or `lookup_expr`."""

    field_class = TextField


class Filter(django_filters.FilterSet):  # type: ignore[misc]
    """The base of every list's filter: declare django-filter's filters on it."""

    def get_form_class(self) -> Any:
        """Let no sentence repeat what stood in the address."""
        found = super().get_form_class()
        refuse_plainly(found.base_fields.values())
        return found
