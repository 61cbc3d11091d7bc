"""Telling a chapter by halves: two processes, each with its own transaction."""

from datetime import date

import pytest

from lifecycle import clock
from lifecycle.demo import telling
from lifecycle.demo.chapters import Chapter
from lifecycle.demo.story import Astray
from lifecycle.models import DueSlot, Holiday, Installation
from lifecycle.slots import work_through

FIRST, SECOND = date(2023, 5, 1), date(2023, 5, 2)


def told_as(tell):
    return Chapter("halves", "两半", FIRST, tell, by_desks=True)


def note(story):
    """Write down who tells: the only desk of the town is in the first half."""
    day = FIRST if story.desks else SECOND
    Holiday.objects.create(day=day, is_workday=False, name=story.chapter.name)


def silent(_words):
    """Show nothing."""


@pytest.mark.django_db
def test_the_clock_stops_on_the_day_of_the_last_chapter(town):
    Installation.objects.update_or_create(id=1)
    told = Chapter("whole", "全部", SECOND, note)
    telling.tell([told], wake=work_through, progress=telling.Progress(silent, silent))
    assert clock.today() == SECOND
    worked = DueSlot.objects.filter(business_date=SECOND)
    assert set(worked.values_list("state", flat=True)) == {"done"}


def second_goes_astray(story):
    note(story)
    if not story.desks:
        raise Astray("申请被退回")


@pytest.mark.django_db(transaction=True)
def test_of_two_halves_the_one_that_goes_astray_is_told_again_alone(committed, town):
    with pytest.raises(Astray, match="halves: Astray: 申请被退回"):
        telling._tell(told_as(second_goes_astray))
    assert telling.told() == {"halves/0"}
    assert [found.day for found in Holiday.objects.all()] == [FIRST]
    telling._tell(told_as(note))
    assert telling.told() == {"halves/0", "halves/1"}
    assert [found.day for found in Holiday.objects.order_by("day")] == [FIRST, SECOND]
