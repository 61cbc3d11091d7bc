"""Doing what a page asks once, and only on what its reader saw: for acts that are no step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation

from lifecycle import bookkeeping, checks, locking
from lifecycle.models import Subject
from lifecycle.models.rulepack import remembering
from lifecycle.transitions import answered, remember_token

M = TypeVar("M", bound=Subject)


@dataclass(frozen=True, slots=True)
class Carried:
    """What the form of a page carries: what its reader saw, and the one-time token."""

    version: int
    content_hash: str
    key: str


def once(
    subject: M,
    name: str,
    act: Callable[[M, datetime], Any],
    *,
    carried: Carried,
    by: Any,
    at: datetime | None = None,
) -> bool:
    """Run an act on an object under its lock; False when the token says that it was done already.

    Raises Refused with the difference where the page was stale, and whatever the act raises.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), remembering():
        found = locking.lock(subject, at)
        if answered(found.subject, name, by, carried.key):
            return False
        checks.unchanged(found.subject, carried.version, carried.content_hash)
        act(found.subject, found.at)
        remember_token(found.subject, name, bookkeeping.act(by, "", found.at), carried.key)
    return True
