"""What several pages share: an object as a card with its steps, and the page it is seen on."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from lifecycle.forms import StepForm
from lifecycle.models import Person
from lifecycle.queries import Placed, StageView
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.rights import Held
from lifecycle.transitions import Choice, steps_for

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
    form: StepForm
    refused: Refused | None = None

    @property
    def status(self) -> int:
        """Say it in the numbers of HTTP."""
        if isinstance(self.refused, Forbidden):
            return 403
        stale = self.refused is not None and Code.STALE in self.refused.codes
        return 409 if stale else 400

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
    def owes_note(self) -> bool:
        """Whether one of the open steps asks for an opinion."""
        return any(choice.note for choice in self.open)


@dataclass(frozen=True, slots=True)
class Row:
    """One stage of the page with its cards."""

    stage: StageView
    cards: tuple[Card, ...]


def card_of(
    placed: Placed, user: Any, *, at: datetime, seats: list[Held], trouble: Trouble | None = None
) -> Card:
    """Put an object's steps beside it, with a form that carries what is shown."""
    subject = placed.subject
    mine = trouble if trouble and trouble.of(subject) else None
    choices = steps_for(subject, user, at=at, seats=seats)
    return Card(placed, tuple(choices), _form(subject, mine), mine)


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
