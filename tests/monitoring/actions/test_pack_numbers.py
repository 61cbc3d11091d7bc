"""The warning table of a year's pack is what mails, silences and escalations go by."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from lifecycle.models import Notice, RulePack
from lifecycle.refusals import Refused
from lifecycle.roles import Role
from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.rules.warning_table import WarningNumbers
from monitoring.actions import (
    Wish,
    answer_warning,
    escalate_orders,
    escalate_warnings,
    extend_order,
    open_rectification,
    remind,
    request_silence,
    send_warnings,
)
from monitoring.actions.asking import remind_unit
from monitoring.actions.digest_letters import KIND
from monitoring.models import (
    DueReminder,
    Escalation,
    Extension,
    Report,
    Silence,
    Warning,  # noqa: A004
    WarningRun,
)
from monitoring.queries.standing import standing_of
from tests.conftest import YEAR, put
from tests.monitoring.actions.test_silence import warned
from tests.monitoring.conftest import AUGUST, REASON, judged, mails
from tests.monitoring.views.test_entry import other_report

DAY = AUGUST.date()


@pytest.fixture
def by(year):
    """Let another warning table judge the year."""

    def judge(**differs):
        pack = replace(NATIONAL, warnings=WarningNumbers(**differs))
        year.pack = RulePack.objects.create(name="mine", version=1, body=to_json(pack))
        year.save()

    return judge


@pytest.mark.parametrize(
    ("differs", "days", "levels"),
    [({}, 7, {2}), ({"head_age": 6}, 7, set()), ({"head_age": 1, "leader_age": 5}, 7, {2, 3})],
)
def test_a_warning_rises_by_the_ages_of_its_pack(opened, by, differs, days, levels):
    by(**differs)
    escalate_warnings(DAY + timedelta(days=days))
    assert set(Escalation.objects.values_list("level", flat=True)) == levels


def test_a_red_light_is_repeated_by_the_interval_of_its_pack(opened, by):
    by(repeat_after=2)
    runs = [send_warnings(DAY + timedelta(days=n)).mails for n in range(3)]
    assert runs == [4, 0, 4]


@pytest.mark.parametrize(
    ("differs", "state"), [({}, "sent"), ({"gap_days": 6}, "held"), ({"gap_mails": 3}, "held")]
)
def test_what_a_gap_leaves_waits_by_the_limits_of_the_pack(opened, by, differs, state):
    by(**differs)
    WarningRun.objects.create(on=DAY, state="sent")
    assert send_warnings(date(2023, 8, 9)).state == state
    assert mails().exists() is (state == "sent")


@pytest.mark.parametrize(
    ("differs", "wish", "fault"),
    [
        ({"silence_days": 10}, {"ends_on": date(2023, 8, 12)}, "2023-08-01至2023-08-11之间"),
        ({"silence_days": 90}, {"ends_on": date(2023, 10, 30)}, ""),
        ({"silence_reason": 20}, {}, "理由不少于20个字"),
        ({"silence_reason": 2}, {"reason": "停电"}, ""),
    ],
)
def test_a_silence_is_bounded_by_its_pack(town, opened, project_year, by, differs, wish, fault):
    by(**differs)
    judged(project_year)
    given = Wish(**{"ends_on": date(2023, 8, 4), "reason": REASON} | wish)
    officer = town.people[Role.UNIT_OFFICER]
    if not fault:
        request_silence(opened, given, by=officer, at=AUGUST)
        assert str(Silence.objects.get().state) == "pending"
        return
    with pytest.raises(Refused, match=fault):
        request_silence(opened, given, by=officer, at=AUGUST)
    assert not Silence.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"ends_on": date(2023, 2, 28)}, {"ends_on": date(2024, 3, 2)}]
)
def test_no_pack_lets_a_silence_be_without_reason_or_end(silence, wrong):
    for name, value in wrong.items():
        setattr(silence, name, value)
    with pytest.raises(ValidationError):
        silence.full_clean(exclude=["state"])


@pytest.mark.parametrize(("holds", "bar"), [(5, "amending"), (4, None)])
def test_an_amendment_keeps_back_as_long_as_the_pack_says(
    opened, by, project_year, approved_amendment, holds, bar
):
    by(amendment_holds=holds)
    judged(project_year, execution="green", goal="red")
    found = standing_of([opened], on=DAY)[opened.pk]
    assert found.bar == bar


@pytest.fixture
def approved_amendment(target, town):
    made = put(target, "approved").amendments.create(
        organisation=town.unit, year=YEAR, reason_kind="policy", goal="新目标", amount=1
    )
    return put(made, "dept_review", filed_on=date(2023, 7, 25))


@pytest.mark.parametrize(
    ("stages", "known"), [((-7, -3, 0), []), ((-10, -2), [-10]), ((-12, -9, 0), [-12, -9])]
)
def test_a_last_day_is_reminded_of_at_the_stages_of_the_pack(by, issued, stages, known):
    by(reminders=stages)
    put(issued, "filling", due_on=date(2023, 8, 11))
    remind(date(2023, 7, 31))  # nine working days before it
    found = DueReminder.objects.order_by("stage").values_list("stage", flat=True)
    assert list(found) == [one for one in known if one <= -9]


@pytest.fixture
def two_late(issued, town):
    put(issued, "filling", due_on=DAY)
    put(other_report(town), "filling", due_on=DAY)
    return town.unit


@pytest.mark.parametrize(("most", "rows"), [(1, 1), (2, 2)])
def test_many_missing_reports_of_one_unit_are_one_row_by_the_pack(town, by, two_late, most, rows):
    by(rows_of_one_unit=most)
    remind(date(2023, 8, 2))
    body = Notice.objects.get(kind="monitoring.overdue", person=town.people[Role.UNIT_OFFICER]).body
    assert ("2项监控填报未送审" in body) is (rows == 1)
    assert body.count("逾期1个工作日") == rows


@pytest.mark.parametrize(("most", "more"), [(20, False), (1, True)])
def test_a_digest_shows_as_many_rows_as_the_pack_says(town, by, opened, two_late, most, more):
    by(digest_rows=most)
    warned(Report.objects.latest("pk").project_year)
    send_warnings(DAY)
    remind(date(2023, 8, 2))
    remind_unit(two_late, YEAR, by=town.people[Role.DESK], at=AUGUST + timedelta(days=1))
    kinds = [KIND, "monitoring.overdue", "monitoring.report.reminded"]
    found = Notice.objects.filter(person=town.people[Role.UNIT_OFFICER], kind__in=kinds)
    assert {notice.kind: "另有 1 项" in notice.body for notice in found} == dict.fromkeys(
        kinds, more
    )


@pytest.mark.parametrize(("workdays", "taken"), [(15, True), (3, False)])
def test_a_plan_is_promised_within_the_term_of_the_pack(town, year, opened, workdays, taken):
    terms = {**NATIONAL.deadlines, "warning.promise": Deadline(workdays=workdays)}
    body = to_json(replace(NATIONAL, deadlines=terms))
    year.pack = RulePack.objects.create(name="mine", version=1, body=body)
    year.save()
    given = {"cause": "funds", "plan": "加快支付", "promised_on": date(2023, 8, 7)}
    officer = town.people[Role.UNIT_OFFICER]
    if taken:
        answer_warning(opened, by=officer, at=AUGUST, **given)
        return
    with pytest.raises(Refused, match="完成日期应在2023-08-01至2023-08-04之间"):
        answer_warning(opened, by=officer, at=AUGUST, **given)
    assert str(Warning.objects.get().state) == "open"


@pytest.mark.parametrize(("days", "last"), [(30, date(2023, 9, 9)), (10, date(2023, 8, 20))])
def test_an_order_is_extended_by_its_ordinary_term_at_the_most(town, year, order, days, last):
    terms = {**NATIONAL.deadlines, "rectification.rectifying": Deadline(days=days)}
    body = to_json(replace(NATIONAL, deadlines=terms))
    year.pack = RulePack.objects.create(name="mine", version=1, body=body)
    year.save()
    own = put(order, "rectifying", finish_by=date(2023, 8, 10), due_on=date(2023, 8, 10))
    given = {"reason": "材料未齐", "by": town.people[Role.DESK], "at": AUGUST}
    with pytest.raises(Refused, match=f"应在2023-08-11至{last}之间"):
        extend_order(own, until=last + timedelta(days=1), **given)
    assert not Extension.objects.exists()
    assert extend_order(own, until=last, **given).until == last


@pytest.mark.parametrize(("most", "more"), [(20, False), (1, True)])
def test_a_letter_of_a_step_shows_as_many_rows_as_the_pack_says(
    by, project_year, order, most, more
):
    by(digest_rows=most)
    second = open_rectification(
        project_year, source="audit", machine="lifecycle.demand", object_id=2, problem="账目不清"
    )
    for one in (order, second):
        put(one, "rectifying", finish_by=DAY)
    assert escalate_orders(date(2023, 8, 2)) == 2
    found = Notice.objects.filter(kind="monitoring.rectification.escalate")
    assert {"另有 1 项" in notice.body for notice in found} == {more}
