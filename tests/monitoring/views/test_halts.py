"""Pages of halts: recorded on a form, confirmed, resumed, and shown wherever the project is."""

import pytest
from django.test import Client

from lifecycle.models import Installation, ProjectYear
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.models import Halt
from tests.conftest import YEAR, put
from tests.monitoring.conftest import AUGUST, judged, paid
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
LISTS = ("/alerts/", "/monitor/", "/monitor/execution/")
MARK = "项目暂停，2023-08-01起"
TYPED = {
    "kind": "suspended", "document": "市财绩〔2023〕12号", "dated": "2023-07-28",
    "reason": "审计发现重大风险",
}  # fmt: skip
TOLD = "恢复前除超预算外不发预警邮件和期限提醒"


@pytest.fixture
def visit(year):
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": AUGUST})
    clients = {}

    def go(person, url, typed=None):
        if person.pk not in clients:
            clients[person.pk] = Client()
            clients[person.pk].force_login(person)
        client = clients[person.pk]
        return client.get(url) if typed is None else client.post(url, typed, follow=True)

    return go


@pytest.fixture
def halted(town, halt):
    recorded = fire(halt, "record", by=town.people[Role.PERFORMANCE], at=AUGUST)
    return fire(recorded, "confirm", by=town.people[Role.LEADER], at=AUGUST)


@pytest.fixture
def shown(halted, opened):
    """The project on every list: a warning, lights and payments."""
    judged(halted.project_year)
    paid(halted.project_year, 10)
    return halted


def text(answer):
    return " ".join(Page(answer).text.split())


def html(answer):
    return answer.content.decode()


def take(visit, person, halt, step, note=""):
    """Take a step with what the form on the page of the halt carries."""
    page, url = Page(visit(person, halt.get_absolute_url())), f"/steps/monitoring.halt/{halt.pk}/"
    carried = {name: page.named(name)[-1] for name in ("version", "content_hash", "key", "own")}
    return visit(person, f"{url}{step}/", carried | {"note": note})


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.LEADER, Role.AUDITOR])
def test_each_page_is_whole_and_costs_few_queries(
    town, halted, visit, role, django_assert_max_num_queries
):
    for url in ("/alerts/halts/", halted.get_absolute_url()):
        visit(town.people[role], url)
        with django_assert_max_num_queries(12):
            answer = visit(town.people[role], url)
        assert (answer.status_code, faults(answer)) == (200, {}), url
        assert "暂停或终止中" in text(answer)
        assert halted.document in text(answer)


def test_a_halt_is_marked_wherever_the_project_or_its_money_is(town, shown, visit, order):
    officer, href = town.people[Role.UNIT_OFFICER], f'href="/alerts/halts/{shown.pk}/"'
    put(order, "rectifying")
    for url in LISTS:
        assert MARK in text(visit(officer, url)), url
        assert href in html(visit(officer, url)), url
    assert MARK in visit(officer, "/monitor/execution/?export=csv").getvalue().decode()
    whole = f"/project-years/{shown.project_year_id}/"
    said = "项目暂停，文号市财绩〔2023〕12号，2023年2月20日，事由：审计发现重大风险"
    for tab in ("", "monitoring", "warnings", "rectification"):
        page = text(visit(officer, f"{whole}?tab={tab}"))
        assert said in page, tab
        assert (TOLD in page) is bool(tab), tab
    assert TOLD in text(visit(officer, f"/rectify/{order.pk}/"))
    fire(shown, "resume", by=town.people[Role.LEADER], note="已整改", at=AUGUST)
    for url in LISTS:
        assert MARK not in text(visit(officer, url)), url
    for url in (f"{whole}?tab=warnings", f"/rectify/{order.pk}/"):
        assert TOLD not in text(visit(officer, url)), url


def test_a_paused_and_halted_project_bears_both_marks(town, shown, pause, visit):
    asked = fire(put(pause, "draft"), "propose", by=town.people[Role.PERFORMANCE], at=AUGUST)
    fire(asked, "approve", by=town.people[Role.LEADER], at=AUGUST)
    officer = town.people[Role.UNIT_OFFICER]
    for url in LISTS:
        page = text(visit(officer, url))
        assert (MARK in page, "暂缓拨付，2023-08-01起" in page) == (True, True), url
    line = visit(officer, "/monitor/execution/?export=csv").getvalue().decode()
    assert f"暂缓拨付，2023-08-01起；{MARK}" in line


