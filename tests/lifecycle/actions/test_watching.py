"""Watching: what one sees, and no longer than one sees it."""

from datetime import date

import pytest
from django.http import Http404

from lifecycle import queries
from lifecycle.actions.watching import unwatch, watch
from lifecycle.models import Seat, Watch
from lifecycle.models.watch import PROJECT_YEAR
from lifecycle.roles import Level, Role
from tests.conftest import NOON, organisation, seated

pytestmark = pytest.mark.django_db
TARGET = "lifecycle.target"


def watched(user):
    return [(e.stage, e.subject) for e in queries.watched_by(user, at=NOON).entries]


def test_an_object_and_a_project_year_are_watched_once_each(town, target):
    user = town.people[Role.DESK]
    for _ in range(2):
        watch(user, TARGET, target.pk, at=NOON)
        watch(user, PROJECT_YEAR, target.project_year_id, at=NOON)
    assert Watch.objects.count() == 2
    assert watched(user) == [(PROJECT_YEAR, target.project_year), (TARGET, target)]
    shown = [target, target.project_year]
    assert queries.watches(user, shown) == {
        (TARGET, target.pk),
        (PROJECT_YEAR, target.project_year_id),
    }


def test_watching_ends_for_the_one_who_ends_it(town, target):
    mine, theirs = town.people[Role.DESK], town.people[Role.PERFORMANCE]
    for user in (mine, theirs):
        watch(user, TARGET, target.pk, at=NOON)
    unwatch(mine, TARGET, target.pk)
    unwatch(mine, TARGET, target.pk)
    assert (watched(mine), watched(theirs)) == ([], [(TARGET, target)])


def test_a_stranger_cannot_watch_what_they_do_not_see(town, target):
    place = organisation("221", "农业局", Level.DEPARTMENT, town.desk)
    stranger = seated("stranger", Role.DEPARTMENT_OFFICER, place)
    for machine, pk in ((TARGET, target.pk), (PROJECT_YEAR, target.project_year_id)):
        with pytest.raises(Http404):
            watch(stranger, machine, pk, at=NOON)
    with pytest.raises(Http404):
        watch(stranger, "lifecycle.nothing", 1, at=NOON)
    assert Watch.objects.count() == 0


def test_who_loses_the_right_to_see_sees_it_no_longer(town, target):
    user = town.people[Role.DESK]
    watch(user, TARGET, target.pk, at=NOON)
    watch(user, PROJECT_YEAR, target.project_year_id, at=NOON)
    Seat.objects.filter(person=user).update(ends_on=date(2023, 2, 28))
    page = queries.watched_by(user, at=NOON)
    assert (page.entries, page.total) == ((), 0)
