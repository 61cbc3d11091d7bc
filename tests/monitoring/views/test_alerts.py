"""Pages of warnings, silences and orders: what they show, to whom, and what is done on them."""

from datetime import date

import pytest
from django.test import Client

from lifecycle.models import DueSlot, Installation
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from monitoring.actions import send_warnings
from monitoring.models import Extension, LightResult, Rectification, Silence
from tests.conftest import YEAR, organisation, put, seated
from tests.monitoring.conftest import AUGUST, JULY, REASON
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
DAY = AUGUST.date()
MOST = 12


@pytest.fixture
def opened(warning, project_year):
    for kind, inputs in (
        ("execution", {"paid": "10.00", "budget": "100.00", "pace": "17.14"}),
        ("goal", {}),
        ("project", {"execution": "red", "goal": "grey"}),
    ):
        LightResult.objects.create(
            project_year=project_year, year=YEAR, month=JULY, kind=kind, light="red",
            sentence="7月末应支出58.33%，实际10.00%，进度比17.14% < 60% → 红灯", inputs=inputs,
            pack="national v1", as_of=DAY,
        )  # fmt: skip
    DueSlot.objects.create(kind="sweep", business_date=DAY, state="done", done_at=AUGUST)
    return fire(warning, "open", by=None, at=AUGUST)


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


def text(answer):
    return " ".join(Page(answer).text.split())


def pages(opened, silence, order):
    return (
        "/alerts/", f"/alerts/{opened.pk}/", "/alerts/silences/",
        f"/alerts/silences/{silence.pk}/", "/rectify/", f"/rectify/{order.pk}/",
    )  # fmt: skip


@pytest.fixture
def stranger(town):
    department = organisation("300", "卫健委", Level.DEPARTMENT, town.desk)
    return seated(
        "stranger", Role.UNIT_OFFICER, organisation("300001", "医院", Level.UNIT, department)
    )


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DESK, Role.AUDITOR])
def test_each_page_is_whole_and_costs_few_queries(
    town, opened, silence, order, visit, role, django_assert_max_num_queries
):
    put(silence, "pending", starts_on=DAY, ends_on=date(2023, 8, 31))
    for url in pages(opened, silence, order):
        visit(town.people[role], url)
        with django_assert_max_num_queries(MOST, info=url):
            answer = visit(town.people[role], url)
        assert answer.status_code == 200, url
        assert faults(answer) == {}, url


def test_a_stranger_finds_nothing(opened, silence, order, visit, stranger):
    for url in pages(opened, silence, order):
        answer = visit(stranger, url)
        assert answer.status_code == (200 if url.count("/") == 2 or url[8:] == "silences/" else 404)
        assert "校舍维修" not in text(answer)


def test_the_list_shows_light_level_owner_and_what_keeps_mails_back(town, opened, silence, visit):
    put(silence, "active", starts_on=DAY, ends_on=date(2023, 8, 31))
    shown = text(visit(town.people[Role.DESK], "/alerts/"))
    assert "最近一次判灯：2023-08-01。" in shown  # in a rehearsal no hour of the machine's
    row = shown[shown.index("校舍维修") :]
    for words in ("第一小学", "待说明", "单位经办", "2023-08-01", "抑制：静默中", "至2023-08-31"):
        assert words in row, words


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", True),
        ("?status=over", False),
        ("?light=yellow", False),
        ("?light=red&rule=execution&level=1", True),
        ("?rule=goal", False),
        ("?level=2", False),
        ("?age=5", False),
        ("?q=第一小学", True),
        ("?q=医院", False),
    ],
)
def test_the_list_is_narrowed(town, opened, visit, asked, found):
    answer = visit(town.people[Role.DESK], f"/alerts/{asked}")
    assert (f'href="/alerts/{opened.pk}/"' in answer.content.decode()) is found
    assert found or "没有符合条件的预警。" in text(answer)


def test_a_warning_shows_numbers_formula_history_and_who_was_told(town, opened, visit):
    send_warnings(DAY)
    shown = text(visit(town.people[Role.UNIT_OFFICER], f"/alerts/{opened.pk}/"))
    for words in (
        "进度比17.14% < 60% → 红灯", "规则版本national v1", "预算执行与判灯界限",
        "预警缘由： 预算执行", "申请静默", "说明情况",
    ):  # fmt: skip
        assert words in shown, words
    record = text(visit(town.people[Role.UNIT_OFFICER], f"/alerts/{opened.pk}/?tab=record"))
    for words in ("历次判灯", "新预警", "发出预警", "待发出 → 待说明"):
        assert words in record, words


