"""What a person sees on a page: every list and every single thing is fetched here."""

from lifecycle.queries.contacts import contacts_for
from lifecycle.queries.due import reckoner
from lifecycle.queries.frame import Frame, frame_for
from lifecycle.queries.inbox import Inbox, Todo, inbox_count, inbox_counts, inbox_for
from lifecycle.queries.people import administers, audits, notices_for, seats_for
from lifecycle.queries.projects import (
    SORTS,
    departments_for,
    narrowed,
    project_year_for,
    project_years_for,
    seen_among,
    target_states,
    years,
)
from lifecycle.queries.pulse import heartbeats, oldest_notice, rehearsal_day, silent_loops
from lifecycle.queries.search import Found, organisations_for, search_for
from lifecycle.queries.stages import (
    Placed,
    StageView,
    history_for,
    history_of,
    in_words,
    machines_in_course,
    placed_for,
    subject_for,
    timeline_for,
)
from lifecycle.queries.tones import stage_named, tone
from lifecycle.queries.year import current_year, year_shown
from lifecycle.scope import machines

__all__ = [
    "SORTS",
    "Found",
    "Frame",
    "Inbox",
    "Placed",
    "StageView",
    "Todo",
    "administers",
    "audits",
    "contacts_for",
    "current_year",
    "departments_for",
    "frame_for",
    "heartbeats",
    "history_for",
    "history_of",
    "in_words",
    "inbox_count",
    "inbox_counts",
    "inbox_for",
    "machines",
    "machines_in_course",
    "narrowed",
    "notices_for",
    "oldest_notice",
    "organisations_for",
    "placed_for",
    "project_year_for",
    "project_years_for",
    "reckoner",
    "rehearsal_day",
    "search_for",
    "seats_for",
    "seen_among",
    "silent_loops",
    "stage_named",
    "subject_for",
    "target_states",
    "timeline_for",
    "tone",
    "year_shown",
    "years",
]
