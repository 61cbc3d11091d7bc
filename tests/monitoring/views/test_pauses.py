"""Pages of pauses of payment: proposed on a form, decided, and shown wherever money is."""

import pytest
from django.test import Client

from lifecycle.models import Installation
from lifecycle.roles import Role
from lifecycle.transitions import fire
from monitoring.models import Escalation, Pause
from tests.conftest import put
from tests.monitoring.conftest import AUGUST, REASON, judged, paid
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
TYPED = {"reason": REASON, "demand": "补齐资料", "until": "", "condition": "验收合格"}


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
def paused(town, pause):
    division, leader = town.people[Role.PERFORMANCE], town.people[Role.LEADER]
    asked = fire(pause, "propose", by=division, at=AUGUST)
    return fire(asked, "approve", by=leader, at=AUGUST)


def text(answer):
    return " ".join(Page(answer).text.split())


def test_the_division_proposes_on_a_form_once_the_warning_has_risen(town, opened, visit):
    division, url = town.people[Role.PERFORMANCE], f"/alerts/{opened.pk}/"
    form = f"/deeds/monitoring.warning/{opened.pk}/pause/"
    assert form not in visit(division, url).content.decode()
    refused = visit(division, form, TYPED)
    assert (refused.status_code, Pause.objects.count()) == (400, 0)
    assert "红灯预警升级到第4级才能提出暂缓拨付，现为第1级" in text(refused)
    Escalation.objects.create(warning=opened, level=4, on=AUGUST.date())
    assert form in visit(division, url).content.decode()
    assert faults(visit(division, form)) == {}
    assert visit(town.people[Role.DESK], form).status_code == 404
    lacking = visit(division, form, TYPED | {"condition": ""})
    assert (lacking.status_code, Pause.objects.count()) == (400, 0)
    assert "请填写暂缓的期限或恢复的条件" in text(lacking)
    assert visit(division, form, TYPED).redirect_chain
    made = Pause.objects.get()
    assert (str(made.state), made.condition, made.for_application) == (
        "proposed",
        "验收合格",
        False,
    )


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.LEADER, Role.AUDITOR])
def test_each_page_is_whole_and_costs_few_queries(
    town, paused, visit, role, django_assert_max_num_queries
):
    for url in ("/alerts/pauses/", f"/alerts/pauses/{paused.pk}/"):
        visit(town.people[role], url)
        with django_assert_max_num_queries(12):
            answer = visit(town.people[role], url)
        assert (answer.status_code, faults(answer)) == (200, {}), url
        assert "暂缓拨付中" in text(answer)


def test_a_pause_is_shown_wherever_the_money_or_the_warning_is(town, paused, visit):
    judged(paused.project_year)
    paid(paused.project_year, 10)
    officer, day = town.people[Role.UNIT_OFFICER], "暂缓拨付，2023-08-01起"
    for url in ("/alerts/", "/monitor/", "/monitor/execution/"):
        answer = visit(officer, url)
        assert day in text(answer), url
        assert f'href="/alerts/pauses/{paused.pk}/"' in answer.content.decode(), url
    shown = text(visit(officer, f"/project-years/{paused.project_year_id}/"))
    leader = town.people[Role.LEADER].name
    assert f"由{leader}决定，原因：{REASON}；期限2023年10月31日" in shown
    assert day in visit(officer, "/monitor/execution/?export=csv").getvalue().decode()
    lifted = fire(paused, "lift", by=town.people[Role.LEADER], note="已补齐", at=AUGUST)
    assert str(lifted.state) == "lifted"
    for url in ("/alerts/", "/monitor/", "/monitor/execution/"):
        assert day not in text(visit(officer, url)), url


def test_a_leader_decides_on_the_page_and_says_why_payment_goes_on(town, paused, visit):
    leader, url = town.people[Role.LEADER], f"/alerts/pauses/{paused.pk}/"
    page = visit(leader, url)
    assert "恢复拨付" in text(page)
    put(paused, "lift_due")
    assert "继续暂缓" in text(visit(leader, url))
    assert "待决定是否恢复" in text(visit(town.people[Role.UNIT_HEAD], url))


def test_the_list_is_narrowed_by_state(town, paused, visit):
    division = town.people[Role.PERFORMANCE]
    for asked, found in (("", True), ("?state=paused", True), ("?state=lifted", False)):
        answer = visit(division, f"/alerts/pauses/{asked}")
        assert (f'href="/alerts/pauses/{paused.pk}/"' in answer.content.decode()) is found