def test_the_next_year_of_the_project_is_marked_too(town, shown, visit):
    project = shown.project_year.project
    later = ProjectYear.objects.create(project=project, year=YEAR + 1)
    page = visit(town.people[Role.UNIT_OFFICER], f"/project-years/{later.pk}/")
    assert "项目暂停，文号市财绩〔2023〕12号" in text(page)
    assert f'href="/project-years/{shown.project_year_id}/?tab=warnings#tab"' in html(page)


@pytest.mark.parametrize("state", ["recorded", "rejected"])
@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.DESK])
def test_what_is_not_in_force_is_marked_for_nobody_and_hidden_from_units(
    town, shown, visit, state, role
):
    put(shown, state)
    inside = role is Role.DESK
    for url in LISTS:
        assert MARK not in text(visit(town.people[role], url)), url
    listed = visit(town.people[role], "/alerts/halts/")
    assert (shown.document in text(listed)) is inside
    page = visit(town.people[role], shown.get_absolute_url())
    assert page.status_code == (200 if inside else 404)


def test_it_is_recorded_rejected_confirmed_and_resumed_on_its_pages(town, opened, visit):
    division, leader = town.people[Role.PERFORMANCE], town.people[Role.LEADER]
    form = f"/deeds/lifecycle.projectyear/{opened.project_year_id}/halt/"
    assert visit(division, form, TYPED | {"kind": ""}).status_code == 400
    assert not Halt.objects.exists()
    assert visit(division, form, TYPED).redirect_chain[-1][0].startswith("/alerts/halts/")
    halt = Halt.objects.get()
    assert "复核不通过" in text(visit(leader, halt.get_absolute_url()))
    assert "校舍维修 暂停或终止" in text(visit(leader, "/inbox/"))
    assert take(visit, leader, halt, "reject").status_code == 400
    assert str(Halt.objects.get().state) == "recorded"
    take(visit, leader, halt, "reject", "文号有误")
    assert str(Halt.objects.get().state) == "rejected"
    visit(division, form, TYPED | {"document": "市财绩〔2023〕13号"})
    halt = Halt.objects.latest("pk")
    page = take(visit, leader, halt, "confirm")
    assert page.redirect_chain[-1][0].startswith(halt.get_absolute_url())
    assert "现为“暂停或终止中”" in text(page)
    assert "现为“已恢复”" in text(take(visit, leader, halt, "resume", "市财绩〔2023〕20号"))


def test_the_list_is_narrowed_by_kind_and_state_and_taken_away(town, halted, visit):
    division, link = town.people[Role.PERFORMANCE], f'href="{halted.get_absolute_url()}"'
    asked = {
        "": True, "?state=halted": True, "?state=resumed": False, "?kind=suspended": True,
        "?kind=terminated": False, "?q=校舍": True, "?q=公路": False,
    }  # fmt: skip
    for query, found in asked.items():
        assert (link in html(visit(division, f"/alerts/halts/{query}"))) is found, query
    line = visit(division, "/alerts/halts/?export=csv").getvalue().decode()
    assert "校舍维修,第一小学,暂停,暂停或终止中,市财绩〔2023〕12号,2023-02-20" in line
    empty = text(visit(division, "/alerts/halts/?kind=terminated"))
    assert "没有符合条件的项目暂停或终止。" in empty


def test_the_list_of_a_year_names_what_still_stands_of_an_earlier_one(town, halted, visit):
    division = town.people[Role.PERFORMANCE]
    put(halted, "halted", year=YEAR - 1)
    assert halted.document in text(visit(division, "/alerts/halts/"))
    put(halted, "resumed")
    assert halted.document not in text(visit(division, "/alerts/halts/"))


def test_the_warnings_lead_to_the_halts(town, halted, visit):
    page = html(visit(town.people[Role.DESK], "/alerts/"))
    assert page.count('href="/alerts/halts/"') == 2  # the menu, and beside the pauses
