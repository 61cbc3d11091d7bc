"""Who sees a part of a project-year is not told that the rest is not there."""

import pytest

from lifecycle.models import Appraisal
from lifecycle.roles import Role
from tests.conftest import YEAR, assign
from tests.page import Page, faults

pytestmark = pytest.mark.django_db


def test_the_list_of_an_agency_says_that_it_may_not_see_the_target(town, target, at, browser):
    at(target, "published")
    subject = Appraisal.objects.create(
        project_year=target.project_year, organisation=town.unit, year=YEAR, declared=7
    )
    assign(town.people[Role.AGENCY], Role.AGENCY, subject)
    for role, seen in ((Role.AGENCY, False), (Role.DESK, True)):
        answer = browser(town.people[role]).get("/projects/")
        text = Page(answer).text
        assert "校舍维修" in text
        assert faults(answer) == {}
        assert ("已公开" in text.partition("校舍维修")[2]) is seen
        assert "尚未批复" not in text
        assert ("没有您可以查看的内容" in text) is not seen
