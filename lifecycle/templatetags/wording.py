"""Stages and contents in words."""

import re
from typing import Any

from django import template
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from lifecycle import sentences

register = template.Library()
LANGUAGE = re.compile(r'<html lang="([\w-]+)"')


@register.filter
def stage_label(stage: str) -> str:
    """Name a stage (`app.model`) as people do."""
    return str(apps.get_model(stage)._meta.verbose_name)


@register.filter
def typed(value: Any) -> str:
    """Write a value of a content for comparison."""
    if isinstance(value, list):
        return "\n".join(typed(row) for row in value)
    if isinstance(value, dict):
        return _("，").join(
            _("%(label)s：%(name)s") % {"label": name, "name": found}
            for name, found in value.items()
            if found not in (None, "")
        )
    return "—" if value in (None, "") else sentences.told(value)


@register.filter
def letter_language(html: str) -> str:
    """Give the language in which a letter was written, as it says itself."""
    found = LANGUAGE.search(html)
    return found[1] if found else settings.LANGUAGE_CODE


@register.filter
def told(value: Any) -> str:
    """Tell a sentence that a rule wrote in the reader's language; a person's stays as it is."""
    return "" if value is None else sentences.told(value)
