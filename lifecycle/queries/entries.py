"""The rows of the worklist 办件: one object as a person meets it in a list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lifecycle import clock, rights
from lifecycle.models import Claim, ProjectYear, Subject
from lifecycle.models.calendar import work_calendar
from lifecycle.models.claim import standing_among
from lifecycle.models.watch import PROJECT_YEAR
from lifecycle.queries.duties import due_of
from lifecycle.queries.inbox import returned_states
from lifecycle.queries.narrowing import Narrowing
from lifecycle.queries.previews import Key, sketches
from lifecycle.queries.stages import Line
from lifecycle.rights import Held
from lifecycle.rules.deadlines import WorkCalendar, workdays_between
from lifecycle.scope import machines


@dataclass(frozen=True, slots=True)
class Entry:
    """One object in a tab, with all that its row shows."""

    stage: str
    label: str
    subject: Any
    state: str
    returned: bool
    since: datetime | None
    age: int | None
    """Working days in the present state."""
    due_on: date | None
    days_left: int | None
    claim: Claim | None
    mine: bool
    """Whether the claim is one's own, or of whom one stands in for."""
    acting_for: str
    """Whose seat it waits for, where that is not one's own."""
    line: Line | None = None
    """What one did last, in the tab of what was done."""


class Reader:
    """Who reads the worklist, on which day, in which seats."""

    def __init__(self, user: Any, at: datetime | None, *, held: list[Held] | None = None) -> None:
        self.user = user
        self.day = clock.day_of(at or clock.now())
        self.held = rights.seats_of(user, self.day) if held is None else held
        self.mine = {user.pk, *(seat.principal_id for seat in self.held)}

    def tables(self, wanted: Narrowing, *, stages_only: bool) -> list[Any]:
        """List the tables in which rows may be, the project-years last."""
        every: list[Any] = [*machines(), *([] if stages_only else [ProjectYear])]
        return [m for m in every if wanted.stage in ("", m._meta.label_lower)]

    def entries(
        self, keys: Sequence[Key], told: dict[Key, Line] | None = None
    ) -> tuple[Entry, ...]:
        """Read the objects of a page and keep its order."""
        found: dict[Key, Any] = {(row.stage(), row.pk): row for row in sketches(keys, self.day)}
        if years := [pk for name, pk in keys if name == PROJECT_YEAR]:
            rows = ProjectYear.objects.select_related("project__organisation").filter(pk__in=years)
            found |= {(PROJECT_YEAR, row.pk): row for row in rows}
        versions = {key: row.version for key, row in found.items() if isinstance(row, Subject)}
        # Who holds what is of no use among what one did oneself.
        claims = standing_among(versions, self.day) if versions and told is None else {}
        entry = self._entry_by(_calendar(found.values(), self.day))
        return tuple(
            entry(found[key], claims.get(key), (told or {}).get(key))
            for key in keys
            if key in found
        )

    def _entry_by(self, calendar: WorkCalendar) -> Callable[..., Entry]:
        def entry(subject: Any, claim: Claim | None, line: Line | None) -> Entry:
            if not isinstance(subject, Subject):
                return _of_project_year(subject)
            due, since = due_of(subject, self.day), subject.since
            state = str(getattr(subject, "state", ""))
            age = (
                workdays_between(clock.day_of(since), self.day, calendar=calendar)
                if since
                else None
            )
            return Entry(
                stage=subject.stage(),
                label=str(subject._meta.verbose_name),
                subject=subject,
                state=str(subject.State(state).label),
                returned=state in returned_states(type(subject)),
                since=since,
                age=age,
                due_on=due,
                days_left=(due - self.day).days if due else None,
                claim=claim,
                mine=claim is not None and claim.holder_id in self.mine,
                acting_for=self._acting_for(subject),
                line=line,
            )

        return entry

    def _acting_for(self, subject: Subject) -> str:
        roles = {role for edge in subject.edges_here() for role in edge.about.by}
        seats = (s for s in self.held if s.role in roles and rights.sits(s, subject))
        seat: Held | None = next(seats, None)
        return "" if seat is None or seat.own else seat.principal


def _calendar(rows: Iterable[Any], day: date) -> WorkCalendar:
    since = [row.since for row in rows if isinstance(row, Subject) and row.since]
    return work_calendar(clock.day_of(min(since)), day) if since else WorkCalendar()


def _of_project_year(row: ProjectYear) -> Entry:
    return Entry(
        stage=PROJECT_YEAR,
        label=str(ProjectYear._meta.verbose_name),
        subject=row,
        state="",
        returned=False,
        since=None,
        age=None,
        due_on=None,
        days_left=None,
        claim=None,
        mine=False,
        acting_for="",
    )
