"""Which content people type on pages: each app declares the sheets of its own stages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from lifecycle import checks, rights
from lifecycle.actions.writing import Line, key_of, write_content
from lifecycle.forms.content import Sheet
from lifecycle.refusals import Refusal
from lifecycle.rights import Held


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row that is already there: its name, what it aims at, and the values that are typed."""

    key: str
    name: str
    hint: str
    values: Mapping[str, Any]


Bench = Callable[[Any, Any, Any], Any]
"""Takes the object and its two forms, and what was posted besides them."""
Save = Callable[..., Any]
"""Takes the object, `by`, `changes`, `lines` and `version`."""
Offers = Mapping[str, Callable[[Any], Any]]
"""For each column that leads to another table, which of its rows an object may name."""


@dataclass(frozen=True, slots=True)
class Written:
    """How the content of a stage is typed, read and saved."""

    sheet: Sheet
    save: Save
    rows: Callable[[Any], Sequence[RowShown]]
    bench: Bench | None = None
    """Works out what its page shows of the fields as they are typed."""
    paper: str = ""
    """How the addresses of its official form are named: `paper`-form and `paper`-import."""
    offers: Offers = field(default_factory=dict)


WRITTEN: dict[str, Written] = {}


def write(
    stage: str,
    sheet: Sheet,
    *,
    save: Save | None = None,
    rows: Callable[[Any], Sequence[RowShown]] | None = None,
    bench: Bench | None = None,
    paper: str = "",
    offers: Offers | None = None,
) -> None:
    """Declare the sheet of a stage (`app.model`); by default its own rows, saved as typed."""

    def own(subject: Any) -> Sequence[RowShown]:
        return own_rows(subject, sheet)

    def kept(subject: Any, *, lines: Sequence[Line], **more: Any) -> Any:
        return write_content(subject, part=sheet.part, lines=lines, **more)

    WRITTEN[stage] = Written(sheet, save or kept, rows or own, bench, paper, offers or {})


def own_rows(subject: Any, sheet: Sheet) -> list[RowShown]:
    """Read the rows of the part of a sheet as they stand."""
    if not sheet.part:
        return []
    rows = sorted(getattr(subject, sheet.part).all(), key=lambda row: row.pk)
    return [shown(row, sheet) for row in rows]


def shown(row: Any, sheet: Sheet, hint: str = "") -> RowShown:
    """Show one row as it stands."""
    values = {name: getattr(row, name) for name in sheet.columns if hasattr(row, name)}
    return RowShown(key_of(row), str(row), hint, values)


def barred(subject: Any, seats: Sequence[Held], day: date) -> list[Refusal]:
    """Say why somebody may not change an object now."""
    seat = rights.seat_for(seats, subject.EDITORS, subject, day)
    return checks.editable(subject, seat)


def edit_url(subject: Any, seats: Sequence[Held], day: date) -> str:
    """Return where somebody may change an object's content now, or ""."""
    # Whether the state allows it costs nothing, so it is asked first.
    if subject.stage() not in WRITTEN or str(subject.state) not in subject.EDITABLE:
        return ""
    if barred(subject, seats, day):
        return ""
    return sheet_url(subject)


def paper_url(subject: Any, what: str = "form") -> str:
    """Return where the official form of an object is taken away, or sent back; "" without one."""
    written = WRITTEN.get(subject.stage())
    if written is None or not written.paper:
        return ""
    return reverse(f"{written.paper}-{what}", args=[subject.pk])


def sheet_url(subject: Any) -> str:
    """Return the page on which an object's content is filled in."""
    return reverse("edit-content", args=[subject.stage(), subject.pk])
