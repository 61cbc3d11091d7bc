"""No page asks more than a dozen times, whatever it shows; a list asks as often for many rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Target
from lifecycle.roles import Role
from lifecycle.views.panels import panels_of
from lifecycle.views.stage_tabs import PAGE
from tests.conftest import YEAR
from tests.walks.city import city

pytestmark = pytest.mark.django_db
MOST = 12
FILTERS = (
    "", "year=", "q=养老", "stage=target", "stage=target&state=approved", "state=approved",
    "fund=11", "kind=project", "key=no", "amount_min=1", "light=red", "counted=red-yellow",
    "counted=projects", "counted=promised", "counted=orders-open", "sort=-amount", "sort=light",
)  # fmt: skip
INBOX = ("todo", "returned", "done", "watched", "told")


@pytest.fixture
def rows(town):
    """Ten departments with three projects each, their money, lights and targets."""
    return city(town)


def asked(town, role, url):
    client = Client()
    client.force_login(town.people[role], "django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_every_home_and_inbox(town, rows, role):
    if role not in (Role.AUDITOR, Role.LEADER):
        assert asked(town, role, reverse("home")) <= MOST
    for tab in INBOX:
        assert asked(town, role, f"{reverse('inbox')}?tab={tab}") <= MOST


def test_the_list_and_the_tree_with_every_filter(town, rows):
    for name in FILTERS:
        for page in ("projects", "project-tree"):
            assert asked(town, Role.BUDGET, f"{reverse(page)}?{name}") <= MOST


@pytest.mark.parametrize(
    "role", [Role.UNIT_HEAD, Role.DEPARTMENT_OFFICER, Role.DESK, Role.CONGRESS]
)
def test_the_list_and_the_tree_of_everybody(town, rows, role):
    for page in ("projects", "project-tree"):
        assert asked(town, role, reverse(page)) <= MOST


def test_every_tab_of_a_project_year(town, rows):
    url = reverse("project-year", args=[rows[3].pk])
    names = [panel.name for panel in panels_of(PAGE)]
    assert len(names) > 10
    for name in names:
        assert asked(town, Role.PERFORMANCE, f"{url}?tab={name}") <= MOST


def test_the_lists_and_the_page_of_a_reviewer(town, rows):
    for name in ("review", "review-judged", "review-handled"):
        assert asked(town, Role.DESK, reverse(name)) <= MOST
    waiting = Target.objects.filter(state="biz_review").first()
    at = [waiting.stage(), waiting.pk]
    assert asked(town, Role.DESK, reverse("review-object", args=at)) <= MOST


def test_the_boards(town, rows):
    assert asked(town, Role.LEADER, f"{reverse('leader')}?year={YEAR}") <= MOST
    assert asked(town, Role.PERFORMANCE, reverse("process")) <= MOST
    for stage in ("target", "report", "warning", "rectification", "application"):
        assert asked(town, Role.PERFORMANCE, reverse("process-stage", args=[stage])) <= MOST
