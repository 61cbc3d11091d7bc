"""What a person sees on a page: every list and every single thing is fetched here."""

from lifecycle.queries.additions import ADDITIONS, Addition, add, joined
from lifecycle.queries.appraisals import (
    AppraisalView,
    appraisal_for,
    appraisals_for,
    may_open,
    seen_of,
)
from lifecycle.queries.assigned import Assigned, assigned_to, assignment_for
from lifecycle.queries.calendar import Entry as CalendarEntry
from lifecycle.queries.calendar import Kind as CalendarKind
from lifecycle.queries.calendar import Reader as CalendarReader
from lifecycle.queries.calendar import entries_for, lines_of, year_of
from lifecycle.queries.chronicle import Told, chronicle_for
from lifecycle.queries.claims import Handing, claim_on, claims_of, may_claim, takers_for
from lifecycle.queries.comments import (
    CONSULTED,
    Asked,
    Said,
    Thread,
    asked_of,
    colleagues_of,
    comment_for,
    consultations_on,
    threads_among,
    threads_for,
)
from lifecycle.queries.completeness import Completeness, Filed, completeness_of
from lifecycle.queries.contacts import contacts_for
from lifecycle.queries.counted import counted, counted_choices, counted_rows, sums_counted
from lifecycle.queries.due import reckoner
from lifecycle.queries.entries import Entry
from lifecycle.queries.examining import Check, Examined, examined, grade_label
from lifecycle.queries.files import Download, download_for, file_for, files_among, files_for
from lifecycle.queries.flow import Flow, Late, Standing, flow_for, overview_for, stage_for
from lifecycle.queries.frame import Frame, frame_for
from lifecycle.queries.glances import glances_adrift
from lifecycle.queries.homes import AtHome, Home, homes_of
from lifecycle.queries.inbox import (
    Inbox,
    Todo,
    inbox_count,
    inbox_counts,
    inbox_for,
    returned_states,
)
from lifecycle.queries.leader import (
    Appraised,
    Promised,
    city_for,
    concluded,
    sees_city,
    totals,
)
from lifecycle.queries.narrowing import ANYTHING, CLAIMS, Narrowing
from lifecycle.queries.people import administers, audits, feed_of, notices_for, seats_for
from lifecycle.queries.pool import Pool
from lifecycle.queries.previews import SHOWN, Preview, late_for, sent_back_for, urgent_for
from lifecycle.queries.progress import Progress, packs_in_force, progress_of
from lifecycle.queries.projects import (
    department_names,
    department_of,
    departments_for,
    largest_of,
    listed_for,
    own,
    project_year_for,
    project_year_named,
    project_years_for,
    reached,
    reaching,
    seen_among,
    sees_all_beside,
    target_states,
    unit_name_of,
    units_for,
    years,
)
from lifecycle.queries.pulse import (
    LOOPS,
    heartbeats,
    oldest_notice,
    parked_slots,
    rehearsal_day,
    silent_loops,
)
from lifecycle.queries.reviewing import (
    LastSeen,
    judging_seat,
    last_seen,
    picked_for,
    place_named,
    places_of,
    project_year_of,
    reviewed_for,
)
from lifecycle.queries.reviews import (
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
from lifecycle.queries.some import Some, part_of, some
from lifecycle.queries.stages import (
    EDITS,
    Line,
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
from lifecycle.queries.standing import (
    amended,
    at_hand,
    changed_since,
    holds_on,
    next_due,
    other_years,
)
from lifecycle.queries.tallies import added, branches_for, stands, sums_adrift, sums_for, wholes
from lifecycle.queries.tones import stage_named, tone
from lifecycle.queries.trees import tree_of, whole_of
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
    "ADDITIONS", "ANYTHING", "CLAIMS", "CONSULTED", "EDITS", "LOOPS", "SHOWN", "Addition",
    "AppraisalView", "Appraised", "Asked", "Assigned", "AtHome", "CalendarEntry", "CalendarKind",
    "CalendarReader", "Check", "Completeness", "Download", "Entry", "Examined", "Filed", "Flow",
    "Found", "Frame", "Handing", "Home", "Inbox", "LastSeen", "Late", "Line", "Narrowing", "Page",
    "Placed", "Pool", "Preview", "Progress", "Promised", "Reader", "Review", "Said", "Some",
    "StageView", "Standing", "Thread", "Todo", "Told", "Wanted", "add", "added", "administers",
    "amended", "appraisal_for", "appraisals_for", "asked_of", "assigned_to", "assignment_for",
    "at_hand", "audits", "branches_for", "changed_since", "chronicle_for", "city_for", "claim_on",
    "claims_of", "colleagues_of", "comment_for", "completeness_of", "concluded",
    "consultations_on", "contacts_for", "counted", "counted_choices", "counted_rows", "course_of",
    "current_year", "department_names", "department_of",
    "departments_for", "done_by", "download_for", "entries_for", "examined", "excepted_units",
    "exception_for", "exceptions_for", "feed_of", "file_for", "files_among", "files_for",
    "flow_for", "frame_for", "glances_adrift", "grade_label", "handled_for", "heartbeats",
    "history_of", "holds_on", "homes_of", "in_words", "inbox_count", "inbox_counts", "inbox_for",
    "joined", "judged_for", "judging_seat", "largest_of", "last_seen", "late_for", "lines_of",
    "listed_for", "machines", "machines_in_course", "may_claim", "may_open", "named_among",
    "next_due", "next_review", "notices_for", "objects_for", "oldest_notice", "organisations_for",
    "other_years", "overview_for", "own", "packs_in_force", "parked_slots", "part_of", "picked_for",
    "place_named", "placed_for", "places_of", "progress_of", "project_year_for",
    "project_year_named", "project_year_of", "project_years_for", "reached", "reaching",
    "reckoner", "rehearsal_day", "returned_states", "returned_to", "reviewed_for",
    "reviews_count", "reviews_for", "search_for", "seats_for", "seen_among", "seen_of",
    "sees_all_beside", "sees_city", "sent_back_for", "sets_windows",
    "silent_loops", "some", "stage_for", "stage_named", "standing_windows", "stands", "subject_for",
    "subjects_for", "sums_adrift", "sums_counted", "sums_for", "takers_for", "target_states",
    "threads_among", "threads_for", "told_to", "tone", "totals", "tree_of", "unit_name_of",
    "units_for", "urgent_for", "waiting_for", "watched_by", "watches", "whole_of", "wholes",
    "window_stages", "year_of", "year_shown", "years",
]  # fmt: skip
