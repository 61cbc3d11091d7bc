"""Seats: which of them have the whole of what there is below them."""

import pytest

from lifecycle.models import Project, Seat
from lifecycle.rights import seats_of
from lifecycle.roles import LEVEL_OF, PEOPLE, Level, Role
from tests.conftest import NOON, organisation

pytestmark = pytest.mark.django_db
DAY = NOON.date()
OF_A_BUREAU = [role for role in PEOPLE if LEVEL_OF.get(role) is Level.BUREAU]
BELOW = [role for role in PEOPLE if LEVEL_OF.get(role, Level.BUREAU) is not Level.BUREAU]


def whole(town, role):
    (seat,) = seats_of(town.people[role], DAY)
    return seat.whole


@pytest.mark.parametrize("role", OF_A_BUREAU)
def test_a_seat_is_of_the_whole_only_while_nothing_lies_outside_its_bureau(town, role):
    assert whole(town, role)
    outside = organisation("300", "邻市财政局", Level.BUREAU)
    assert not whole(town, role)
    Seat.objects.filter(person=town.people[role]).update(organisation=outside)
    assert not whole(town, role)


def test_an_agency_lies_outside_as_soon_as_it_has_a_project(town):
    assert whole(town, Role.PERFORMANCE)
    Project.objects.create(code="X1", name="外来项目", organisation=town.outside)
    assert not whole(town, Role.PERFORMANCE)


@pytest.mark.parametrize("role", BELOW)
def test_a_seat_below_a_bureau_is_never_of_the_whole(town, role):
    assert not whole(town, role)


@pytest.mark.parametrize("role", OF_A_BUREAU)
def test_a_seat_of_a_bureau_kept_by_a_unit_is_not_of_the_whole(town, role):
    Seat.objects.filter(person=town.people[role]).update(organisation=town.unit)
    assert not whole(town, role)
