"""What the tests of windows share: the days of one, and an exception to it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from lifecycle.actions.windows import grant_exception
from lifecycle.refusals import Refused
from lifecycle.rules.windows import Span
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR

TODAY = NOON.date()
DAY = timedelta(days=1)
CITY = ZoneInfo("Asia/Shanghai")


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=CITY)


def refused_codes(subject, name, *, by, at):
    """Take a step and undo it; return the codes that refuse it."""
    try:
        with transaction.atomic():
            fire(subject, name, by=by, at=at)
            transaction.set_rollback(True)
    except Refused as refused:
        return refused.codes
    return ()


def granted(town, division, **changes):
    asked = {
        "stage": "target",
        "year": YEAR,
        "span": Span(TODAY, TODAY + 9 * DAY),
        "reason": "因机构改革延期报送",
        "by": division,
        "at": NOON,
    } | changes
    place = asked.pop("organisation", town.unit)
    return grant_exception(place, **asked)


class Statements:
    """Every statement of a block."""

    def __enter__(self):
        self.statements = []
        self.wrapper = connection.execute_wrapper(self.note)
        self.wrapper.__enter__()
        return self

    def note(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)

    def __exit__(self, *error):
        self.wrapper.__exit__(*error)
