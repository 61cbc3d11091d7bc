"""What every stage's table has besides its states: whose it is and who filed it."""

import hashlib
import json
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lifecycle.machine import Machine
from lifecycle.models.organisation import Organisation
from lifecycle.roles import Level
from lifecycle.rules.pack import Pack

EMPTY: tuple[Any, ...] = (None, "", [])
"""What a later column holds where nothing was said; zero is something."""


class Subject(Machine):
    """An object that moves through a stage: it belongs to an organisation and a budget year."""

    PARTS: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Related name of each child table under the content, with the columns that count."""
    LATER: ClassVar[dict[str, frozenset[str]]] = {}
    """Columns of a part that it got later: an empty one is left out, so no older hash changes."""
    NUMBERED: ClassVar[str] = ""
    """The column whose number tells it from others of its stage beside the same project-year."""
    FACTS: ClassVar[tuple[str, ...]] = ()
    """Relations that needs and bodies read, fetched once for a bulk step."""
    acting_on: date = date.min
    """The business date of the act that asks the needs; set by the engine, never stored."""
    claim_key: int | None = None
    """The claim found under the row lock, 0 for none; None while nobody has looked."""
    windowed: bool = True
    """Whether a window or an exception may concern this object; the engine's lock finds out."""
    claims: Any = None
    """The claims that stand, read with the object for a page, by its key; None where unread."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("报送人"),
    )
    filed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("代谁报送"),
    )
    first_filed_on = models.DateField(_("首次报送日"), null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("审核人"),
    )

    class Meta:
        abstract = True

    def organisation_at(self, level: Level) -> int | None:
        """Return the key of the organisation on this level that answers for this object."""
        return self.organisation.at(level)

    @classmethod
    def closing_day(cls, pack: Pack, year: int) -> date | None:
        """Return the day after which a pack lets nothing be filed; None where none of its closes.

        `year` is the budget year. Windows and exceptions, where there are any, take its place.
        """
        return None

    def closing_fault(self) -> str:
        """Say when the stage was closed by its pack before the day of the act."""
        return ""

    def get_absolute_url(self) -> str:
        """Return the page on which the object is seen."""
        raise NotImplementedError

    def on_page_of(self, project_year: int) -> str:
        """Return the page of a project-year, opened where this stage is shown."""
        return f"{reverse('project-year', args=[project_year])}?tab={self.stage_name()}"

    @property
    def which(self) -> str:
        """Say which it is of several beside the same project-year, by `NUMBERED`."""
        return ""

    def content(self) -> dict[str, Any]:
        """Return what a reviewer judges, as plain JSON values."""
        found = {name: plain(getattr(self, name)) for name in self.CONTENT}
        for part, columns in self.PARTS.items():
            rows = sorted(getattr(self, part).all(), key=lambda row: row.pk)
            later = self.LATER.get(part, frozenset())
            found[part] = [_present(row, columns, later) for row in rows]
        return found


def _present(row: Any, columns: tuple[str, ...], later: frozenset[str]) -> dict[str, Any]:
    values = ((name, getattr(row, name)) for name in columns)
    return {name: plain(v) for name, v in values if name not in later or v not in EMPTY}


def waiting(name: str, *more: str) -> models.Index:
    """Index what waits, by state and unit: counted and sorted on every page, from it alone."""
    include = ["filed_by", "filed_for", "due_on", "since", "id", *more]
    return models.Index(fields=["state", "organisation"], include=include, name=f"{name}_waiting")


def counted(name: str, *more: str) -> models.Index:
    """Index what a year has, by unit and state: counted, late or waiting, from the index alone."""
    fields, include = ["year", "organisation", "state"], ["due_on", "since", *more]
    return models.Index(fields=fields, include=include, name=f"{name}_by_state")


def plain(value: Any) -> Any:
    """Turn a column's value into the JSON value that is hashed: exact, and the same everywhere."""
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")  # a typed minus zero is stored as zero
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, models.Choices | uuid.UUID) else value


def canonical(content: dict[str, Any]) -> str:
    """Write a content as the one JSON text that is hashed: keys sorted, no space."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Hash a canonical text: SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def four_eyes(name: str) -> models.CheckConstraint:
    """Hold in the database that nobody checks what they filed or had filed for them (R14)."""
    return models.CheckConstraint(
        name=f"{name}_four_eyes",
        condition=Q(checked_by=None)
        | (
            (Q(filed_by=None) | ~Q(checked_by=F("filed_by")))
            & (Q(filed_for=None) | ~Q(checked_by=F("filed_for")))
        ),
    )
