"""What a person sees on a page: every list and every single thing is fetched here."""

from lifecycle.queries.additions import add
from lifecycle.queries.claims import Handing, claim_on, claims_of, may_claim, takers_for
from lifecycle.queries.comments import Said, Thread, comment_for, threads_for
from lifecycle.queries.contacts import contacts_for
from lifecycle.queries.due import reckoner
from lifecycle.queries.entries import Entry
from lifecycle.queries.examining import Check, Examined, examined, grade_label
from lifecycle.queries.files import Download, download_for, file_for, files_for
from lifecycle.queries.frame import Frame, frame_for
from lifecycle.queries.inbox import (
    Inbox,
    Todo,
    inbox_count,
    inbox_counts,
    inbox_for,
    returned_states,
)
from lifecycle.queries.narrowing import CLAIMS, Narrowing
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
from lifecycle.queries.reviewing import (
    LastSeen,
    judging_seat,
    last_seen,
    picked_for,
    places_of,
    reviewed_for,
)
from lifecycle.queries.reviews import (
    Pool,
    Reader,
    Review,
    Wanted,
    handled_for,
    judged_for,
    next_review,
    reviews_count,
    reviews_for,
)
from lifecycle.queries.search import Found, organisations_for, search_for
from lifecycle.queries.stages import (
    Line,
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
from lifecycle.queries.worklist import (
    Page,
    done_by,
    returned_to,
    told_to,
    waiting_for,
    watched_by,
    watches,
)
from lifecycle.queries.year import current_year, year_shown
from lifecycle.scope import machines

__all__ = [
    "CLAIMS",
    "SORTS",
    "Check",
    "Download",
    "Entry",
    "Examined",
    "Found",
    "Frame",
    "Handing",
    "Inbox",
    "LastSeen",
    "Line",
    "Narrowing",
    "Page",
    "Placed",
    "Pool",
    "Reader",
    "Review",
    "Said",
    "StageView",
    "Thread",
    "Todo",
    "Wanted",
    "add",
    "administers",
    "audits",
    "claim_on",
    "claims_of",
    "comment_for",
    "contacts_for",
    "current_year",
    "departments_for",
    "done_by",
    "download_for",
    "examined",
    "file_for",
    "files_for",
    "frame_for",
    "grade_label",
    "handled_for",
    "heartbeats",
    "history_for",
    "history_of",
    "in_words",
    "inbox_count",
    "inbox_counts",
    "inbox_for",
    "judged_for",
    "judging_seat",
    "last_seen",
    "machines",
    "machines_in_course",
    "may_claim",
    "narrowed",
    "next_review",
    "notices_for",
    "oldest_notice",
    "organisations_for",
    "picked_for",
    "placed_for",
    "places_of",
    "project_year_for",
    "project_years_for",
    "reckoner",
    "rehearsal_day",
    "returned_states",
    "returned_to",
    "reviewed_for",
    "reviews_count",
    "reviews_for",
    "search_for",
    "seats_for",
    "seen_among",
    "silent_loops",
    "stage_named",
    "subject_for",
    "takers_for",
    "target_states",
    "threads_for",
    "timeline_for",
    "told_to",
    "tone",
    "waiting_for",
    "watched_by",
    "watches",
    "year_shown",
    "years",
]
