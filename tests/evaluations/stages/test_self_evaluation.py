"""Self-evaluation: every cell of state × step × role, and every need."""

from decimal import Decimal

import pytest

from evaluations.actions import LineEntry, ScoreEntry, enter_scores, record_recheck
from evaluations.models import Recheck, SelfEvaluation
from lifecycle.models import BudgetEvent, TransitionLog
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.transitions import fire, fire_many
from tests.conftest import NOON, put
from tests.evaluations.conftest import met
from tests.stage_table import expected, walk

ALLOWED = """
issued      open            unit_officer,unit_head,system         filling
filling     submit          unit_officer                          submitted
returned    submit          unit_officer                          submitted
submitted   withdraw        unit_officer,unit_head                filling
submitted   accept          department_officer                    dept_review
submitted   dept_return     department_officer,department_head    returned
dept_review dept_return     department_officer,department_head    returned
dept_review confirm         department_head                       confirmed
dept_review sample          performance                           recheck
recheck     confirm_recheck performance                           confirmed
recheck     recheck_return  performance                           returned
confirmed   publish         department_officer,department_head    published
"""


@pytest.mark.parametrize("state", SelfEvaluation.State)
def test_every_cell_of_the_table(town, filled, state):
    def rechecked(subject):
        Recheck.objects.create(
            self_evaluation=subject,
            content_hash=subject.content_hash,
            total=88,
            grade="good",
            opinion="佐证不足",
            by=town.people[Role.PERFORMANCE],
            at=NOON,
        )
        return subject

    ready = put(filled, "filling", grade="excellent")
    assert walk(ready, state, town.people, rechecked) == expected(ALLOWED, state)


