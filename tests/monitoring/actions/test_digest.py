"""One digest a person and day, from the final state: who is told what, when, and what waits."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from lifecycle.models import Amendment, Intervention, Seat, Substitution
from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import LEVEL_OF, Level, Role
from lifecycle.slots import plan, work_through
from lifecycle.transitions import fire
from monitoring.actions import (
    confirm_run,
    escalate_warnings,
    send_warnings,
)
from monitoring.models import Warning, WarningRun, WarningTold  # noqa: A004
from tests.conftest import YEAR, organisation, put, seated
from tests.monitoring.conftest import AUGUST, JULY, judged, mails, paid
from tests.monitoring.test_sweep import project_year_of

DAY = AUGUST.date()
UNIT = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
OF_RED = (*UNIT, Role.DEPARTMENT_OFFICER, Role.DESK)


def readers(town, on):
    roles = {person.pk: role for role, person in town.people.items()}
    return {roles[notice.person_id] for notice in mails(on)}


def test_a_red_light_is_told_once_to_unit_department_and_desk(town, opened):
    run = send_warnings(DAY)
    assert (run.state, run.missed, run.mails) == ("sent", 0, 4)
    assert readers(town, DAY) == set(OF_RED)
    notice = mails().get(person=town.people[Role.DESK])
    assert notice.subject == "【预算绩效】[红] 预警：1 项"
    assert "红灯，新预警，自2023-08-01起；执行红灯" in notice.body
    assert f"/alerts/{opened.pk}/" in notice.body
    assert send_warnings(DAY) == run
    send_warnings(DAY + timedelta(days=1))
    assert mails().count() == 4


def test_a_yellow_light_is_told_to_the_unit_alone(town, opened):
    put(opened, "open", light="yellow")
    send_warnings(DAY)
    assert readers(town, DAY) == set(UNIT)
    assert mails().first().subject.startswith("【预算绩效】[黄]")


def test_a_red_light_is_repeated_after_five_working_days(town, opened):
    for day in (1, 2, 3, 4, 7, 8):
        send_warnings(date(2023, 8, day))
    told = WarningTold.objects.filter(person=town.people[Role.UNIT_OFFICER])
    assert list(told.order_by("on").values_list("on", "why")) == [
        (DAY, "new"),
        (date(2023, 8, 8), "again"),
    ]


def test_an_answer_stops_repeats_until_its_day(town, opened):
    send_warnings(DAY)
    put(opened, "acknowledged", promised_on=date(2023, 8, 10))
    assert send_warnings(date(2023, 8, 8)).mails == 0
    assert send_warnings(date(2023, 8, 10)).mails == 0
    assert send_warnings(date(2023, 8, 11)).mails == 4


def test_whom_it_has_risen_to_is_told_in_the_same_digest(town, opened):
    send_warnings(DAY)
    on = date(2023, 8, 15)
    assert escalate_warnings(on) == 2
    send_warnings(on, rehearsed=True)
    heads = {Role.DEPARTMENT_HEAD, Role.PERFORMANCE}
    assert readers(town, on) == {*OF_RED, *heads}
    assert mails(on).filter(person=town.people[Role.UNIT_OFFICER]).count() == 1


def test_resolved_is_told_once_and_only_to_those_who_knew(town, opened):
    send_warnings(DAY)
    late = seated("new-desk", Role.DESK, town.desk)
    fire(Warning.objects.get(), "resolve", by=None, at=AUGUST + timedelta(days=1))
    on = date(2023, 8, 3)
    send_warnings(on)
    assert readers(town, on) == set(OF_RED)
    assert not mails().filter(person=late).exists()
    notice = mails(on).first()
    assert notice.subject == "【预算绩效】【补发】[已解除] 预警：1 项"
    assert "红灯，已解除" in notice.body
    assert not any(words in notice.body for words in ("如不办理", "申请静默"))
    assert send_warnings(on + timedelta(days=1)).mails == 0


def test_what_is_over_before_anybody_was_told_is_never_mailed(opened):
    fire(opened, "resolve", by=None, at=AUGUST)
    assert send_warnings(DAY).mails == 0
    assert not WarningTold.objects.exists()


def test_an_ordered_warning_is_left_to_its_order(opened):
    put(opened, "in_rectification")
    assert send_warnings(DAY).mails == 0


def test_an_amendment_under_review_keeps_back_the_lights_of_its_target(
    town, opened, approved_amendment, project_year
):
    judged(project_year, execution="green", goal="red")
    assert send_warnings(DAY).mails == 0
    put(approved_amendment, "dept_review", filed_on=date(2023, 7, 1))
    assert send_warnings(date(2023, 8, 2)).mails == 4


@pytest.fixture
def approved_amendment(approved_target, town):
    made = Amendment.objects.create(
        target=approved_target, organisation=town.unit, year=YEAR, reason_kind="policy",
        goal="新目标", amount=1,
    )  # fmt: skip
    return put(made, "dept_review", filed_on=date(2023, 7, 25))


@pytest.fixture
def approved_target(target):
    return put(target, "approved")


def test_where_nobody_sits_the_next_level_is_told_and_why(town, opened):
    Seat.objects.filter(role=Role.UNIT_OFFICER).update(ends_on=date(2023, 7, 31))
    send_warnings(DAY)
    assert readers(town, DAY) == set(OF_RED) - {Role.UNIT_OFFICER}
    assert "单位经办无人在岗，改送您" in mails().get(person=town.people[Role.UNIT_HEAD]).body
    assert "无人在岗" not in mails().get(person=town.people[Role.DESK]).body


def test_who_stands_in_is_told_too(town, opened):
    mate = seated("mate", Role.LEADER, town.at(LEVEL_OF[Role.LEADER]))
    Substitution.objects.create(
        absent=town.people[Role.UNIT_HEAD], substitute=mate, starts_on=DAY, ends_on=DAY
    )
    send_warnings(DAY)
    assert mails().filter(person=mate).count() == 1


def test_who_moved_away_before_the_day_gets_nothing(town, opened):
    send_warnings(DAY)
    elsewhere = organisation("219002", "第二小学", Level.UNIT, town.department)
    Seat.objects.filter(role=Role.UNIT_OFFICER).update(organisation=elsewhere)
    seated("next", Role.UNIT_OFFICER, town.unit)
    on = date(2023, 8, 8)
    send_warnings(on)
    assert not mails(on).filter(person=town.people[Role.UNIT_OFFICER]).exists()
    assert mails(on).filter(person__username="next").count() == 1


@pytest.mark.parametrize(
    ("back", "state", "missed"),
    [
        (date(2023, 8, 2), "sent", 0),
        (date(2023, 8, 3), "sent", 1),
        (date(2023, 8, 11), "sent", 7),
        (date(2023, 8, 14), "held", 8),
    ],
)
def test_a_gap_of_more_than_ten_days_waits(town, opened, back, state, missed):
    WarningRun.objects.create(on=DAY, state="sent")
    run = send_warnings(back)
    assert (run.state, run.missed, run.mails) == (state, missed, 4)
    assert mails().count() == (0 if state == "held" else 4)
    late = ["补发" in notice.subject for notice in mails()]
    assert late == [missed > 0] * len(late)


def test_a_held_run_goes_out_once_on_the_word_of_the_administrator(town, opened):
    WarningRun.objects.create(on=DAY, state="sent")
    run = send_warnings(date(2023, 8, 14))
    at = datetime.combine(date(2023, 8, 14), AUGUST.timetz())
    with pytest.raises(Forbidden):
        confirm_run(run, by=town.people[Role.PERFORMANCE], note="已核实", at=at)
    assert not mails().exists()
    done = confirm_run(run, by=town.people[Role.ADMINISTRATOR], note="已核实", at=at)
    assert (done.state, done.mails, mails().count()) == ("sent", 4, 4)
    with pytest.raises(Refused, match="不在等待确认"):
        confirm_run(run, by=town.people[Role.ADMINISTRATOR], note="已核实", at=at)
    assert Intervention.objects.get().kind == "confirm"
    warned = put(opened, "closed")
    fresh = Warning.objects.create(
        project_year=warned.project_year, organisation=town.unit, year=YEAR, month=JULY,
        light="red", reason="又一次", fingerprint=warned.fingerprint,
    )  # fmt: skip
    fire(fresh, "open", by=None, at=at)
    WarningRun.objects.filter(pk=run.pk).update(on=date(2023, 8, 11))
    assert send_warnings(date(2023, 8, 14)).mails == mails().count() - 4 == 4


def test_a_rehearsal_leaps_and_has_no_gap(opened):
    WarningRun.objects.create(on=DAY, state="sent")
    run = send_warnings(date(2023, 9, 1), rehearsed=True)
    assert (run.state, run.missed, run.mails) == ("sent", 0, 4)


def test_a_week_of_downtime_ends_as_if_daily_with_one_digest_marked_late(approved_target, town):
    """Opened and closed in the gap: on record, not mailed; what is open: told once, as late."""
    project_year = approved_target.project_year
    healed, ill = project_year_of(town, 8), project_year_of(town, 9)
    for one in (project_year, healed, ill):
        paid(one, 60)
    plan(DAY)
    work_through()
    assert not mails().exists()
    paid(project_year, 10, revision=2, on=date(2023, 8, 2))
    paid(healed, 10, revision=2, on=date(2023, 8, 2))
    paid(healed, 60, revision=3, on=date(2023, 8, 4))
    paid(ill, 10, revision=2, on=date(2023, 8, 3))
    plan(date(2023, 8, 8))
    work_through()
    states = Warning.objects.order_by("project_year").values_list("project_year", "state")
    assert dict(states) == {project_year.pk: "open", healed.pk: "closed", ill.pk: "open"}
    opened_on = dict(Warning.objects.values_list("project_year", "opened_on"))
    assert opened_on[ill.pk] == date(2023, 8, 3)
    assert {notice.at.date() for notice in mails()} == {date(2023, 8, 8)}
    per_person = [notice.person_id for notice in mails()]
    assert len(per_person) == len(set(per_person)) == len(OF_RED)
    assert {notice.subject for notice in mails()} == {"【预算绩效】【补发】[红] 预警：2 项"}
    assert not WarningTold.objects.filter(warning__project_year=healed).exists()


def test_no_open_red_lacks_a_mail_after_its_interval_and_no_key_is_sent_twice(town, opened):
    for ahead in range(40):
        send_warnings(DAY + timedelta(days=ahead))
    told = WarningTold.objects.filter(person=town.people[Role.UNIT_OFFICER]).order_by("on")
    days = list(told.values_list("on", flat=True))
    gaps = {(later - one).days for one, later in pairwise(days)}
    assert gaps == {7}  # five working days and a weekend
    assert mails().values("message_id").distinct().count() == mails().count()
