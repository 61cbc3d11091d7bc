"""The pages of the stages: for whom, what stands on them, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle import queries
from lifecycle.models import Person
from lifecycle.roles import PEOPLE, Role
from lifecycle.scope import machines
from monitoring.models import Warning  # noqa: A004 - 预警 is a warning
from tests.conftest import NOON, YEAR, put
from tests.page import Page, faults
from tests.walks.city import city

pytestmark = pytest.mark.django_db
ALLOWED = 12
PAGES = ("/process/", "/process/target/")


@pytest.mark.parametrize("role", PEOPLE)
def test_everybody_with_a_seat_has_the_pages(town, browser, role):
    client = browser(town.people[role])
    assert [client.get(url).status_code for url in PAGES] == [200, 200]


def test_a_stranger_finds_none_of_them(town, browser):
    client = browser(Person.objects.create(username="stranger", name="路人"))
    assert [client.get(url).status_code for url in PAGES] == [404, 404]


def test_a_stage_that_is_none_is_not_found(town, browser):
    client = browser(town.people[Role.DESK])
    for url in ("/process/lifecycle.target/", "/process/nothing/", "/process/target/?year=1999"):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("model", machines(), ids=lambda model: model.stage_name())
def test_every_stage_is_drawn_with_all_its_states_and_steps(town, browser, model):
    answer = browser(town.people[Role.PERFORMANCE]).get(f"/process/{model.stage_name()}/")
    assert faults(answer) == {}
    page = Page(answer)
    words = " ".join(page.text.split())
    for state in model.State:
        assert str(state.label) in words
        assert f"state={state}" in str(page.tags)
    for edge in model.edges():
        assert str(edge.about.label) in words


def test_the_numbers_are_those_of_the_readers_own_rows(town, browser):
    rows = city(town)
    mine = rows[0].project.organisation
    officer = town.people[Role.DEPARTMENT_OFFICER]
    officer.seats.update(organisation=mine)
    found = browser(officer).get("/process/target/").context["flow"]
    assert (found.count, found.moving, found.overdue) == (3, 2, 1)
    whole = browser(town.people[Role.DESK]).get("/process/target/").context["flow"]
    assert (whole.count, whole.moving, whole.overdue) == (30, 25, 10)


def test_late_units_and_bottlenecks_lead_to_their_rows(town, browser):
    city(town)
    page = Page(browser(town.people[Role.DESK]).get("/process/target/"))
    hrefs = [a.get("href", "") for a in page.all("a")]
    assert f"/projects/?year={YEAR}&stage=target&state=dept_review" in hrefs
    assert any(h.startswith(f"/projects/?year={YEAR}&stage=target&unit=") for h in hrefs)


def test_a_stage_with_a_list_of_its_own_leads_there_and_another_says_that_projects_come(
    town, browser
):
    city(town)
    client = browser(town.people[Role.PERFORMANCE])
    found = client.get("/process/rectification/")
    counts = {one.state: one.count for one in found.context["flow"].states}
    hrefs = {a.get("href") for a in Page(found).all("a")}
    assert (counts["closed"], counts["rectifying"]) == (5, 3)
    for state, n in counts.items():
        assert f"/rectify/?state={state}" in hrefs
        assert client.get(f"/rectify/?state={state}").context["listing"].found == n
    assert "数字可打开明细" in Page(found).text
    assert "数字打开所涉及的项目" in Page(client.get("/process/target/")).text


def test_warnings_are_listed_by_their_state_whether_open_or_over(town, browser):
    for n, row in enumerate(city(town)[:3]):
        made = Warning.objects.create(
            project_year=row, organisation=row.project.organisation, year=YEAR, light="red",
            month=6, fingerprint=str(n),
        )  # fmt: skip
        put(made, ("open", "closed", "closed")[n])
    client = browser(town.people[Role.PERFORMANCE])
    hrefs = {a.get("href") for a in Page(client.get("/process/warning/")).all("a")}
    asked = {"status=all": 3, "status=all&state=open": 1, "status=all&state=closed": 2}
    for narrowed, n in asked.items():
        assert f"/alerts/?{narrowed}" in hrefs
        assert client.get(f"/alerts/?{narrowed}").context["listing"].found == n


def test_thousands_are_grouped_in_every_column(town, browser, monkeypatch):
    city(town)
    monkeypatch.setattr(queries.Flow, "count", 1865)
    monkeypatch.setattr(queries.Flow, "finished", 1514)
    page = Page(browser(town.people[Role.DESK]).get("/process/"))
    assert "1,514" in page.text
    assert "1514" not in page.text


def test_the_overview_leads_to_every_stage(town, browser):
    city(town)
    answer = browser(town.people[Role.PERFORMANCE]).get("/process/")
    assert faults(answer) == {}
    hrefs = {a.get("href") for a in Page(answer).all("a")}
    assert {f"/process/{model.stage_name()}/?year={YEAR}" for model in machines()} <= hrefs


@pytest.mark.parametrize("url", PAGES)
def test_the_pages_cost_the_same_for_one_target_and_for_thirty(town, target, browser, at, url):
    at(target, "dept_review", due_on=NOON.date() - timedelta(days=1))
    client = browser(town.people[Role.PERFORMANCE])

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    client.get(url)
    before = cost()
    city(town)
    assert cost() == before <= ALLOWED