def submit(evaluation, town):
    return fire(evaluation, "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)


def refused(evaluation, town):
    with pytest.raises(Refused) as caught:
        submit(evaluation, town)
    assert set(caught.value.codes) == {Code.NEED}
    return caught.value.faults


def entered(evaluation, town, lines, **columns):
    entry = ScoreEntry(evaluation.pk, lines=lines, **columns)
    enter_scores([entry], by=town.people[Role.UNIT_OFFICER], at=NOON)
    return SelfEvaluation.objects.get(pk=evaluation.pk)


def test_issuing_takes_the_money_from_the_ledger_and_is_done_once(issued):
    assert (issued.budget, issued.paid) == (Decimal(3000000), Decimal(2700000))
    assert (issued.state, issued.version, issued.total) == ("issued", 0, None)


def test_scores_are_computed_by_the_rules(filled):
    assert filled.execution_score == Decimal(9)
    assert filled.total == Decimal(99)
    assert [line.score for line in filled.lines.order_by("pk")] == [20, 15, 15, 30, 10]
    assert not filled.imported


def test_submitting_grades_by_the_pack_and_logs_its_version(town, filled):
    done = submit(filled, town)
    assert (done.grade, done.total) == ("excellent", Decimal(99))
    log = TransitionLog.objects.get(machine=done.stage(), step="submit")
    assert log.pack == "national v1"
    assert log.content_hash == done.content_hash


def test_without_lines_there_is_nothing_to_submit(town, opened):
    assert "尚未得出自评总分" in refused(opened, town)


def test_total_must_be_the_sum_of_the_rows(town, filled):
    wrong = put(filled, "filling", total=Decimal("98.99"))
    assert refused(wrong, town) == ("逐项得分之和为99.00，与总分98.99不符",)


def test_an_unmet_row_needs_a_reason(town, opened, in_force):
    lines = met(in_force)
    first = in_force.indicators.order_by("pk").first()
    lines = [one for one in lines if one.key != first.key] + [LineEntry(first.key, Decimal(9))]
    short = entered(opened, town, lines)
    assert short.total == Decimal(97)
    assert refused(short, town) == ("“维修校舍数量”未得满分，须说明偏差原因",)
    lines[-1] = LineEntry(first.key, Decimal(9), reason="一所学校因汛期停工")
    assert submit(entered(short, town, lines), town).state == "submitted"


def test_a_deduction_is_kept_beside_the_computed_score(town, opened, in_force):
    first = in_force.indicators.order_by("pk").first()
    lines = [one for one in met(in_force) if one.key != first.key]
    own = LineEntry(first.key, Decimal(10), deduction=Decimal("1.5"), reason="资料不全")
    row = entered(opened, town, [*lines, own]).lines.get(key=first.key)
    assert (row.computed, row.deduction, row.score) == (
        Decimal(20),
        Decimal("1.5"),
        Decimal("18.5"),
    )


def test_a_row_far_above_its_target_needs_a_reason(town, opened, in_force):
    first = in_force.indicators.order_by("pk").first()
    lines = [one for one in met(in_force) if one.key != first.key]
    over = entered(opened, town, [*lines, LineEntry(first.key, Decimal("12.1"))])
    assert refused(over, town) == ("“维修校舍数量”远超目标值，须说明原因",)
    just = entered(over, town, [*lines, LineEntry(first.key, Decimal(12))])
    assert submit(just, town).state == "submitted"


def test_a_missing_actual_is_said(town, opened, in_force):
    first = in_force.indicators.order_by("pk").first()
    lines = [one for one in met(in_force) if one.key != first.key]
    assert "“维修校舍数量”尚未填写实际完成值" in "".join(
        refused(entered(opened, town, lines), town)
    )


@pytest.mark.parametrize(
    ("paid", "narrative", "faults"),
    [
        ("2700000", "", ()),
        ("2699000", "", ("预算执行率89.97%，低于90%，须说明原因",)),
        ("2699000", "验收款次年支付", ()),
    ],
)
def test_low_execution_needs_an_explanation(town, opened, in_force, paid, narrative, faults):
    in_force.project_year.executions.create(
        month=12,
        revision=2,
        paid=Decimal(paid),
        budget=Decimal(3000000),
        document="更正",
        on=NOON.date(),
    )
    evaluation = entered(opened, town, met(in_force), narrative=narrative)
    if faults:
        assert refused(evaluation, town) == faults
    else:
        assert submit(evaluation, town).state == "submitted"


def test_money_that_left_the_ledger_is_refused_one_by_one_and_in_bulk(town, filled):
    BudgetEvent.objects.create(
        project_year=filled.project_year,
        kind=BudgetEvent.Kind.DECREASE,
        amount=Decimal(1000),
        document="筑财〔2023〕9号",
        line=1,
        on=NOON.date(),
    )
    fault = "预算数或执行数与台账不一致，请重新取数"
    assert refused(filled, town) == (fault,)
    by = town.people[Role.UNIT_OFFICER]
    result = fire_many(SelfEvaluation.objects.all(), "submit", by=by, at=NOON)
    assert [one.sentence for one in result.refused[filled.pk]] == [fault]


def test_without_a_budget_the_points_of_execution_go_to_the_lines(town, opened, in_force):
    BudgetEvent.objects.create(
        project_year=in_force.project_year,
        kind=BudgetEvent.Kind.RECOVERY,
        amount=Decimal(3000000),
        document="筑财〔2023〕10号",
        line=1,
        on=NOON.date(),
    )
    evaluation = entered(opened, town, met(in_force))
    assert evaluation.execution_score is None
    assert evaluation.total == Decimal(100)
    assert submit(evaluation, town).grade == "excellent"


def test_a_published_total_stands_without_lines_but_names_its_source(town, opened):
    with pytest.raises(Refused, match="数据来源"):
        enter_scores([ScoreEntry(opened.pk, total=Decimal(88))], by=None, at=NOON)
    entry = ScoreEntry(opened.pk, total=Decimal(88), source="2023年自评情况表")
    by = town.people[Role.PERFORMANCE]
    assert enter_scores([entry], by=by, at=NOON) == 1
    evaluation = SelfEvaluation.objects.get()
    assert (evaluation.imported, evaluation.lines.count()) == (True, 0)
    assert submit(evaluation, town).grade == "good"


def test_the_bureau_enters_no_lines_for_a_unit(town, opened, in_force):
    entry = ScoreEntry(opened.pk, lines=met(in_force))
    with pytest.raises(Forbidden):
        enter_scores([entry], by=town.people[Role.PERFORMANCE], at=NOON)


def test_scores_are_entered_only_while_filling(town, filled):
    done = submit(filled, town)
    entry = ScoreEntry(done.pk, total=Decimal(1), source="表")
    with pytest.raises(Refused, match="单位送审"):
        enter_scores([entry], by=None, at=NOON)
    assert SelfEvaluation.objects.get().total == Decimal(99)


def test_a_recheck_keeps_both_scores(town, filled):
    submit(filled, town)
    fire(filled, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
    by = town.people[Role.PERFORMANCE]
    row = fire(filled, "sample", by=by, at=NOON)
    with pytest.raises(Refused, match="尚未录入财政复核分"):
        fire(row, "confirm_recheck", by=by, at=NOON)
    result = fire_many(SelfEvaluation.objects.all(), "confirm_recheck", by=by, at=NOON)
    assert [one.need for one in result.refused[row.pk]] == ["rechecked"]
    record_recheck(row, by=by, total=Decimal("79.99"), opinion="佐证不足", at=NOON)
    done = fire(row, "confirm_recheck", by=by, at=NOON)
    assert (done.total, done.grade) == (Decimal(99), "excellent")
    assert (done.recheck_total, done.recheck_grade) == (Decimal("79.99"), "fair")
    assert (done.final_total, done.final_grade) == (Decimal("79.99"), "fair")
    assert done.recheck_total == SelfEvaluation.objects.get().recheck_total


def test_the_unit_may_not_recheck_itself(town, filled):
    row = put(filled, "recheck", grade="excellent")
    with pytest.raises(Forbidden):
        record_recheck(
            row, by=town.people[Role.UNIT_OFFICER], total=Decimal(1), opinion="x", at=NOON
        )


def test_secret_projects_are_not_published(town, confirmed):
    years = type(confirmed.project_year).objects
    years.update(is_secret=True)
    fresh = SelfEvaluation.objects.get()
    by = town.people[Role.DEPARTMENT_HEAD]
    with pytest.raises(Refused, match="涉密"):
        fire(fresh, "publish", by=by, at=NOON)
    assert fire_many(SelfEvaluation.objects.all(), "publish", by=by, at=NOON).moved == []


def test_who_filed_does_not_check(town, filled):
    row = put(filled, "submitted", grade="good", filed_by=town.people[Role.DEPARTMENT_OFFICER].pk)
    with pytest.raises(Forbidden, match="他人审核"):
        fire(row, "accept", by=town.people[Role.DEPARTMENT_OFFICER], at=NOON)
