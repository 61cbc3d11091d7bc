"""Lists, the tree, a project-year and the process pages ask at most a dozen times."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models.rulepack import in_force
from lifecycle.roles import PEOPLE, Role
from lifecycle.transitions import fire
from lifecycle.views.panels import panels_of
from lifecycle.views.stage_tabs import PAGE
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
MOST = 12
ELSEWHERE = (Role.LEADER, Role.AUDITOR)
"""Whose home is a page of its own."""
FILTERS = (
    "", "year=", "q=养老", "stage=target", "stage=target&state=approved", "state=approved",
    "fund=11", "kind=project", "key=no", "amount_min=1", "light=red", "counted=red-yellow",
    "counted=projects", "counted=promised", "counted=orders-open", "sort=-amount", "sort=light",
)  # fmt: skip


def asked(town, role, url):
    client = Client()
    client.force_login(town.people[role], "django.contrib.auth.backends.ModelBackend")
    in_force.cache_clear()  # as on the first page of a process, which reads the rule pack
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries)


def test_the_list_and_the_tree_with_every_filter(town, full):
    for name in FILTERS:
        for page in ("projects", "project-tree"):
            assert asked(town, Role.BUDGET, f"{reverse(page)}?{name}") <= MOST


@pytest.mark.parametrize(
    "role", [Role.UNIT_HEAD, Role.DEPARTMENT_OFFICER, Role.DESK, Role.CONGRESS]
)
def test_the_list_and_the_tree_of_everybody(town, full, role):
    for page in ("projects", "project-tree"):
        assert asked(town, role, reverse(page)) <= MOST


def test_every_tab_of_a_project_year(town, full):
    url = reverse("project-year", args=[full[3].pk])
    names = [panel.name for panel in panels_of(PAGE)]
    assert len(names) > 10
    for name in names:
        assert asked(town, Role.PERFORMANCE, f"{url}?tab={name}") <= MOST


def test_the_lists_of_a_reviewer(town, full):
    for name in ("review", "review-judged", "review-handled"):
        assert asked(town, Role.DESK, reverse(name)) <= MOST


def test_the_process_pages(town, full):
    assert asked(town, Role.PERFORMANCE, reverse("process")) <= MOST
    for stage in ("target", "report", "warning", "rectification", "application"):
        assert asked(town, Role.PERFORMANCE, reverse("process-stage", args=[stage])) <= MOST


@pytest.mark.parametrize("role", [role for role in PEOPLE if role not in ELSEWHERE])
def test_the_home_of_everybody(town, full, role):
    assert asked(town, role, reverse("home")) <= MOST


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK])
def test_every_tab_of_the_inbox(town, full, role):
    for tab in ("todo", "returned", "done", "watched", "told"):
        assert asked(town, role, f"{reverse('inbox')}?tab={tab}") <= MOST


def test_the_leaders_page(town, full):
    assert asked(town, Role.LEADER, reverse("leader")) <= MOST + 1  # the pack, once a process


def test_a_review_page(town, target):
    fire(target, "submit", by=town.people[Role.UNIT_OFFICER], note="请审核", at=NOON)
    url = reverse("review-object", args=["lifecycle.target", target.pk])
    assert asked(town, Role.DEPARTMENT_HEAD, url) <= MOST
