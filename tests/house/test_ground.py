"""What stands under many tests is for each as it was founded, and nothing else is there."""

import pytest

from lifecycle.models import Organisation, Target
from tests import ground


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_finds_the_ground_as_it_was_founded(town, turn):
    assert town.unit.name == Organisation.objects.get(pk=town.unit.pk).name == "第一小学"
    town.unit.name = turn
    Organisation.objects.update(name=turn)


def test_what_stands_is_one_thing_by_whatever_way_it_is_reached(town, target):
    assert target.project_year.project.organisation is town.unit
    assert Target.objects.get().pk == target.pk


def test_what_nobody_asked_for_does_not_stand(town):
    assert not Target.objects.exists()
    assert [layer.name for layer in ground.layers] == ["tests.conftest.year", "tests.conftest.town"]


class TestOverridden:
    @pytest.fixture
    def project_year(self, town):
        return None

    def test_what_is_built_on_a_fixture_of_the_tests_own_is_founded_by_the_test(
        self, request, town, project_year
    ):
        look = ground._Look(request._pyfuncitem._fixtureinfo.name2fixturedefs, {})
        assert (look.at("project_year"), look.at("town")) == (None, "tests.conftest.town")


def test_whoever_commits_finds_nothing_standing(committed, town):
    assert ground.layers == []
    assert Organisation.objects.filter(seats__isnull=False).exists()
