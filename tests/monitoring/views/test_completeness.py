"""Completeness: in time, late, missing, not yet due, and asking a unit once a day."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Installation, Notice
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from monitoring.models import Reminder, Report
from monitoring.queries.completeness import REMINDERS
from tests.conftest import organisation, put, seated
from tests.monitoring.conftest import AUGUST, JULY
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
URL = "/monitor/completeness/"
LATE = AUGUST + timedelta(days=30)


@pytest.fixture
def overdue(issued, august):
    """July's report, not begun; its unit is half a month late."""
    Installation.objects.update(rehearsal_at=LATE)
    return issued


def words(answer):
    return " ".join(Page(answer).text.split())


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_those_above_a_unit_ask_it_and_nobody_else_does(town, overdue, browser, role):
    client = browser(town.people[role])
    answer = client.get(URL)
    assert (answer.status_code, faults(answer)) == (200, {})
    asked = client.post(f"{URL}remind/", {"unit": town.unit.pk})
    assert asked.status_code == (302 if role in REMINDERS else 404)
    assert Reminder.objects.count() == (role in REMINDERS)


def test_a_reminder_is_logged_sent_and_shown_once_a_day_whoever_asks(town, overdue, browser):
    for role in (Role.DESK, Role.DEPARTMENT_OFFICER, Role.DESK):
        answer = browser(town.people[role]).post(
            f"{URL}remind/", {"unit": town.unit.pk, "next": f"{URL}?page=1"}
        )
        assert answer["Location"] == f"{URL}?page=1"
    made = Reminder.objects.get()
    assert (made.by, made.reports, made.months, made.on) == (
        town.people[Role.DESK], 1, "7", LATE.date(),
    )  # fmt: skip
    told = Notice.objects.filter(kind="monitoring.report.reminded")
    assert set(told.values_list("person__username", flat=True)) == {"unit_officer", "unit_head"}
    assert all("校舍维修" in one.body and str(made.by) in one.body for one in told)
    page = words(browser(town.people[Role.DESK]).get(URL))
    assert "今天已催报" in page
    assert f"{made.by}，1份" in page
    Installation.objects.update(rehearsal_at=LATE + timedelta(days=1))
    browser(town.people[Role.DESK]).post(f"{URL}remind/", {"unit": town.unit.pk})
    assert (Reminder.objects.count(), told.all().count()) == (2, 4)


def test_who_owes_nothing_is_not_asked(town, issued, browser):
    client = browser(town.people[Role.DESK])
    answer = client.post(f"{URL}remind/", {"unit": town.unit.pk}, follow=True)
    assert "没有逾期未报" in words(answer)
    assert not Reminder.objects.exists()
    assert not Notice.objects.filter(kind="monitoring.report.reminded").exists()


def test_another_department_finds_no_such_unit(town, overdue, browser):
    other = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    stranger = browser(seated("stranger", Role.DEPARTMENT_OFFICER, other))
    assert stranger.post(f"{URL}remind/", {"unit": town.unit.pk}).status_code == 404
    assert "第一小学" not in words(stranger.get(URL))


@pytest.mark.parametrize("sent", [{}, {"unit": "x"}, {"unit": 2**70}, {"unit": 0}])
def test_a_strange_form_asks_nobody(town, overdue, browser, sent):
    client = browser(town.people[Role.DESK])
    assert client.post(f"{URL}remind/", sent).status_code == 404
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("at", "filed", "said"),
    [
        (AUGUST, None, "未到期1"),
        (LATE, None, "逾期未报1"),
        (LATE, AUGUST, "按期报送1"),
        (LATE, LATE - timedelta(days=1), "逾期报送1"),
    ],
)
def test_each_report_is_counted_where_it_stands(town, report, browser, at, filed, said):
    if filed:
        fire(report, "submit", by=town.people[Role.UNIT_OFFICER], at=filed)
    Installation.objects.update(rehearsal_at=at)
    answer = browser(town.people[Role.DESK])
    Installation.objects.update(rehearsal_at=at)
    found = words(answer.get(URL))
    assert said in found
    assert sum(one in found for one in ("未到期1", "逾期未报1", "按期报送1", "逾期报送1")) == 1


def test_only_those_that_owe_are_shown_where_asked(town, overdue, browser):
    client = browser(town.people[Role.PERFORMANCE])
    assert "第一小学" in words(client.get(URL, {"only": "owing"}))
    put(overdue, Report.State.SUBMITTED)
    assert "第一小学" not in words(client.get(URL, {"only": "owing"}))
    assert "第一小学" in words(client.get(URL, {"only": "?", "department": "x", "page": "0"}))


def test_a_reminder_is_never_rewritten(town, overdue):
    made = Reminder.objects.create(
        organisation=town.unit, year=2023, on=date(2023, 8, 31), reports=1, months="7",
        by=town.people[Role.DESK], at=LATE,
    )  # fmt: skip
    made.reports = 2
    with pytest.raises(DatabaseError), transaction.atomic():
        made.save()
    assert Reminder.objects.get().reports == 1


def test_the_page_costs_twelve_queries_at_most(town, overdue, browser):
    client = browser(town.people[Role.PERFORMANCE])
    client.get(URL)
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
    assert len(asked) <= 12
    assert JULY in client.get(URL).context["months"]
