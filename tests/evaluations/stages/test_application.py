"""Result application: every cell of state × step × role, every need, and the proposals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from evaluations.actions import (
    answer_applications,
    close_silent_objections,
    propose_applications,
)
from evaluations.models import Answer, Application, SelfEvaluation
from lifecycle.models import FiscalYear, Hold, ProjectYear, RulePack
from lifecycle.refusals import Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.rules.pack import NATIONAL, to_json
from lifecycle.sentences import told
from lifecycle.transitions import edit, fire, fire_many
from tests.conftest import NOON, YEAR, put
from tests.evaluations.conftest import ledger
from tests.stage_table import expected, walk

ALLOWED = """
proposed       consult   desk        dept_objection
dept_objection decide    performance decided
dept_objection send_back performance proposed
decided        apply     budget      applied
applied        report    performance reported
"""


@pytest.mark.parametrize("state", Application.State)
def test_every_cell_of_the_table(town, application, state):
    def answered(subject):
        Answer.objects.create(
            application=subject,
            kind="accepts",
            proposed_amount=subject.proposed_amount,
            by=town.people[Role.DEPARTMENT_HEAD],
            at=NOON,
        )
        return subject

    start = put(application, "proposed", decided_amount=Decimal(1))
    assert walk(start, state, town.people, answered) == expected(ALLOWED, state)


def refused(application, step, by, at=NOON):
    with pytest.raises(Refused) as caught:
        fire(application, step, by=by, at=at)
    return caught.value.faults


def hold(application, kind=Hold.Kind.RECTIFICATION, lifted_on=None):
    return Hold.objects.create(
        project_year=application.project_year,
        kind=kind,
        machine="monitoring.rectification",
        object_id=1,
        reason="整改",
        placed_on=date(2023, 2, 1),
        lifted_on=lifted_on,
    )


def test_a_proposal_follows_from_the_grade(application, confirmed):
    assert application.source == confirmed
    assert (application.source_version, application.source_hash) == (
        confirmed.version,
        confirmed.content_hash,
    )
    assert (application.base, application.coefficient) == (Decimal(3000000), Decimal(1))
    assert (application.proposed_amount, application.action) == (Decimal(3000000), "support")
    assert application.grade == "excellent"


@pytest.mark.parametrize(
    ("grade", "carried", "amount", "action"),
    [
        ("good", None, "3000000", "keep"),
        ("fair", None, "2400000", "cut"),
        ("poor", None, "0", "cancel"),
        # 200,000 carried over, 500,000 of 3,200,000 unspent: the carried part is idle.
        ("fair", "200000", "2360000", "cut"),
        # 600,000 carried over, 900,000 of 3,600,000 unspent.
        ("good", "600000", "3000000", "cut"),
    ],
)
def test_grade_and_idle_balance_make_the_amount(confirmed, grade, carried, amount, action):
    put(confirmed, "confirmed", recheck_grade=grade, recheck_total=Decimal(50))
    if carried:
        ledger(confirmed.project_year, budget=None, paid=None, carried=carried)
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    found = Application.objects.get()
    assert (found.proposed_amount, found.action) == (Decimal(amount), action)


def test_what_is_not_rectified_is_held(confirmed):
    hold(confirmed)
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    assert Application.objects.get().action == "hold"


def test_a_key_evaluation_goes_before_the_self_evaluation(confirmed, key_evaluation):
    put(key_evaluation, "final", score=Decimal(70), grade="fair")
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    found = Application.objects.get()
    assert (found.source, found.grade) == (key_evaluation, "fair")
    assert propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON) == 0


def test_only_the_desk_and_the_bureau_propose(town, confirmed):
    for role in (Role.UNIT_HEAD, Role.DEPARTMENT_HEAD, Role.BUDGET):
        with pytest.raises(Forbidden):
            propose_applications(YEAR, target_year=YEAR + 2, by=town.people[role], at=NOON)


def test_the_source_is_confirmed_and_unchanged(town, application, confirmed):
    desk = town.people[Role.DESK]
    put(confirmed, "returned")
    assert refused(application, "consult", desk) == ("所依据的评价结果尚未确认",)
    put(confirmed, "confirmed", content_hash="f" * 64)
    assert refused(application, "consult", desk) == (
        "所依据的评价结果在提出建议后有变化，请重新提出",
    )


def consulted(town, application):
    return fire(application, "consult", by=town.people[Role.DESK], at=NOON)


def test_the_department_answers_or_five_working_days_pass(town, application):
    row = consulted(town, application)
    assert row.due_on == date(2023, 3, 8)
    by = town.people[Role.PERFORMANCE]
    fault = ("主管部门尚未表态，异议期限未到",)
    assert refused(row, "decide", by) == fault
    last = NOON + timedelta(days=7)
    assert close_silent_objections(at=last) == 0
    assert refused(row, "decide", by, at=last) == fault
    assert close_silent_objections(at=last + timedelta(days=1)) == 1
    assert close_silent_objections(at=last + timedelta(days=1)) == 0
    assert row.answers.get().kind == "silent"
    done = fire(row, "decide", by=by, at=last + timedelta(days=1))
    assert (done.decided_amount, done.decided_on) == (Decimal(3000000), date(2023, 3, 9))


def test_an_answer_holds_for_the_amount_it_saw(town, application):
    row = consulted(town, application)
    mine = Application.objects.filter(pk=row.pk)
    head = town.people[Role.DEPARTMENT_HEAD]
    assert answer_applications(mine, by=head, at=NOON) == 1
    assert answer_applications(mine, by=head, at=NOON) == 0
    by = town.people[Role.PERFORMANCE]
    row = edit(row, by=by, changes={"proposed_amount": Decimal(2900000)}, at=NOON)
    assert refused(row, "decide", by) == ("主管部门尚未表态，异议期限未到",)
    assert fire_many(mine, "decide", by=by, at=NOON).moved == []


def test_the_bureau_may_decide_otherwise(town, application):
    row = consulted(town, application)
    mine = Application.objects.filter(pk=row.pk)
    head = town.people[Role.DEPARTMENT_HEAD]
    with pytest.raises(Refused, match="写明理由"):
        answer_applications(mine, by=head, accepts=False, at=NOON)
    answer_applications(mine, by=head, accepts=False, text="任务增加", at=NOON)
    by = town.people[Role.PERFORMANCE]
    row = edit(row, by=by, changes={"decided_amount": Decimal(3100000)}, at=NOON)
    done = fire(row, "decide", by=by, at=NOON)
    assert (done.proposed_amount, done.decided_amount) == (Decimal(3000000), Decimal(3100000))


def test_a_stranger_does_not_answer(town, application):
    row = consulted(town, application)
    mine = Application.objects.filter(pk=row.pk)
    with pytest.raises(Forbidden):
        answer_applications(mine, by=town.people[Role.UNIT_HEAD], at=NOON)


@pytest.mark.parametrize(
    ("kind", "lifted_on", "action", "stopped"),
    [
        ("rectification", None, "support", True),
        ("red_light", None, "keep", True),
        ("payment", None, "keep", False),
        ("halted", None, "keep", True),
        ("halted", date(2023, 2, 2), "keep", False),
        ("halted", None, "hold", False),
        ("rectification", date(2023, 2, 2), "support", False),
        ("rectification", None, "hold", False),
        ("red_light", None, "cut", False),
        ("red_light", None, "cancel", False),
    ],
)
def test_an_open_hold_stops_money_that_is_given(
    town, application, kind, lifted_on, action, stopped
):
    hold(application, kind, lifted_on)
    row = put(application, "decided", action=action, decided_amount=Decimal(1))
    by = town.people[Role.BUDGET]
    bulk = fire_many(Application.objects.filter(state="reported"), "apply", by=by, at=NOON)
    assert bulk.moved == []
    if stopped:
        assert len(refused(row, "apply", by)) == 1
        refusals = fire_many(Application.objects.all(), "apply", by=by, at=NOON).refused
        assert [one.need for one in refusals[row.pk]] == ["not_held"]
    else:
        assert fire(row, "apply", by=by, at=NOON).state == "applied"


def test_the_source_model_is_unchanged_by_applying(application):
    assert SelfEvaluation.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    ("pause", "lifted", "action", "words"),
    [
        ({}, None, "hold", "，暂缓拨付尚未解除，解除前不予安排（整改）"),
        ({}, date(2023, 2, 3), "support", "，年内曾暂缓拨付（整改）"),
        ({"next_year": "tells"}, None, "support", "，暂缓拨付尚未解除（整改）"),
    ],
)
def test_a_marked_pause_of_payment_is_seen_by_next_years_budget(
    confirmed, pause, lifted, action, words
):
    made = hold(confirmed, Hold.Kind.PAYMENT, lifted)
    Hold.objects.filter(pk=made.pk).update(for_application=True)
    changed_pack(pause)
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    found = Application.objects.get()
    assert (found.action, found.proposed_amount) == (action, Decimal(3000000))
    assert found.reason.endswith(f"3000000.00元{words}")
    with translation.override("en"):
        assert not set("暂缓拨付") & set(told(found.reason))


def test_an_unmarked_pause_changes_no_proposal(confirmed):
    hold(confirmed, Hold.Kind.PAYMENT)
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    found = Application.objects.get()
    assert (found.action, "暂缓拨付" in found.reason) == ("support", False)


def test_a_pause_of_payment_keeps_money_back_where_the_pack_says_so(town, application):
    decided = put(application, "decided", decided_amount=Decimal(1))
    made = hold(decided, Hold.Kind.PAYMENT)
    Hold.objects.filter(pk=made.pk).update(for_application=True)
    budget = town.people[Role.BUDGET]
    assert refused(decided, "apply", budget) == ("该项目暂缓拨付",)
    changed_pack({"application": "free"})
    assert str(fire(decided, "apply", by=budget, at=NOON).state) == "applied"


SUSPENDED = "项目暂停，文号市财绩〔2023〕12号，2023年2月1日，事由：整改"


@pytest.mark.parametrize(
    ("halted_in", "lifted", "held"),
    [
        (YEAR - 1, None, True),
        (YEAR, None, True),
        (YEAR + 2, None, True),
        (YEAR + 3, None, False),
        (YEAR, date(2023, 2, 3), False),
    ],
)
def test_a_halted_project_is_held_for_the_budget_of_that_year_and_later(
    town, confirmed, halted_in, lifted, held
):
    """The money is that of two years on: what halts the project by then counts, of any year."""
    made = hold(confirmed, Hold.Kind.HALTED, lifted)
    project = confirmed.project_year.project
    stands, _new = ProjectYear.objects.get_or_create(project=project, year=halted_in)
    Hold.objects.filter(pk=made.pk).update(project_year=stands, reason=SUSPENDED)
    propose_applications(YEAR, target_year=YEAR + 2, by=None, at=NOON)
    found = Application.objects.get()
    assert (found.action, found.proposed_amount) == (
        "hold" if held else "support", Decimal(3000000),
    )  # fmt: skip
    assert found.reason.endswith(f"，恢复前不予安排：{SUSPENDED}" if held else "3000000.00元")
    with translation.override("en"):
        assert ("Project suspended" in told(found.reason)) is held
        assert not set("恢复前不予安排") & set(told(found.reason))
    decided = put(found, "decided", action="keep", decided_amount=Decimal(1))
    budget, rows = town.people[Role.BUDGET], Application.objects.all()
    if not held:
        assert fire_many(rows, "apply", by=budget, at=NOON).moved == [decided.pk]
        return
    assert refused(decided, "apply", budget) == ("该项目暂停或终止",)
    refusals = fire_many(rows, "apply", by=budget, at=NOON).refused
    assert [one.need for one in refusals[decided.pk]] == ["not_held"]


def changed_pack(pause):
    body = to_json(NATIONAL) | {"pause": pause}
    FiscalYear.objects.update(pack=RulePack.objects.create(name="own", version=1, body=body))
