"""What two runs of the same days must have left alike, and what each mail server took."""

from collections import Counter
from pathlib import Path

import psycopg

NUMBERED = "dense_rank() OVER (PARTITION BY machine ORDER BY object_id)"
LEFT_OUT = {
    "every table": "id, which a transaction that was rolled back uses up",
    "log lines": "recorded_at and both hashes, by the database's own clock; object_id: a rank",
    "notices": "message_id and its mark in the text (both name keys of rows), the HTML, the "
    "attempts, and when it was made, tried and sent",
    "holds": "object_id, the key of a warning",
    "slots": "attempts, tried_at and done_at",
}
QUESTIONS = {
    "lights": "SELECT to_jsonb(t) - 'id' FROM monitoring_lightresult t",
    "warnings": "SELECT to_jsonb(t) - 'id' FROM monitoring_warning t",
    "escalations": "SELECT jsonb_build_array(w.fingerprint, w.month, e.level, e.on)"
    " FROM monitoring_escalation e JOIN monitoring_warning w ON w.id = e.warning_id",
    "reports": "SELECT to_jsonb(t) - 'id' FROM monitoring_report t",
    "holds": "SELECT to_jsonb(t) - '{id,object_id}'::text[] FROM lifecycle_hold t",
    "log lines": "SELECT to_jsonb(t) - '{id,object_id,recorded_at,hash,prev_hash}'::text[]"
    f" || jsonb_build_object('object', {NUMBERED}) FROM lifecycle_transitionlog t",
    "notices": "SELECT jsonb_build_array(person_id, address, kind, subject, state, at,"
    " regexp_replace(body, '[0-9a-f]{12}|/alerts/[0-9]+/', '', 'g')) FROM lifecycle_notice",
    "slots": "SELECT jsonb_build_array(kind, business_date, state) FROM lifecycle_dueslot",
}

Rows = dict[str, Counter[str]]


def written(url: str) -> Rows:
    """Read all that a run has left, as text."""
    with psycopg.connect(url) as database:
        return {
            name: Counter(row for (row,) in database.execute(f"SELECT q::text FROM ({ask}) q(q)"))
            for name, ask in QUESTIONS.items()
        }


def differences(calm: Rows, stormy: Rows) -> dict[str, tuple[int, int]]:
    """Count the rows that were lost and those that came on top, by table, where there are any."""
    counts = {
        name: ((calm[name] - stormy[name]).total(), (stormy[name] - calm[name]).total())
        for name in calm
    }
    return {name: count for name, count in counts.items() if any(count)}


def accepted(book: Path) -> Counter[str]:
    """Count what a mail server took, by Message-ID."""
    return Counter(book.read_text().split())


def mail_faults(wanted: set[str], taken: Counter[str], *, faults: int) -> list[str]:
    """Say what is wrong with the mail: lost, unknown, or more copies than there were faults."""
    lost, unknown = wanted - set(taken), set(taken) - wanted
    extra = taken.total() - len(taken)
    found = [f"{len(lost)} mails lost"] if lost else []
    found += [f"{len(unknown)} mails of no notice"] if unknown else []
    return found + ([f"{extra} extra copies of {faults} faults"] if extra > faults else [])
