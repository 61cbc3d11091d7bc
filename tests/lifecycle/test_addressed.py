"""Who lost a seat, or sight of what a mail is about, between writing and sending gets nothing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lifecycle import outbox, queries, relay
from lifecycle.actions.operating import resend_notice
from lifecycle.models import Assignment, Installation, Notice, Seat, Substitution
from lifecycle.queries.narrowing import Narrowing
from lifecycle.queries.operating import mail_counts
from lifecycle.roles import Level, Role
from lifecycle.transitions import fire
from tests.conftest import NOON, organisation, seated

pytestmark = pytest.mark.django_db
DAY = NOON.date()
SEAT_LOST, SIGHT_LOST = "收件人已不在所告知的岗位", "收件人已无权查看所述事项"


@pytest.fixture(autouse=True)
def epoch(settings, db):
    settings.MAIL_EPOCH = "test"
    Installation.objects.create(id=1, epoch="test", rehearsal_at=NOON)


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


@pytest.fixture
def elsewhere(town):
    department = organisation("300", "卫健委", Level.DEPARTMENT, town.desk)
    return organisation("300001", "医院", Level.UNIT, department)


def leave(person, **basis):
    outbox.leave(
        [
            outbox.compose(
                person, kind="t.x", subject="校舍", lines=["正文"], key="1", at=NOON, **basis
            )
        ]
    )
    return Notice.objects.get()


def by_seat(town, person, role=Role.UNIT_OFFICER):
    return leave(person, seats=[(str(role), town.unit.pk)])


def relayed():
    sent = relay.relay()
    notice = Notice.objects.get()
    return sent, notice.state, notice.fault


def test_who_still_sits_and_sees_is_mailed(town, officer, target, mailoutbox):
    leave(officer, seats=[("unit_officer", town.unit.pk)], about=[target])
    assert relayed() == (1, "sent", "")
    assert [mail.to for mail in mailoutbox] == [[officer.email]]


@pytest.mark.parametrize("basis", ["seats", "about"])
def test_who_moved_between_writing_and_sending_gets_nothing(
    town, officer, target, elsewhere, mailoutbox, basis
):
    given = {"seats": [("unit_officer", town.unit.pk)], "about": [target]}
    leave(officer, **{basis: given[basis]})
    Seat.objects.filter(person=officer).update(organisation=elsewhere)
    reason = SEAT_LOST if basis == "seats" else SIGHT_LOST
    assert relayed() == (0, "withheld", reason)
    assert mailoutbox == []


def test_a_step_is_mailed_to_its_filer_only_while_they_see_the_object(
    town, officer, target, elsewhere, mailoutbox
):
    filed = fire(target, "submit", by=officer, at=NOON)
    fire(filed, "dept_return", by=town.people[Role.DEPARTMENT_OFFICER], note="请补", at=NOON)
    Notice.objects.exclude(person=officer).delete()
    assert Notice.objects.get().basis == {"about": {"lifecycle.target": [target.pk]}}
    Seat.objects.filter(person=officer).update(organisation=elsewhere)
    assert relayed()[1:] == ("withheld", SIGHT_LOST)
    assert mailoutbox == []


def test_a_seat_that_has_ended_is_lost_and_one_that_ends_today_is_not(town, officer):
    by_seat(town, officer)
    Seat.objects.filter(person=officer).update(ends_on=DAY)
    assert relayed()[1] == "sent"
    Notice.objects.update(state="waiting", next_try_at=timezone.now())
    Seat.objects.filter(person=officer).update(ends_on=DAY - timedelta(days=1))
    assert relayed()[1] == "withheld"


def test_of_several_seats_each_must_still_be_held(town, officer, elsewhere):
    leave(officer, seats=[("unit_officer", town.unit.pk), ("unit_officer", elsewhere.pk)])
    assert relayed()[1:] == ("withheld", SEAT_LOST)


@pytest.mark.parametrize(("ends_on", "state"), [(DAY, "sent"), (date(2023, 2, 28), "withheld")])
def test_a_substitute_is_mailed_while_they_stand_in(town, officer, elsewhere, ends_on, state):
    mate = seated("mate", Role.UNIT_OFFICER, elsewhere)
    Substitution.objects.create(
        absent=officer, substitute=mate, starts_on=date(2023, 2, 1), ends_on=ends_on
    )
    by_seat(town, mate)
    assert relayed()[1] == state


@pytest.mark.parametrize(("ends_on", "state"), [(None, "sent"), (date(2023, 2, 28), "withheld")])
def test_an_expert_is_mailed_while_assigned(town, target, ends_on, state):
    expert = town.people[Role.EXPERT]
    Assignment.objects.create(
        machine=target.stage(), object_id=target.pk, person=expert, role=Role.EXPERT,
        starts_on=date(2023, 1, 1), ends_on=ends_on,
    )  # fmt: skip
    leave(expert, about=[target])
    assert relayed()[1] == state


def test_an_older_notice_says_nothing_of_its_basis_and_goes_out(officer):
    leave(officer)
    assert relayed()[1] == "sent"


@pytest.mark.parametrize(("about", "more"), [(False, 0), (True, 1)])
def test_asking_again_costs_one_query_at_most(town, officer, target, about, more):
    relay.relay()  # the pack that says how often is read once
    with CaptureQueriesContext(connection) as plain:
        leave(officer)
        relay.relay()
    Notice.objects.all().delete()
    basis = {"about": [target]} if about else {"seats": [("unit_officer", town.unit.pk)]}
    with CaptureQueriesContext(connection) as asked:
        leave(officer, **basis)
        relay.relay()
    assert len(asked) - len(plain) == more


def test_what_was_withheld_is_counted_and_goes_out_when_the_seat_is_back(town, officer, elsewhere):
    notice = by_seat(town, officer)
    Seat.objects.filter(person=officer).update(organisation=elsewhere)
    relay.relay()
    assert mail_counts()["withheld"] == 1
    Seat.objects.filter(person=officer).update(organisation=town.unit)
    resend_notice(notice, by=town.people[Role.ADMINISTRATOR], note="已回原岗", at=NOON)
    assert relayed()[1] == "sent"


def test_the_list_of_notices_hides_what_is_no_longer_theirs(town, officer, elsewhere):
    by_seat(town, officer)
    assert [one.lost for one in queries.told_to(officer, at=NOON).entries] == [""]
    Seat.objects.filter(person=officer).update(organisation=elsewhere)
    page = queries.told_to(officer, at=NOON)
    assert [str(one.lost) for one in page.entries] == [SEAT_LOST]
    assert queries.told_to(officer, Narrowing(text="正文"), at=NOON).entries == ()
