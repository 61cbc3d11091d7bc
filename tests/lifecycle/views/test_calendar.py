"""The pages of the calendar, of its windows, and the address for calendar programs."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from lifecycle.actions.subscribing import MOST_READS, make_feed, open_feed
from lifecycle.models import CalendarFeed, Seat, Window, WindowException, Withdrawal
from lifecycle.roles import Role
from tests.conftest import NOON, YEAR, put
from tests.lifecycle.windows import granted
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
MONTH = "/calendar/?year=2023&month=3"
WINDOW = {
    "window-stage": "target",
    "window-year": YEAR,
    "window-opens_on": "2022-09-01",
    "window-closes_on": "2022-10-31",
    "window-note": "按预算编制日程",
}


def asked(town, **changes):
    typed = {
        "organisation": town.unit.pk,
        "stage": "target",
        "year": YEAR,
        "starts_on": "2023-03-01",
        "ends_on": "2023-03-10",
        "extends": "on",
        "reason": "因机构改革延期报送",
    } | changes
    return {f"exception-{name}": value for name, value in typed.items()}


@pytest.mark.parametrize(
    "url", [MONTH, "/calendar/", "/calendar/?year=2023", "/calendar/windows/", "/settings/notify/"]
)
@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.PERFORMANCE, Role.EXPERT])
def test_each_page_is_whole_for_everybody(town, target, browser, url, role):
    put(target, "draft", due_on=date(2023, 3, 10))
    granted(town, town.people[Role.PERFORMANCE])
    answer = browser(town.people[role]).get(url)
    assert answer.status_code == 200
    assert faults(answer) == {}


@pytest.mark.parametrize("url", [MONTH, "/calendar/?year=2023", "/calendar/windows/"])
@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.PERFORMANCE])
def test_each_page_costs_few_queries(town, browser, url, role, django_assert_max_num_queries):
    client = browser(town.people[role])
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)


def test_the_windows_say_which_days_of_the_pack_close(town, browser):
    page = Page(browser(town.people[Role.UNIT_OFFICER]).get("/calendar/windows/")).text
    shown = page[page.index("各环节的填报窗口") :]
    assert (shown.count("规则包，到期关闭"), "规则包，不关闭" in shown) == (1, True)
    assert shown.index("绩效目标调整") < shown.index("规则包，到期关闭") < shown.index("监控填报")


def test_a_month_names_what_is_due_and_leads_there(town, target, browser):
    put(target, "draft", due_on=date(2023, 3, 10))
    page = browser(town.people[Role.UNIT_OFFICER]).get(MONTH).content.decode()
    assert "校舍维修：绩效目标应办结" in page
    assert reverse("project-year", args=[target.project_year_id]) in page


@pytest.mark.parametrize("url", ["/calendar/?year=x&month=99", "/calendar/?year=99999&stage=no"])
def test_a_month_that_is_none_shows_this_one_with_the_fault(town, browser, url):
    answer = browser(town.people[Role.UNIT_OFFICER]).get(url)
    assert answer.status_code == 200
    assert "2023-03" in Page(answer).text


class TestForms:
    @pytest.fixture
    def division(self, town, browser):
        return browser(town.people[Role.PERFORMANCE])

    def test_the_division_sets_a_window(self, town, division):
        answer = division.post("/calendar/windows/", WINDOW)
        assert (answer.status_code, answer["Location"]) == (302, "/calendar/windows/")
        row = Window.objects.get()
        assert (row.stage, row.opens_on, row.by) == (
            "target",
            date(2022, 9, 1),
            town.people[Role.PERFORMANCE],
        )
        assert "按预算编制日程" in division.get("/calendar/windows/").content.decode()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"window-closes_on": "2022-08-31"}, "截止日不能早于开始的日期"),
            ({"window-note": ""}, "这个字段是必填项"),
            ({"window-stage": "warning"}, "选择一个有效的选项"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_kept(self, division, changes, sentence):
        answer = division.post("/calendar/windows/", WINDOW | changes)
        assert answer.status_code == 400
        assert sentence in answer.content.decode()
        assert 'value="2022-09-01"' in answer.content.decode()
        assert faults(answer) == {}
        assert not Window.objects.exists()

    def test_the_division_grants_and_withdraws_an_exception(self, town, target, division):
        assert division.post("/calendar/exceptions/", asked(town)).status_code == 302
        found = WindowException.objects.get()
        target.refresh_from_db()
        assert target.due_on == found.ends_on == date(2023, 3, 10)
        url = f"/calendar/exceptions/{found.pk}/withdraw/"
        again = division.post(url, {f"revoke-{found.pk}-note": ""})
        assert again.status_code == 400
        assert faults(again) == {}
        assert division.post(url, {f"revoke-{found.pk}-note": "不再需要"}).status_code == 302
        assert Withdrawal.objects.get().exception == found

    def test_a_refusal_of_the_action_is_said_on_the_page(self, town, division):
        answer = division.post(
            "/calendar/exceptions/", asked(town, starts_on="2023-01-01", ends_on="2023-02-28")
        )
        assert answer.status_code == 400
        assert "例外的截止日已经过去" in answer.content.decode()
        assert "因机构改革延期报送" in answer.content.decode()

    def test_who_sits_in_the_unit_is_refused(self, town, division):
        Seat.objects.create(
            person=town.people[Role.PERFORMANCE],
            organisation=town.unit,
            role=Role.UNIT_HEAD,
            starts_on=date(2020, 1, 1),
        )
        answer = division.post("/calendar/exceptions/", asked(town))
        assert answer.status_code == 403
        assert not WindowException.objects.exists()

    @pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.DESK, Role.AUDITOR, Role.LEADER])
    def test_everybody_else_sees_no_form_and_finds_nothing_behind_it(self, town, browser, role):
        found = granted(town, town.people[Role.PERFORMANCE])
        client = browser(town.people[role])
        page = client.get("/calendar/windows/").content.decode()
        assert "window-note" not in page
        assert f"/exceptions/{found.pk}/withdraw/" not in page
        assert client.post("/calendar/windows/", WINDOW).status_code == 404
        assert client.post("/calendar/exceptions/", asked(town)).status_code == 404
        withdraw = f"/calendar/exceptions/{found.pk}/withdraw/"
        assert client.post(withdraw, {f"revoke-{found.pk}-note": "说明"}).status_code == 404
        assert (Window.objects.count(), Withdrawal.objects.count()) == (0, 0)


class TestFeed:
    @pytest.fixture
    def officer(self, town, rehearsal):
        return town.people[Role.UNIT_OFFICER]

    def read(self, token):
        return Client().get(reverse("calendar-feed", args=[token]))

    def events(self, token):
        calendar = Calendar.from_ical(self.read(token).content)
        return {str(one["uid"]): one for one in calendar.walk("VEVENT")}

    def test_it_opens_without_a_session_what_its_owner_sees(self, officer, target):
        put(target, "draft", due_on=date(2023, 3, 10), version=4)
        answer = self.read(make_feed(officer, at=NOON))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.cookies == {}
        calendar = Calendar.from_ical(answer.content)
        (zone,) = calendar.walk("VTIMEZONE")
        assert zone["TZID"] == "Asia/Shanghai"
        due = next(one for one in calendar.walk("VEVENT") if "校舍维修" in one["summary"])
        assert due["summary"] == "校舍维修：绩效目标应办结"
        assert due["uid"] == f"lifecycle.target-{target.pk}@localhost"
        assert due["sequence"] == 4
        assert (due.decoded("dtstart"), due.decoded("dtend")) == (
            date(2023, 3, 10),
            date(2023, 3, 11),
        )
        assert not isinstance(due.decoded("dtstart"), datetime)
        assert b"3000000" not in answer.content
        assert b"3,000,000" not in answer.content

    def test_the_same_calendar_is_the_same_bytes_and_need_not_be_sent_again(self, officer):
        token = make_feed(officer, at=NOON)
        first = self.read(token)
        assert self.read(token).content == first.content
        url = reverse("calendar-feed", args=[token])
        again = Client().get(url, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_a_due_date_that_moves_keeps_its_uid_and_raises_its_sequence(
        self, town, officer, target
    ):
        token, uid = make_feed(officer, at=NOON), f"lifecycle.target-{target.pk}@localhost"
        put(target, "draft", due_on=date(2023, 3, 2))
        before = self.events(token)[uid]
        granted(town, town.people[Role.PERFORMANCE], extends=True)
        after = self.events(token)[uid]
        assert (before["sequence"], after["sequence"]) == (0, 1)
        assert after.decoded("dtstart") == date(2023, 3, 10)

    def test_the_name_of_a_secret_project_stays_inside(self, officer, target, project_year):
        type(project_year).objects.filter(pk=project_year.pk).update(is_secret=True)
        put(target, "draft", due_on=date(2023, 3, 10))
        body = self.read(make_feed(officer, at=NOON)).content.decode()
        assert "涉密项目：绩效目标应办结" in body
        assert "校舍维修" not in body

    def test_only_its_hash_is_kept(self, officer):
        token = make_feed(officer, at=NOON)
        row = CalendarFeed.objects.get()
        assert token not in str(vars(row))
        assert len(row.token_hash) == 64

    def test_a_wrong_a_renewed_and_a_revoked_address_find_nothing(self, officer, browser):
        first = make_feed(officer, at=NOON)
        second = make_feed(officer, at=NOON)
        assert self.read("wrong").status_code == 404
        assert self.read(first).status_code == 404
        assert self.read(second).status_code == 200
        browser(officer).post("/settings/notify/address/revoke/")
        assert self.read(second).status_code == 404

    def test_who_lost_the_account_has_no_calendar(self, officer):
        token = make_feed(officer, at=NOON)
        officer.is_active = False
        officer.save()
        assert self.read(token).status_code == 404

    def test_who_left_the_seat_sees_nothing_of_it(self, officer, target):
        put(target, "draft", due_on=date(2023, 3, 10))
        token = make_feed(officer, at=NOON)
        Seat.objects.filter(person=officer).update(ends_on=date(2023, 2, 28))
        assert "校舍维修" not in self.read(token).content.decode()

    def test_it_is_only_read(self, officer):
        url = reverse("calendar-feed", args=[make_feed(officer, at=NOON)])
        for method in ("post", "put", "delete", "patch"):
            assert getattr(Client(), method)(url).status_code == 405

    def test_more_readings_in_an_hour_than_a_program_needs_are_put_off(self, officer):
        token, now = make_feed(officer, at=NOON), timezone.now()
        assert open_feed(token, now=now) == officer
        CalendarFeed.objects.update(reads=MOST_READS)
        answer = self.read(token)
        assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
        assert open_feed(token, now=now + timedelta(hours=1)) == officer

    def test_a_reading_is_of_the_citys_day_though_it_is_counted_by_real_hours(self, officer):
        self.read(make_feed(officer, at=NOON))
        feed = CalendarFeed.objects.get()
        assert feed.read_at == NOON
        assert feed.hour.year > YEAR


class TestNotify:
    @pytest.fixture
    def client(self, town, browser):
        return browser(town.people[Role.UNIT_OFFICER])

    def test_a_new_address_is_shown_once(self, client):
        answer = client.post("/settings/notify/address/")
        assert answer["Location"] == "/settings/notify/#calendar"
        page = client.get("/settings/notify/")
        assert faults(page) == {}
        (address,) = [a["value"] for a in Page(page).all("input") if a.get("type") == "url"]
        path = address.removeprefix("http://localhost:8000")
        assert Client().get(path).status_code == 200
        assert 'type="url"' not in client.get("/settings/notify/").content.decode()

    def test_the_language_of_my_mails_is_mine_to_choose(self, town, client):
        client.post("/settings/notify/", {"language": "en"})
        person = town.people[Role.UNIT_OFFICER]
        person.refresh_from_db()
        assert person.language == "en"
        wrong = client.post("/settings/notify/", {"language": "fr"})
        assert wrong.status_code == 400
        assert faults(wrong) == {}

    def test_there_is_nothing_to_revoke_twice(self, client):
        answer = client.post("/settings/notify/address/revoke/", follow=True)
        assert "没有可停用的日历订阅地址" in answer.content.decode()
