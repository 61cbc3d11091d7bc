"""What several pages share: an object as a card with its steps, and the page it is seen on."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lifecycle import clock, queries
from lifecycle.forms import StepForm
from lifecycle.forms.words import Words
from lifecycle.models import Person
from lifecycle.queries import Line, Placed, Thread
from lifecycle.queries.contents import Content, Fact, Row, Table
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.rights import Held
from lifecycle.rules.differences import Difference
from lifecycle.transitions import Choice, steps_for
from lifecycle.views.context import frame_of
from lifecycle.views.deeds import Offer, offers_on
from lifecycle.views.sheets import edit_url, paper_url

TOKEN_BYTES = 24


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person
    year: int
    """The budget year that is looked at: chosen in the frame, else that of the business clock."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A step that was not taken: on what, what was typed, and why not."""

    subject: Any
    form: Any
    refused: Refused | None = None
    tab: str = ""
    """The tab that shows it, where it is not that of the subject's stage."""
    home: int | None = None
    """The project-year whose page shows it, where the subject does not say."""

    @property
    def status(self) -> int:
        """Say it in the numbers of HTTP."""
        if isinstance(self.refused, Forbidden):
            return 403
        return 409 if self.stale else 400

    @property
    def stale(self) -> bool:
        """Whether the page showed something else than what stands."""
        return self.refused is not None and Code.STALE in self.refused.codes

    @property
    def changed(self) -> Line | None:
        """Who changed a stale page's object last, and when, as its history tells."""
        return next(iter(queries.history_of([self.subject])), None) if self.stale else None

    @property
    def over(self) -> bool:
        """Whether no step leads on from where the object stands."""
        return next(self.subject.edges_here(), None) is None

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed, each with its label; a form may be gone from the page that held it."""
        typed = [f for f in self.form or () if isinstance(f.field, Words | forms.DecimalField)]
        found = ((str(field.label), str(field.value() or "")) for field in typed)
        return [(label, text) for label, text in found if text.strip()]

    def of(self, subject: Any) -> bool:
        """Tell whether it is about this object."""
        return (type(self.subject), self.subject.pk) == (type(subject), subject.pk)


@dataclass(frozen=True, slots=True)
class Card:
    """One object with its steps: those that are open, and the others with their reasons."""

    placed: Placed
    choices: tuple[Choice, ...]
    form: StepForm
    trouble: Trouble | None
    content: Content | None = None
    changes: tuple[Difference, ...] | None = None
    """What this version changed of the one before it, or an amendment of its target, if any."""
    threads: tuple[Thread, ...] = ()
    edit: str = ""
    """Where its reader may fill it in now, if at all."""
    paper: str = ""
    """Where its official form is taken away, if it has one."""
    refill: str = ""
    """Where that form is sent back, filled."""
    offers: tuple[Offer, ...] = ()
    own: bool = False
    """Whether it stands on the page of its object, to which its steps lead back."""

    @property
    def subject(self) -> Any:
        """The object itself."""
        return self.placed.subject

    @property
    def mark(self) -> str:
        """Name its place on the page, which links lead to."""
        return f"{self.subject.stage_name()}-{self.subject.pk}"

    @property
    def open(self) -> list[Choice]:
        """The steps that can be taken now."""
        return [choice for choice in self.choices if choice.open]

    @property
    def closed(self) -> list[Choice]:
        """The steps that cannot, each with its reasons."""
        return [choice for choice in self.choices if not choice.open]

    @property
    def facts(self) -> list[tuple[Fact, list[Thread]]]:
        """Each column of the content, with the threads that stand on it."""
        found = self.content.facts if self.content else ()
        return [(fact, self._on(fact.anchor)) for fact in found]

    @property
    def tables(self) -> list[tuple[Table, list[tuple[Row, list[Thread]]]]]:
        """Each part of the content, its rows with the threads that stand on them or on a cell."""
        found = self.content.tables if self.content else ()
        return [(table, [(row, self._in(row.anchor)) for row in table.rows]) for table in found]

    @property
    def loose(self) -> list[Thread]:
        """The threads on the object as a whole, or on a place that is no more."""
        anchors = {fact.anchor for fact, _threads in self.facts}
        rows = [row.anchor for _table, rows in self.tables for row, _threads in rows]
        return [t for t in self.threads if not _stands(t, anchors, rows)]

    @property
    def places(self) -> list[tuple[str, str]]:
        """The places on which a comment may be written: the object, a column, a row."""
        own = [(f.anchor, f.label) for f, _t in self.facts if f.anchor in self.subject.CONTENT]
        rows = [
            (row.anchor, _("%(label)s：%(name)s") % {"label": table.label, "name": row.name})
            for table, found in self.tables
            if table.part in self.subject.PARTS
            for row, _threads in found
        ]
        return [("", _("整个事项")), *own, *rows]

    def _on(self, anchor: str) -> list[Thread]:
        return [t for t in self.threads if t.opening.comment.anchor == anchor]

    def _in(self, anchor: str) -> list[Thread]:
        return [t for t in self.threads if _below(t.opening.comment.anchor, anchor)]

    @property
    def owes_note(self) -> bool:
        """Whether one of the open steps asks for an opinion."""
        return any(choice.note for choice in self.open)


def _below(anchor: str, place: str) -> bool:
    return anchor == place or anchor.startswith(f"{place}.")


def _stands(thread: Thread, columns: set[str], rows: list[str]) -> bool:
    anchor = thread.opening.comment.anchor
    return anchor in columns or any(_below(anchor, row) for row in rows)


@dataclass(frozen=True, slots=True)
class Hour:
    """When a page is drawn, and in which seats its reader sits then."""

    at: datetime
    day: date
    seats: list[Held]


def hour_of(request: Request) -> Hour:
    """Return the hour and the seats that the frame of the page already asked for."""
    frame = frame_of(request)
    return Hour(frame.at, frame.day, frame.seats)


def card_of(  # noqa: PLR0913 - one card as it is drawn
    placed: Placed,
    user: Any,
    *,
    at: datetime,
    seats: list[Held],
    trouble: Trouble | None = None,
    content: Content | None = None,
    changes: tuple[Difference, ...] | None = None,
    threads: tuple[Thread, ...] = (),
) -> Card:
    """Put an object's steps beside it, with a form that carries what is shown."""
    subject = placed.subject
    typed = trouble is not None and isinstance(trouble.form, StepForm)
    mine = trouble if trouble and typed and trouble.of(subject) else None
    choices = steps_for(subject, user, at=at, seats=seats)
    day = clock.day_of(at)
    edit = edit_url(subject, seats, day)
    return Card(
        placed,
        tuple(choices),
        _form(subject, mine),
        mine,
        content,
        changes,
        threads,
        edit,
        paper_url(subject),
        paper_url(subject, "import") if edit else "",
        tuple(offers_on(subject, seats, day)),
    )


def _form(subject: Any, trouble: Trouble | None) -> StepForm:
    # What was typed is kept; what is shown now, and a new token, replace what was posted.
    shown = {
        "note": trouble.form.data.get("note", "") if trouble else "",
        "version": subject.version,
        "content_hash": subject.content_hash,
        "key": secrets.token_urlsafe(TOKEN_BYTES),
    }
    mark = f"{subject._meta.model_name}-{subject.pk}-%s"
    return StepForm(initial=shown, auto_id=mark)
