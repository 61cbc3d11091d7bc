"""What the list and the tree of projects refuse to be narrowed by, and what they drop quietly."""

import pytest

from lifecycle.queries import reaching
from lifecycle.roles import Role
from lifecycle.scope import machines
from monitoring.models import Silence
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
PAGES = ("/projects/", "/projects/tree/")
NOT_OFFERED = "没有这个选项"


@pytest.fixture
def client(town, target, browser):
    return browser(town.people[Role.BUDGET])


def asked(client, page, query):
    answer = client.get(f"{page}?{query}")
    assert (answer.status_code, faults(answer)) == (200, {})
    return answer, " ".join(Page(answer).text.split())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("stage", ["silence", "zzz"])
@pytest.mark.parametrize("state", ["", "active", "approved"])
def test_a_stage_that_reaches_no_project_year_is_refused_with_a_sentence(
    client, page, stage, state
):
    _answer, text = asked(client, page, f"stage={stage}&state={state}")
    assert NOT_OFFERED in text
    assert stage not in text
    assert "校舍维修" in text or "教育局" in text


def test_every_stage_that_is_offered_reaches_its_project_years(client):
    assert set(reaching().values()) == set(machines()) - {Silence}
    for stage in reaching():
        for page in PAGES:
            _answer, text = asked(client, page, f"stage={stage}")
            assert NOT_OFFERED not in text


@pytest.mark.parametrize("page", PAGES)
def test_a_state_that_the_newly_chosen_stage_lacks_is_dropped(client, page):
    answer, text = asked(client, page, "stage=rectification&state=approved")
    shown = answer.context["form"] if "tree" in page else answer.context["listing"].form
    assert (shown.errors, shown["state"].value()) == ({}, "")
    assert "approved" not in text
    assert NOT_OFFERED not in text


def test_no_sentence_of_a_filter_repeats_what_the_address_said(client):
    _answer, text = asked(client, "/projects/", "fund=zzz&kind=yyy&light=xxx&key=www")
    assert text.count(NOT_OFFERED) == 4
    assert not any(raw in text for raw in ("zzz", "yyy", "xxx", "www"))


@pytest.mark.parametrize(
    ("query", "filtered", "refused"),
    [
        ("", False, []),
        ("x=1", False, []),
        ("fund=11", True, []),
        ("amount_min=-5", False, ["申报金额不低于（万元）"]),
        ("fund=11&amount_min=-5&light=x", True, ["申报金额不低于（万元）", "红黄灯"]),
        ("stage=rectification&state=approved", True, []),
        ("stage=target&state=", True, []),
        ("state=published&stage=silence", False, ["环节"]),
    ],
)
def test_the_list_says_what_it_was_narrowed_by_and_what_it_was_not(
    client, query, filtered, refused
):
    answer, text = asked(client, "/projects/", query)
    listing = answer.context["listing"]
    assert (listing.filtered, listing.refused) == (filtered, refused)
    assert ("（已筛选）" in text) is filtered
    assert ("条件无效，未按其筛选" in text) is bool(refused)
