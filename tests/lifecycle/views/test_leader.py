"""The leader's page: for whom, what stands on it, where its numbers lead, and what it costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Appraisal, FiscalYear, Person, Project, ProjectYear
from lifecycle.roles import PEOPLE, Role
from lifecycle.views.boards import Part, amount_figure, rate_figure, rows_at, shares
from lifecycle.views.panels import panels_of
from monitoring.models import LightResult
from tests.conftest import YEAR
from tests.ground import standing
from tests.page import Page, faults
from tests.walks.city import city

pytestmark = pytest.mark.django_db
WHOLE_CITY = {Role.PERFORMANCE, Role.BUDGET, Role.LEADER, Role.AUDITOR}
ALLOWED = 12


@pytest.mark.parametrize("role", PEOPLE)
def test_the_page_is_there_for_whoever_sees_the_whole_city(town, browser, role):
    answer = browser(town.people[role]).get("/leader/")
    assert answer.status_code == (200 if role in WHOLE_CITY else 404)


def test_a_stranger_finds_no_such_page_and_no_entry_in_the_menu(town, browser):
    stranger = Person.objects.create(username="stranger", name="路人")
    assert browser(stranger).get("/leader/").status_code == 404
    hrefs = {a.get("href") for a in Page(browser(stranger).get("/")).all("a")}
    assert "/leader/" not in hrefs
    leader = browser(town.people[Role.LEADER])
    assert "/leader/" in {a.get("href") for a in Page(leader.get("/", follow=True)).all("a")}


def test_every_app_brings_its_part_in_order():
    assert [one.name for one in panels_of("leader")] == [
        "totals", "closing", "money", "lights", "trend", "grades", "worst", "departments",
    ]  # fmt: skip


def test_an_empty_year_says_why_it_is_empty(town, browser):
    answer = browser(town.people[Role.LEADER]).get("/leader/")
    assert faults(answer) == {}
    text = Page(answer).text
    for words in ("还没有预算执行数据。", "今年还没有判灯。", "今年还没有确认的绩效自评。"):
        assert words in text


def test_a_year_with_figures_shows_them_with_their_links(town, full, browser):
    answer = browser(town.people[Role.LEADER]).get(f"/leader/?year={YEAR}")
    assert faults(answer) == {}
    page = Page(answer)
    words = " ".join(page.text.split())
    for shown in ("22.50 亿元", "6.00 亿元", "50.00 %", "62.50 %", "64.26%", "100.00%"):
        assert shown in words
    assert len([a for a in page.all("a") if "/projects/?" in a.get("href", "")]) > 30


@pytest.mark.parametrize(
    ("narrowed", "shown"),
    [
        ({"counted": "promised"}, 15),
        ({"counted": "projects"}, 30),
        ({"counted": "projects", "light": "red"}, 6),
        ({"counted": "projects", "light": "grey"}, 3),
        ({"counted": "red-yellow", "sort": "-amount"}, 12),
        ({"grade": "excellent"}, 6),
        ({"grade": "poor"}, 3),
    ],
)
def test_a_number_leads_to_just_the_rows_that_it_counts(
    town, full, whole, browser, narrowed, shown
):
    client = browser(town.people[Role.LEADER])
    url = rows_at(YEAR, **narrowed)
    assert url in {a.get("href") for a in Page(client.get("/leader/")).all("a")}
    assert client.get(url).context["listing"].found == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/rectify/", 8),
        ("/rectify/?closing=on-time", 2),
        ("/rectify/?closing=open", 3),
        ("/appraisals/?path=concluded", 6),
    ],
)
def test_a_number_of_objects_leads_to_these_objects(town, full, browser, url, shown):
    client = browser(town.people[Role.LEADER])
    assert url in {a.get("href") for a in Page(client.get("/leader/")).all("a")}
    assert client.get(url).context["listing"].found == shown


def test_what_was_cut_stands_under_the_list_of_what_was_appraised(town, full, browser):
    Appraisal.objects.create(
        project_year=full[1], organisation=full[1].project.organisation, year=YEAR, kind="project",
        declared=9, key_path=True,
    )  # fmt: skip
    client = browser(town.people[Role.LEADER])
    words = " ".join(Page(client.get("/leader/")).text.split())
    assert "核减金额 6.00 亿元" in words
    assert "核减率 50.00 %" in words
    listed = " ".join(Page(client.get("/appraisals/?path=concluded")).text.split())
    assert "120,000.00 60,000.00 60,000.00 50.00%" in listed


def test_of_another_year_than_the_frames_a_number_leads_to_its_projects(town, full, browser):
    FiscalYear.objects.create(year=YEAR - 1, pack=FiscalYear.objects.get(year=YEAR).pack)
    page = Page(browser(town.people[Role.LEADER]).get(f"/leader/?year={YEAR - 1}"))
    hrefs = {a.get("href") for a in page.all("a")}
    for narrowed in ({"stage": "rectification"}, {"counted": "appraised"}):
        assert rows_at(YEAR - 1, **narrowed) in hrefs


def test_the_page_is_printed_by_a_button_that_waits_for_javascript(town, browser):
    page = Page(browser(town.people[Role.LEADER]).get("/leader/"))
    (button,) = [one for one in page.all("button") if "data-print" in one]
    assert "hidden" in button
    assert button.get("type") == "button"


@standing
def whole(full):
    """The whole of a department, red and with more money than any project."""
    row = full[0]
    project = Project.objects.create(
        code="52011223T999999999999", name="部门整体", kind="department",
        organisation=row.project.organisation,
    )  # fmt: skip
    whole = ProjectYear.objects.create(project=project, year=YEAR)
    LightResult.objects.create(
        project_year=whole, year=YEAR, month=12, kind="project", light="red", sentence="",
        inputs={}, pack="national v1", as_of=date(YEAR, 12, 28),
    )  # fmt: skip
    return whole


def test_no_code_stands_on_the_page(town, full, browser):
    text = Page(browser(town.people[Role.LEADER]).get("/leader/")).text
    for code in ("red", "yellow", "excellent", "approved", "rectifying", "None"):
        assert code not in text


def test_another_year_is_another_page_and_a_year_that_is_not_open_is_none(town, full, browser):
    FiscalYear.objects.create(year=YEAR - 1, pack=FiscalYear.objects.get(year=YEAR).pack)
    client = browser(town.people[Role.LEADER])
    assert "22.50" not in Page(client.get(f"/leader/?year={YEAR - 1}")).text
    for unknown in ("1999", "zwei", f"{YEAR}.0"):
        assert client.get(f"/leader/?year={unknown}").status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, Role.PERFORMANCE])
def test_the_page_costs_the_same_for_one_project_and_for_thirty(town, target, browser, role):
    client = browser(town.people[role])

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get("/leader/").status_code == 200
        return len(found)

    client.get("/leader/")
    before = cost()
    city(town)
    assert cost() == before <= ALLOWED


def test_a_share_of_nothing_is_not_known_and_shares_add_up_to_a_hundred():
    parts = [Part("甲", "red", 1, 0), Part("乙", "green", 2, 0)]
    found = shares("分布", parts, period="2023年", as_of="2023-01-01")
    assert [str(counted) for _part, counted, _paid in found["rows"]] == ["33.33", "66.67"]
    assert [paid for _part, _counted, paid in found["rows"]] == [None, None]


def test_a_rate_without_a_whole_is_a_dash():
    figure = rate_figure("核减率", None)
    assert (figure.value, figure.unit) == ("—", "")


@pytest.mark.parametrize(
    ("amount", "written"), [(99_999_999, ("10,000.00", "万元")), (100_000_000, ("1.00", "亿元"))]
)
def test_an_amount_is_read_in_its_unit(amount, written):
    figure = amount_figure("金额", Decimal(amount))
    assert (figure.value, figure.unit) == written
