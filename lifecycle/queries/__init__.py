"""What a person sees on a page: every list and every single thing is fetched here."""

from lifecycle.queries.additions import ADDITIONS, Addition, add, joined
from lifecycle.queries.assigned import Assigned, assigned_to, assignment_for
from lifecycle.queries.calendar import Entry as CalendarEntry
from lifecycle.queries.calendar import Kind as CalendarKind
from lifecycle.queries.calendar import Reader as CalendarReader
from lifecycle.queries.calendar import entries_for, lines_of, year_of
from lifecycle.queries.chronicle import Told, chronicle_for
from lifecycle.queries.claims import Handing, claim_on, claims_of, may_claim, takers_for
from lifecycle.queries.comments import Said, Thread, comment_for, threads_among, threads_for
from lifecycle.queries.completeness import Completeness, Filed, completeness_of
from lifecycle.queries.contacts import contacts_for
from lifecycle.queries.counted import counted, counted_choices, counted_rows
from lifecycle.queries.due import reckoner
from lifecycle.queries.entries import Entry
from lifecycle.queries.files import Download, download_for, file_for, files_among, files_for
from lifecycle.queries.flow import Flow, Late, Standing, flow_for, overview_for, stage_for
from lifecycle.queries.frame import Frame, frame_for
from lifecycle.queries.homes import AtHome, Home, homes_of
from lifecycle.queries.inbox import Inbox, Todo, inbox_count, inbox_counts, inbox_for
from lifecycle.queries.leader import Appraised, Promised, city_for, sees_city, totals
from lifecycle.queries.narrowing import CLAIMS, Narrowing
from lifecycle.queries.people import administers, audits, feed_of, notices_for, seats_for
from lifecycle.queries.previews import SHOWN, Preview, late_for, sent_back_for, urgent_for
from lifecycle.queries.progress import Progress, packs_in_force, progress_of
from lifecycle.queries.projects import (
    departments_for,
    largest_of,
    project_year_for,
    project_year_named,
    project_years_for,
    reached,
    seen_among,
    target_states,
    tree_of,
    units_for,
    whole_of,
    years,
)
from lifecycle.queries.pulse import (
    heartbeats,
    oldest_notice,
    parked_slots,
    rehearsal_day,
    silent_loops,
)
from lifecycle.queries.search import Found, organisations_for, search_for
from lifecycle.queries.stages import (
    EDITS,
    Placed,
    StageView,
    course_of,
    history_of,
    in_words,
    machines_in_course,
    named_among,
    objects_for,
    placed_for,
    subject_for,
    subjects_for,
)
from lifecycle.queries.standing import at_hand, changes, holds_on, next_due, other_years
from lifecycle.queries.tones import stage_named, tone
from lifecycle.queries.windows import (
    excepted_units,
    exception_for,
    exceptions_for,
    sets_windows,
    standing_windows,
    window_stages,
)
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
    "ADDITIONS",
    "CLAIMS",
    "EDITS",
    "SHOWN",
    "Addition",
    "Appraised",
    "Assigned",
    "AtHome",
    "CalendarEntry",
    "CalendarKind",
    "CalendarReader",
    "Completeness",
    "Download",
    "Entry",
    "Filed",
    "Flow",
    "Found",
    "Frame",
    "Handing",
    "Home",
    "Inbox",
    "Late",
    "Narrowing",
    "Page",
    "Placed",
    "Preview",
    "Progress",
    "Promised",
    "Said",
    "StageView",
    "Standing",
    "Thread",
    "Todo",
    "Told",
    "add",
    "administers",
    "assigned_to",
    "assignment_for",
    "at_hand",
    "audits",
    "changes",
    "chronicle_for",
    "city_for",
    "claim_on",
    "claims_of",
    "comment_for",
    "completeness_of",
    "contacts_for",
    "counted",
    "counted_choices",
    "counted_rows",
    "course_of",
    "current_year",
    "departments_for",
    "done_by",
    "download_for",
    "entries_for",
    "excepted_units",
    "exception_for",
    "exceptions_for",
    "feed_of",
    "file_for",
    "files_among",
    "files_for",
    "flow_for",
    "frame_for",
    "heartbeats",
    "history_of",
    "holds_on",
    "homes_of",
    "in_words",
    "inbox_count",
    "inbox_counts",
    "inbox_for",
    "joined",
    "largest_of",
    "late_for",
    "lines_of",
    "machines",
    "machines_in_course",
    "may_claim",
    "named_among",
    "next_due",
    "notices_for",
    "objects_for",
    "oldest_notice",
    "organisations_for",
    "other_years",
    "overview_for",
    "packs_in_force",
    "parked_slots",
    "placed_for",
    "progress_of",
    "project_year_for",
    "project_year_named",
    "project_years_for",
    "reached",
    "reckoner",
    "rehearsal_day",
    "returned_to",
    "search_for",
    "seats_for",
    "seen_among",
    "sees_city",
    "sent_back_for",
    "sets_windows",
    "silent_loops",
    "stage_for",
    "stage_named",
    "standing_windows",
    "subject_for",
    "subjects_for",
    "takers_for",
    "target_states",
    "threads_among",
    "threads_for",
    "told_to",
    "tone",
    "totals",
    "tree_of",
    "units_for",
    "urgent_for",
    "waiting_for",
    "watched_by",
    "watches",
    "whole_of",
    "window_stages",
    "year_of",
    "year_shown",
    "years",
]
