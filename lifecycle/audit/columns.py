"""Which columns of a table auditors see, and what must be joined to write them."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import ForeignKey

from lifecycle.privileges import withheld

DEEPEST = 3


def columns(model: type[models.Model]) -> list[Any]:
    """List the columns of a table that may be shown."""
    secret = withheld(model)
    return [field for field in model._meta.concrete_fields if field.column not in secret]


def secrets(model: type[models.Model], paths: Sequence[str]) -> list[str]:
    """Name the columns withheld of a table and of those joined to it, as a queryset does."""
    found = [field.name for field in _hidden(model)]
    for each in paths:
        related: Any = model
        for step in each.split("__"):
            related = related._meta.get_field(step).related_model
        found += [f"{each}__{field.name}" for field in _hidden(related)]
    return found


def _hidden(model: type[models.Model]) -> list[Any]:
    secret = withheld(model)
    return [field for field in model._meta.concrete_fields if field.column in secret]


def all_paths(model: type[models.Model]) -> list[str]:
    """List what to join so that every relation of a row can be written."""
    return [found for field in columns(model) for found in paths_to(model, field.name)]


def paths_to(model: type[models.Model], name: str, deep: int = DEEPEST) -> Sequence[str]:
    """List what has to be joined to write a related row's name: its own relations too."""
    field = model._meta.get_field(name)
    if not isinstance(field, ForeignKey) or not deep:
        return []
    below: Any = field.related_model
    further = [f.name for f in below._meta.fields if isinstance(f, ForeignKey) and not f.null]
    found = [f"{name}__{path}" for one in further for path in paths_to(below, one, deep - 1)]
    return [name, *found]
