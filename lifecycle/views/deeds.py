"""What people do beside the steps 其他办理: opening an object, answering, entering a score.

Each app declares its own; a page shows those that fall to its reader, and one page takes each.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle import checks, rights
from lifecycle.models import ProjectYear, Subject
from lifecycle.rights import Held
from lifecycle.roles import LEVEL_OF, Role
from lifecycle.templatetags.marks import Words

PROJECT_YEAR = str(ProjectYear._meta.label_lower)
Act = Callable[..., str]
"""Takes what it is done to, `by` and what was typed; returns where to go, "" for back."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do, on a project-year or on an object of a stage."""

    stage: str
    name: str
    label: Words
    roles: tuple[Role, ...]
    form: type[forms.Form]
    act: Act
    what: Words = ""
    """What it does, in a sentence above its form."""
    tab: str = ""
    states: Collection[str] = ()
    wanted: Callable[[Sequence[Any]], bool] | None = None
    """Whether the objects of a project-year leave room for this, or the one object itself does."""
    fit: Callable[[Any, Any], None] | None = None
    """Fits the form to what it is done to, where its limits are those of a year's pack."""
    begins: Callable[[Any], Subject] | None = None
    """Makes of what it is done to the object that it would begin, so far as its stage may close."""

    def held(self, subject: Any, seats: Iterable[Held], day: date) -> bool:
        """Tell whether it falls to one of these seats."""
        if isinstance(subject, Subject):
            return rights.seat_for(seats, self.roles, subject, day) is not None
        place = subject.project.organisation
        return any(
            seat.role in self.roles and place.at(LEVEL_OF[seat.role]) == seat.organisation_id
            for seat in seats
        )

    def late(self, subject: Any, day: date) -> str:
        """Say why what it would begin can be filed no more, as its action will."""
        if self.begins is None:
            return ""
        made, known = self.begins(subject), _SAID.get()
        said = {} if known is None else known
        key = (self.name, made.stage(), made.year, made.organisation_id, day)
        if key not in said:
            refusals = checks.over(made, self.roles, day)
            said[key] = _("；").join(refusal.sentence for refusal in refusals)
        return said[key]


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed as a page offers it."""

    label: str
    what: str
    href: str
    mark: str
    """Names it on the page, beside all others."""
    reason: str = ""
    """Why it cannot be done now, if so."""


DEEDS: dict[tuple[str, str], Deed] = {}
_SAID: ContextVar[dict[Any, str] | None] = ContextVar("said", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Let a page ask once what its many objects would begin, and whether that comes too late."""
    token = _SAID.set({})
    try:
        yield
    finally:
        _SAID.reset(token)


def declare(deed: Deed) -> None:
    """Declare a deed."""
    DEEDS[deed.stage, deed.name] = deed


def offers_on(subject: Any, seats: Sequence[Held], day: date) -> list[Offer]:
    """List what a reader may do with an object in its present state."""
    here = str(subject.state)
    found = (deed for deed in DEEDS.values() if deed.stage == subject.stage())
    return [
        _offer(deed, subject, day)
        for deed in found
        if here in deed.states
        and deed.held(subject, seats, day)
        and (deed.wanted is None or deed.wanted([subject]))
    ]


def openings_on(
    project_year: ProjectYear,
    subjects: Sequence[Any],
    seats: Sequence[Held],
    day: date,
    *,
    tab: str,
) -> list[Offer]:
    """List what a reader may open on a project-year from one of its tabs."""
    found = (deed for deed in DEEDS.values() if deed.stage == PROJECT_YEAR and deed.tab == tab)
    return [
        _offer(deed, project_year, day)
        for deed in found
        if deed.held(project_year, seats, day) and (deed.wanted is None or deed.wanted(subjects))
    ]


def _offer(deed: Deed, subject: Any, day: date) -> Offer:
    href = reverse("deed", args=[deed.stage, subject.pk, deed.name])
    mark = f"{deed.name}-{subject.pk}"
    return Offer(str(deed.label), str(deed.what), href, mark, deed.late(subject, day))
