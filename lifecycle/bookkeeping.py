"""What the engine itself writes with a step: whose it was, when, until when, of what content."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from lifecycle import clock
from lifecycle.machine import About, Act
from lifecycle.models import Subject
from lifecycle.models.calendar import work_calendar
from lifecycle.models.rulepack import InForce
from lifecycle.models.subject import canonical, digest
from lifecycle.models.window import extensions
from lifecycle.rights import Held
from lifecycle.rules.deadlines import WorkCalendar, due_on

HORIZON = timedelta(days=200)
"""Longer than any deadline in working days; the calendar is read no further."""


def act(by: Any, note: str, at: datetime | None) -> Act:
    """Fix who acts and when; without a time, the business clock is asked once."""
    at = at or clock.now()
    return Act(by=by, at=at, day=clock.day_of(at), note=note.strip())


def whose(said: About, seat: Held, deed: Act) -> dict[str, Any]:
    """Return the columns that remember who filed, on what day first, and who checked."""
    actor = getattr(deed.by, "pk", None)
    if said.files:
        principal = None if seat.own else seat.principal_id
        filed = {"filed_by_id": actor, "filed_for_id": principal, "checked_by_id": None}
        return filed | {"first_filed_on": deed.day}
    return {"checked_by_id": actor} if said.checks else {}


def when(model: type[Subject], state: str, year: int, deed: Act, rules: InForce) -> dict[str, Any]:
    """Return since when the object is in its state and when the pack wants it out of there."""
    deadline = rules.pack.deadlines.get(f"{model.stage_name()}.{state}")
    if deadline is None:
        return {"since": deed.at, "due_on": None}
    # Only working days need the calendar, so only they pay for reading it.
    near = work_calendar(deed.day, deed.day + HORIZON) if deadline.workdays else WorkCalendar()
    due = due_on(deadline, entered=deed.day, year=year, calendar=near)
    return {"since": deed.at, "due_on": due}


def later(
    model: type[Subject], state: str, places: set[int], year: int, deed: Act, due: date | None
) -> dict[int, date]:
    """Return the later due date of each unit whose exception extends a state from which it files.

    Other states, and those without a due date, ask nothing.
    """
    if due is None or state not in model.window_states():
        return {}
    found = extensions(model, year, places, deed.day)
    return {place: until for place, until in found.items() if until > due}


KEEP = """INSERT INTO lifecycle_snapshot (content_hash, content)
SELECT content_hash, content FROM jsonb_to_recordset(%s::jsonb)
  AS s(content_hash varchar(64), content jsonb) ORDER BY content_hash ON CONFLICT DO NOTHING"""


def seal(subjects: list[Any]) -> list[str]:
    """Keep the content of each object once and return the hashes.

    What a row already bears as its hash is kept already.
    """
    lines = [canonical(subject.content()) for subject in subjects]
    hashes = [digest(line) for line in lines]
    fresh = {
        mark: line
        for subject, mark, line in zip(subjects, hashes, lines, strict=True)
        if subject.content_hash != mark
    }
    if fresh:
        rows = ",".join(f'{{"content_hash":"{h}","content":{c}}}' for h, c in fresh.items())
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [f"[{rows}]"])
    return hashes
