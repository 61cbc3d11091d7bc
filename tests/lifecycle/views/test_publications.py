"""The page of a public batch."""

from datetime import date

import pytest
from django.urls import reverse

from evaluations.models import Publication, PublicationItem
from lifecycle.roles import Role
from tests.conftest import YEAR
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(town, target):
    found = Publication.objects.create(
        organisation=town.department, year=YEAR, kind="budget", clock_from=date(2023, 3, 1),
        out_by=date(2023, 3, 20),
    )  # fmt: skip
    PublicationItem.objects.create(
        publication=found,
        project_year=target.project_year,
        machine="lifecycle.target",
        object_id=target.pk,
        version=0,
        payload={"goal": "修好<b>校舍</b>"},
        sha256="ab" * 32,
    )
    return found


def test_a_batch_lists_its_frozen_copies(town, batch, browser):
    answer = browser(town.people[Role.DEPARTMENT_HEAD]).get(batch.get_absolute_url())
    text = Page(answer).text
    assert answer.status_code == 200
    for words in (
        "校舍维修 2023",
        "绩效目标",
        "修好<b>校舍</b>",
        "abababababababab…",
        "2023-03-20",
    ):
        assert words in text
    assert faults(answer) == {}


def test_a_batch_is_nobody_elses(town, batch, browser):
    answer = browser(town.people[Role.UNIT_OFFICER]).get(batch.get_absolute_url())
    assert answer.status_code == 404


def test_a_batch_is_in_the_timeline_of_its_projects(town, batch, browser):
    page = browser(town.people[Role.DEPARTMENT_HEAD]).get(
        reverse("project-year", args=[batch.items.get().project_year_id]) + "?tab=publication"
    )
    assert str(batch) in Page(page).text
    assert faults(page) == {}


def test_a_review_names_the_project_of_each_copy(town, batch, browser):
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    answer = head.get(f"/review/evaluations.publication/{batch.pk}/")
    assert faults(answer) == {}
    text = Page(answer).text
    assert "年度项目" in text
    assert "校舍维修 2023" in text
