"""What evaluation brings to the homes: self-evaluations, the sample, key evaluations, batches."""

from datetime import date

import pytest
from django.test import Client

from evaluations.models import Publication
from lifecycle.models import Installation
from lifecycle.roles import Level, Role
from tests.conftest import NOON, YEAR, organisation, put, seated
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
GRADED = {"total": 95, "grade": "优"}


@pytest.fixture
def text_of(year):
    """Read the home of a person at noon of the tests' day."""
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": NOON})

    def read(person):
        client = Client()
        client.force_login(person)
        answer = client.get("/")
        assert faults(answer) == {}
        return " ".join(Page(answer).text.split())

    return read


def test_the_heads_home_shows_how_far_the_self_evaluations_are(town, opened, text_of):
    head = town.people[Role.DEPARTMENT_HEAD]
    put(opened, "filling", due_on=date(2023, 2, 28))
    assert "2023 1 0 0 1 等我办理的自评" in text_of(head)
    put(opened, "confirmed", **GRADED)
    assert "2023 1 1 1 0 等我办理的自评" in text_of(head)


def test_no_self_evaluation_yet_says_when_there_will_be(town, text_of):
    assert "还没有下发自评任务" in text_of(town.people[Role.UNIT_HEAD])


def test_the_division_sees_what_it_could_draw_and_what_it_drew(town, opened, text_of):
    division = town.people[Role.PERFORMANCE]
    assert "还没有可抽查的自评" in text_of(division)
    put(opened, "dept_review", **GRADED)
    assert "可抽取 1 份" in text_of(division)
    put(opened, "recheck", **GRADED)
    text = text_of(division)
    assert "可抽取 0 份" in text
    assert "已抽取待复核 1 份" in text


def test_the_division_sees_key_evaluations_until_they_are_published(town, key_evaluation, text_of):
    division = town.people[Role.PERFORMANCE]
    text = text_of(division)
    assert "共1项，查看待办的重点评价" in text
    assert "300.00" in text[text.index("重点评价") :]
    put(key_evaluation, "published", score=90, grade="优")
    assert "没有进行中的重点评价" in text_of(division)


def test_a_batch_waits_on_the_divisions_home_until_it_is_out(town, text_of):
    batch = Publication.objects.create(
        organisation=town.department, year=YEAR, kind=Publication.Kind.BUDGET,
        clock_from=date(2023, 2, 20), out_by=date(2023, 3, 12),
    )  # fmt: skip
    division = town.people[Role.PERFORMANCE]
    text = text_of(division)
    assert "教育局 2023 随部门预算公开" in text
    assert "2023-03-12" in text
    put(batch, "published")
    assert "没有等待公开的批次" in text_of(division)


def test_a_bureau_of_another_city_sees_none_of_it(town, key_evaluation, opened, text_of):
    put(opened, "recheck", **GRADED)
    far = organisation("800", "外市财政局", Level.BUREAU)
    text = text_of(seated("far", Role.PERFORMANCE, far))
    assert "没有进行中的重点评价" in text
    assert "还没有可抽查的自评" in text
