"""fire(): check, move, log and tell, all or nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from lifecycle.models import Notice, Snapshot, StepToken, Substitution, Target, TransitionLog
from lifecycle.models.subject import canonical, digest
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Level, Role
from lifecycle.transitions import edit, fire, steps_for
from tests.conftest import NOON, organisation, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


def submitted(target, town):
    return fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)


def test_a_move_changes_state_and_version_and_is_logged_with_seat_and_organisation(target, officer):
    moved = fire(target, "submit", by=officer, note=" 请审 ", at=NOON)
    stored = Target.objects.get(pk=target.pk)
    line = TransitionLog.objects.get()
    assert (moved.state, moved.version) == (stored.state, stored.version) == ("unit_submitted", 1)
    assert (line.before, line.after, line.step, line.version) == (
        "draft",
        "unit_submitted",
        "submit",
        1,
    )
    assert (line.by, line.by_name, line.seat, line.organisation) == (
        officer,
        "单位经办",
        "单位经办",
        "第一小学",
    )
    assert (line.note, line.pack, line.at) == ("请审", "national v1", NOON)


def test_filing_seals_the_content(target, officer):
    moved = fire(target, "submit", by=officer, at=NOON)
    content = Snapshot.objects.get(content_hash=moved.content_hash).content
    assert content["amount"] == "3000000"
    assert next(row["name"] for row in content["indicators"]) == "维修校舍数量"
    assert moved.filed_by == officer


def test_the_state_it_enters_has_a_deadline_from_the_pack(target, officer):
    assert submitted_due(target, officer) == date(2022, 10, 31)


def submitted_due(target, officer):
    return fire(target, "submit", by=officer, at=NOON).due_on


def test_a_refused_move_leaves_nothing(target, town):
    with pytest.raises(Forbidden) as refused:
        fire(target, "submit", by=town.people[Role.AUDITOR], at=NOON)
    assert refused.value.codes == (Code.RIGHT,)
    assert refused.value.faults == ("此动作由单位经办办理",)
    assert isinstance(refused.value, PermissionDenied)
    assert not TransitionLog.objects.exists()
    assert not Notice.objects.exists()
    assert Target.objects.get(pk=target.pk).version == 0


def test_all_faults_are_told_at_once_not_the_first(target, town):
    target.indicators.filter(level="quality").delete()
    edit(target, by=town.people[Role.UNIT_HEAD], changes={"goal": "修好校舍"}, at=NOON)
    with pytest.raises(Refused) as refused:
        fire(target, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    assert refused.value.refusals[0].need == "faultless"
    for words in ("缺少质量指标", "不少于30个字", "可衡量的数字", "权重"):
        assert words in refused.value.faults[0]


def test_a_step_that_owes_a_note_asks_for_it(target, town):
    submitted(target, town)
    with pytest.raises(Refused) as refused:
        fire(target, "dept_return", by=town.people[Role.DEPARTMENT_HEAD], note="  ", at=NOON)
    assert refused.value.codes == (Code.NOTE,)


def test_the_right_is_asked_in_this_organisation(target, town):
    elsewhere = organisation("220", "卫健局", Level.DEPARTMENT, town.desk)
    stranger = seated("stranger", Role.DEPARTMENT_OFFICER, elsewhere)
    submitted(target, town)
    with pytest.raises(Forbidden):
        fire(target, "accept", by=stranger, at=NOON)


def test_a_seat_outside_its_dates_carries_no_right(target, officer):
    officer.seats.update(ends_on=date(2023, 2, 28))
    with pytest.raises(Forbidden):
        fire(target, "submit", by=officer, at=NOON)
    assert fire(target, "submit", by=officer, at=NOON - timedelta(days=1)).version == 1


def test_a_deactivated_person_can_do_nothing(target, officer):
    officer.is_active = False
    officer.save()
    with pytest.raises(Forbidden):
        fire(target, "submit", by=officer, at=NOON)


def test_nobody_approves_what_they_filed(target, town, officer):
    submitted(target, town)
    officer.seats.create(
        organisation=town.department, role=Role.DEPARTMENT_OFFICER, starts_on=date(2020, 1, 1)
    )
    with pytest.raises(Forbidden) as refused:
        fire(target, "accept", by=officer, at=NOON)
    assert refused.value.codes == (Code.FOUR_EYES,)


def test_the_database_too_holds_four_eyes(target, town, officer):
    moved = submitted(target, town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=moved.pk).update(
            version=2, state="dept_review", checked_by=officer
        )


def test_a_substitute_acts_and_the_log_names_both(target, town, officer):
    deputy = seated("deputy", Role.EXPERT, town.outside, name="代理人")
    Substitution.objects.create(
        absent=officer,
        substitute=deputy,
        starts_on=date(2023, 3, 1),
        ends_on=date(2023, 3, 2),
        reason="休假",
    )
    moved = fire(target, "submit", by=deputy, at=NOON)
    line = TransitionLog.objects.get()
    assert (line.by_name, line.acting_for_name, line.seat) == ("代理人", "单位经办", "单位经办")
    assert (moved.filed_by, moved.filed_for) == (deputy, officer)


def test_a_substitution_ends_with_its_last_day(target, town, officer):
    deputy = seated("deputy", Role.EXPERT, town.outside)
    Substitution.objects.create(
        absent=officer,
        substitute=deputy,
        starts_on=date(2023, 2, 1),
        ends_on=date(2023, 2, 28),
        reason="休假",
    )
    with pytest.raises(Forbidden):
        fire(target, "submit", by=deputy, at=NOON)


def test_for_whom_something_was_filed_may_not_check_it_either(target, town, officer):
    deputy = seated("deputy", Role.EXPERT, town.outside)
    Substitution.objects.create(
        absent=officer,
        substitute=deputy,
        starts_on=date(2023, 3, 1),
        ends_on=date(2023, 3, 2),
        reason="休假",
    )
    fire(target, "submit", by=deputy, at=NOON)
    officer.seats.create(
        organisation=town.department, role=Role.DEPARTMENT_OFFICER, starts_on=date(2020, 1, 1)
    )
    with pytest.raises(Forbidden):
        fire(target, "accept", by=officer, at=NOON)


def test_withdraw_edit_resubmit_under_an_open_page_is_refused_with_the_difference(target, town):
    officer, reviewer = town.people[Role.UNIT_OFFICER], town.people[Role.DEPARTMENT_OFFICER]
    seen = submitted(target, town)
    fire(target, "withdraw", by=officer, at=NOON)
    edit(target, by=officer, changes={"amount": 999999}, at=NOON)
    fire(target, "submit", by=officer, at=NOON)
    with pytest.raises(Refused) as refused:
        fire(
            target,
            "accept",
            by=reviewer,
            version=seen.version,
            content_hash=seen.content_hash,
            at=NOON,
        )
    assert refused.value.codes == (Code.STALE,)
    places = {found.place: (found.seen, found.now) for found in refused.value.differences}
    assert places["预算金额（元）"] == ("3000000", "999999")
    assert Target.objects.get(pk=target.pk).amount == 999999


def test_the_same_key_twice_is_one_step_and_the_same_answer(target, officer):
    first = fire(target, "submit", by=officer, key="k1", at=NOON)
    second = fire(target, "submit", by=officer, key="k1", at=NOON)
    assert (first.state, first.version) == (second.state, second.version)
    assert TransitionLog.objects.count() == StepToken.objects.count() == 1


def test_a_key_used_for_one_thing_does_no_other(target, officer):
    fire(target, "submit", by=officer, key="k1", at=NOON)
    with pytest.raises(Refused) as refused:
        fire(target, "withdraw", by=officer, key="k1", at=NOON)
    assert refused.value.codes == (Code.TOKEN,)


def test_a_returned_target_tells_its_filer_with_the_reason(target, town, officer):
    submitted(target, town)
    fire(target, "dept_return", by=town.people[Role.DEPARTMENT_HEAD], note="数量偏少", at=NOON)
    notice = Notice.objects.get()
    assert (notice.person, notice.address) == (officer, officer.email)
    assert "数量偏少" in notice.body
    assert "校舍维修" in notice.body
    assert notice.message_id.startswith("<lifecycle.target.dept_return.")


def test_steps_for_says_which_are_open_and_why_the_others_are_not(target, town, officer):
    target.indicators.all().delete()
    mine = {choice.name: choice for choice in steps_for(target, officer, at=NOON)}
    assert not mine["submit"].open
    assert mine["submit"].refusals[0].code is Code.NEED
    assert mine["void"].refusals[0].sentence == "此动作由单位负责人办理"
    head = {c.name: c for c in steps_for(target, town.people[Role.UNIT_HEAD], at=NOON)}
    assert head["void"].open
    assert head["void"].note


def test_a_step_that_does_not_exist_is_refused(target, officer):
    for name in ("delete", "save", "__class__", "steps"):
        with pytest.raises(Refused):
            fire(target, name, by=officer, at=NOON)


def test_an_edit_is_logged_and_closed_outside_the_editable_states(target, town, officer):
    changed = edit(target, by=officer, changes={"amount": 5}, at=NOON)
    line = TransitionLog.objects.get()
    assert (line.step, line.before, line.after, changed.version) == ("edit", "draft", "draft", 1)
    with pytest.raises(Forbidden):
        edit(target, by=town.people[Role.DESK], changes={"amount": 6}, at=NOON)
    with pytest.raises(Refused):
        edit(target, by=officer, changes={"state": "approved"}, at=NOON)


@pytest.mark.parametrize("amount", ["5", "5.00", "5E+2", "0", "-0.00"])
def test_an_edit_seals_what_the_database_keeps(target, officer, amount):
    edit(target, by=officer, changes={"amount": Decimal(amount)}, at=NOON)
    kept = Target.objects.get(pk=target.pk)
    assert kept.content_hash == digest(canonical(kept.content()))


def test_the_state_cannot_be_assigned(target):
    with pytest.raises(AttributeError):
        target.state = Target.State.APPROVED
    target.refresh_from_db()
    assert target.state == Target.State.DRAFT


@transaction.atomic
def write_past_the_log(target):
    Target.objects.filter(pk=target.pk).update(version=1, state="void")
    connection.check_constraints()


def test_a_step_writes_a_line_or_does_not_commit(target):
    with pytest.raises(DatabaseError, match="no line in the log"):
        write_past_the_log(target)
