"""Days off that were read with the frame of a page are not read again for what stands on it."""

from datetime import date, timedelta

import pytest

from lifecycle.models import Holiday
from lifecycle.models.calendar import Days, knowing, work_calendar
from lifecycle.queries import frame_for, reckoner
from lifecycle.queries.frame import NEAR
from lifecycle.roles import Role

pytestmark = pytest.mark.django_db
OFF, WORKED = date(2023, 10, 2), date(2023, 10, 7)


@pytest.fixture
def days(db):
    Holiday.objects.create(day=OFF, is_workday=False, name="国庆节")
    Holiday.objects.create(day=WORKED, is_workday=True, name="国庆节调休")
    return Days(date(2023, 9, 1), date(2023, 12, 31), {OFF: False, WORKED: True})


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2023, 9, 1), date(2023, 12, 31)), (OFF, OFF), (date(2023, 11, 1), date(2023, 11, 2))],
)
def test_a_part_of_what_is_known_is_what_the_table_says(
    days, start, end, django_assert_num_queries
):
    asked = work_calendar(start, end)
    with django_assert_num_queries(0), knowing(days):
        assert work_calendar(start, end) == asked


def test_beyond_what_is_known_the_table_is_asked(days, django_assert_num_queries):
    with knowing(days):
        for start, end in (
            (date(2023, 8, 31), date(2023, 12, 31)),
            (date(2023, 9, 1), date(2024, 1, 1)),
        ):
            with django_assert_num_queries(1):
                assert work_calendar(start, end).workdays == {WORKED}
    with django_assert_num_queries(1):
        work_calendar(OFF, OFF)


def test_the_frame_brings_the_days_around_its_own(town, django_assert_num_queries):
    frame = frame_for(town.people[Role.DESK])
    edge, beyond = frame.day + NEAR, frame.day - NEAR - timedelta(days=1)
    for day in (edge, beyond):
        Holiday.objects.create(day=day, is_workday=False, name="放假")
    frame = frame_for(town.people[Role.DESK])
    assert frame.days == Days(frame.day - NEAR, edge, {edge: False})
    with django_assert_num_queries(0):
        reckoner(frame.day, frame.days)