def test_a_step_on_the_page_of_its_object_leads_back_there(town, opened, order, visit):
    """Taken or refused, on a warning and on an order; from the project's page back to that."""
    desk = town.people[Role.DESK]

    def step(subject, name, **typed):
        now = type(subject).objects.get(pk=subject.pk)
        carried = {"version": now.version, "content_hash": now.content_hash}
        url = f"/steps/{subject.stage()}/{subject.pk}/{name}/"
        return visit(desk, url, carried | {"key": f"{name}-0123456789-{len(typed)}"} | typed)

    assert 'name="own"' in visit(desk, f"/alerts/{opened.pk}/").content.decode()
    refused = step(opened, "order", own="yes")
    assert (refused.status_code, faults(refused)) == (400, {})
    assert "判灯的数字和公式" in text(refused)
    assert "请填写意见" in text(refused)
    taken = step(opened, "order", own="yes", note="须整改")
    here = f"/alerts/{opened.pk}/#warning-{opened.pk}"
    assert taken.redirect_chain[-1][0] == here
    assert 'name="own"' not in visit(desk, order.get_absolute_url()).content.decode()
    for own, page in (({}, "/project-years/"), ({"own": "yes"}, "/rectify/")):
        put(order, "notice_draft")
        issued = step(order, "issue", note="请整改", **own)
        assert issued.redirect_chain[-1][0].startswith(page)


def test_a_warning_without_its_judging_says_so(town, warning, visit):
    fire(warning, "open", by=None, at=AUGUST)
    shown = text(visit(town.people[Role.DESK], f"/alerts/{warning.pk}/"))
    assert "找不到这次预警的判灯记录" in shown


def test_a_silence_is_asked_for_approved_and_ended_on_its_pages(town, opened, visit):
    officer, desk = town.people[Role.UNIT_OFFICER], town.people[Role.DESK]
    url = f"/deeds/monitoring.warning/{opened.pk}/silence/"
    short = visit(officer, url, {"ends_on": "2023-08-31", "reason": "太短"})
    assert short.status_code == 400
    assert not Silence.objects.exists()
    asked = visit(officer, url, {"ends_on": "2023-08-31", "reason": REASON})
    made = Silence.objects.get()
    assert asked.redirect_chain[-1][0] == f"/alerts/silences/{made.pk}/"
    assert "待审批" in text(visit(desk, "/alerts/silences/"))

    def step(name, **typed):
        now = Silence.objects.get()
        carried = {
            "version": now.version,
            "content_hash": now.content_hash,
            "key": f"{name}-0123456789abcdef",
        }
        return visit(desk, f"/steps/monitoring.silence/{now.pk}/{name}/", carried | typed)

    refused = step("refuse", note="")
    assert refused.status_code == 400
    assert "请填写意见" in text(refused), text(refused)
    assert "静默中" in text(step("approve"))
    assert "暂不发邮件：静默中" in text(visit(officer, f"/alerts/{opened.pk}/"))
    step("end", note="情况已变化")
    assert str(Silence.objects.get().state) == "ended"


def test_the_register_counts_by_source_and_issues_many_at_once(town, order, visit):
    desk = town.people[Role.DESK]
    shown = text(visit(desk, "/rectify/"))
    for words in ("销号率", "共1项整改通知", "审计", "通知拟稿", "资料不全", "整改销号情况"):
        assert words in shown, words
    picked = f"monitoring.rectification:{order.pk}:{order.version}"
    assert f'value="{picked}"' in visit(desk, "/rectify/").content.decode()
    choice = visit(desk, "/inbox/bulk/", {"pick": picked})
    assert "发出整改通知" in text(choice)


@pytest.mark.parametrize(
    ("finish_by", "found"), [(date(2023, 7, 31), True), (date(2023, 8, 1), False)]
)
def test_the_register_finds_what_is_overdue(town, order, visit, finish_by, found):
    put(order, "rectifying", finish_by=finish_by)
    answer = visit(town.people[Role.DESK], "/rectify/?overdue=yes")
    assert ("资料不全" in text(answer)) is found


def test_what_is_closed_shows_its_last_day_and_is_late_no_more(town, order, visit):
    desk, last = town.people[Role.DESK], date(2023, 7, 31)
    for state, closed_on, late in (("rectifying", None, True), ("closed", last, False)):
        put(order, state, finish_by=last, closed_on=closed_on)
        for address in ("/rectify/", f"/rectify/{order.pk}/"):
            shown = text(visit(desk, address))
            assert "2023-07-31" in shown
            assert ("逾期1个工作日" in shown) is late


@pytest.mark.parametrize(
    ("role", "until", "status"),
    [
        (Role.DESK, "2023-08-31", 200),
        (Role.DESK, "2023-09-09", 200),
        (Role.DESK, "2023-09-10", 400),
        (Role.DESK, "2023-08-10", 400),
        (Role.UNIT_OFFICER, "2023-08-31", 404),
    ],
)
def test_finance_extends_an_order_under_way(town, order, visit, role, until, status):
    put(order, "rectifying", finish_by=date(2023, 8, 10), due_on=date(2023, 8, 10))
    url = f"/deeds/monitoring.rectification/{order.pk}/extend/"
    answer = visit(town.people[role], url, {"until": until, "reason": "材料待第三方出具"})
    assert answer.status_code == status
    now = Rectification.objects.get()
    if status != 200:
        assert (now.finish_by, now.version) == (date(2023, 8, 10), order.version)
        assert not Extension.objects.exists()
        return
    day = date.fromisoformat(until)
    assert (now.finish_by, now.due_on, now.version) == (day, day, order.version + 1)
    made = Extension.objects.get()
    assert (made.before, made.until, made.by) == (date(2023, 8, 10), day, town.people[role])
    shown = text(visit(town.people[Role.UNIT_OFFICER], f"/rectify/{order.pk}/"))
    assert "材料待第三方出具" in shown
