"""A budget that moved too far is found by the timetable, which asks the department once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from lifecycle import slots
from lifecycle.actions.amendment_requests import ask_for_amendments
from lifecycle.models import AmendmentRequest, DueSlot, FiscalYear, Installation, Notice
from lifecycle.queries.amendment_requests import CONCERNED, standing_requests
from lifecycle.rights import seats_of
from lifecycle.roles import PEOPLE, Role
from lifecycle.transitions import fire
from tests.lifecycle.queries.test_target_check import booked

pytestmark = pytest.mark.django_db
LAST = date(2023, 6, 22)
"""The fifteenth working day after 1 June, as in the tests of the rule."""
AFTER = date(2023, 6, 23)
BEIJING = ZoneInfo("Asia/Shanghai")
TOLD = {"department_officer", "department_head", "unit_officer"}


@pytest.fixture
def moved(amendment):
    """A target in force whose budget grew by three tenths on 1 June; the amendment is a draft."""
    target = amendment.target
    booked(target.project_year, "initial", 3_000_000, on=date(2023, 1, 1))
    booked(target.project_year, "increase", 900_000)
    return target


def tick(day):
    """Let the timetable alone do what a day asks."""
    now = datetime(day.year, day.month, day.day, 8, tzinfo=BEIJING)
    Installation.objects.update_or_create(id=1, defaults={"rehearsal_at": now})
    slots.tick()


def told():
    rows = Notice.objects.filter(kind="lifecycle.amendment_request")
    return sorted(rows.values_list("person__username", flat=True))


def standing(person, day=AFTER):
    return [one.target for one in standing_requests(seats_of(person, day), day)]


def test_the_timetable_finds_it_on_the_day_the_limit_passes_and_asks_once(moved, town):
    for day in (date(2023, 6, 2), LAST):
        tick(day)
        assert (told(), AmendmentRequest.objects.count()) == ([], 0)
    tick(AFTER)
    assert not DueSlot.objects.exclude(state="done").exists()
    assert set(told()) == TOLD
    request = AmendmentRequest.objects.get()
    assert (request.target, request.moved_on, request.file_by, request.asked_on) == (
        moved, date(2023, 6, 1), LAST, AFTER,
    )  # fmt: skip
    assert request.finding == "全年预算比年初预算变动30%，尚未调整绩效目标，已过2023-06-22"
    letter = Notice.objects.get(person=town.people[Role.DEPARTMENT_HEAD], kind__contains="request")
    assert letter.subject == "【预算绩效】请报送绩效目标调整：1 项"
    assert request.finding in letter.body
    tick(date(2023, 6, 26))
    assert (len(told()), AmendmentRequest.objects.count()) == (3, 1)


def test_a_change_that_was_booked_late_is_found_all_the_same(moved):
    assert ask_for_amendments(date(2023, 8, 1)) == 1
    assert ask_for_amendments(date(2023, 8, 2)) == 0


@pytest.mark.parametrize("role", PEOPLE)
def test_whoever_works_on_the_target_sees_it_and_nobody_else(moved, town, role):
    ask_for_amendments(AFTER)
    assert standing(town.people[role]) == ([moved] if role in CONCERNED else [])


def test_a_filed_amendment_answers_it_and_one_turned_down_does_not(moved, amendment, town, at):
    head = town.people[Role.DEPARTMENT_HEAD]
    ask_for_amendments(AFTER)
    when = datetime(2023, 6, 26, 9, tzinfo=BEIJING)
    fire(amendment, "submit", by=town.people[Role.UNIT_OFFICER], at=when)
    assert standing(head, date(2023, 6, 26)) == []
    assert ask_for_amendments(date(2023, 6, 27)) == 0
    at(amendment, "rejected")
    assert standing(head, date(2023, 6, 27)) == [moved]


def test_another_change_begins_its_own_days(moved, town):
    head = town.people[Role.DEPARTMENT_HEAD]
    ask_for_amendments(AFTER)
    booked(moved.project_year, "increase", 1, on=date(2023, 6, 26), line=2)
    assert standing(head, date(2023, 6, 26)) == []
    assert ask_for_amendments(date(2023, 6, 27)) == 0
    assert ask_for_amendments(date(2023, 7, 18)) == 1
    assert standing(head, date(2023, 7, 18)) == [moved]


def test_a_budget_that_moved_back_is_not_asked_about(moved):
    booked(moved.project_year, "decrease", 900_000, on=date(2023, 6, 5))
    assert ask_for_amendments(date(2023, 8, 1)) == 0


def test_a_day_of_no_budget_year_asks_nothing(moved):
    assert not FiscalYear.objects.filter(year=2024).exists()
    assert ask_for_amendments(date(2024, 2, 1)) == 0


def test_it_stands_on_the_home_and_in_the_inbox_until_it_is_answered(
    moved, amendment, town, client, at
):
    tick(AFTER)
    client.force_login(town.people[Role.DEPARTMENT_HEAD])
    for url in ("/", "/inbox/"):
        assert "已过2023-06-22" in client.get(url).content.decode()
    at(amendment, "submitted", filed_on=date(2023, 6, 23))
    for url in ("/", "/inbox/"):
        assert "已过2023-06-22" not in client.get(url).content.decode()
