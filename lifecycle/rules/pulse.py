"""What stands still 停摆: timed work that no longer ends, mail that no longer leaves."""

from datetime import datetime, timedelta

EVALUATION_PATIENCE = timedelta(hours=26)
"""warnings.md, dead man. Timed work is done daily; a day and two hours later it has stopped."""
MAIL_PATIENCE = timedelta(minutes=30)


def stopped_since(
    done_at: datetime | None, *, owed_from: datetime | None, daily: bool, now: datetime
) -> datetime | None:
    """Say since when a kind of timed work has not ended; None while it is in time.

    `owed_from` is when the oldest piece after the last done one became due; what is due `daily` is
    owed even where nobody planned it, once it has ever been done.
    """
    if owed_from is None and not daily:
        return None
    known = [moment for moment in (done_at, owed_from) if moment is not None]
    since = max(known, default=None)
    return since if since is not None and now - since > EVALUATION_PATIENCE else None


def mail_stopped_since(oldest: datetime | None, *, now: datetime) -> datetime | None:
    """Say since when the oldest mail waits, where that is too long."""
    return oldest if oldest is not None and now - oldest > MAIL_PATIENCE else None
