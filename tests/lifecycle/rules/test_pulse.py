"""Since when timed work or mail stands still, at and around the limits."""

from datetime import UTC, datetime, timedelta

import pytest

from lifecycle.rules.pulse import mail_stopped_since, stopped_since

NOW = datetime(2023, 8, 2, 12, tzinfo=UTC)


def ago(**long):
    return NOW - timedelta(**long)


DAY, LATE, JUST = ago(hours=20), ago(hours=26, seconds=1), ago(hours=26)


@pytest.mark.parametrize(
    ("done", "owed", "daily", "since"),
    [
        (None, None, False, None),
        (None, None, True, None),
        (LATE, None, False, None),
        (LATE, None, True, LATE),
        (JUST, None, True, None),
        (LATE, JUST, True, None),
        (ago(days=60), DAY, False, None),
        (ago(days=60), LATE, False, LATE),
        (LATE, ago(days=3), False, LATE),
        (DAY, ago(days=3), False, None),
        (None, LATE, False, LATE),
        (None, JUST, False, None),
    ],
)
def test_since_when_timed_work_has_not_ended(done, owed, daily, since):
    assert stopped_since(done, owed_from=owed, daily=daily, now=NOW) == since


@pytest.mark.parametrize(
    ("oldest", "stopped"),
    [(None, False), (ago(minutes=30), False), (ago(minutes=30, seconds=1), True)],
)
def test_mail_stands_still_after_half_an_hour(oldest, stopped):
    assert mail_stopped_since(oldest, now=NOW) == (oldest if stopped else None)
