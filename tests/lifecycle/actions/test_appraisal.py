"""An appraisal from its opening to the pool, by the actions that pages call."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lifecycle.actions.appraisal import (
    conclude_appraisal,
    fill_appraisal,
    judge_appraisal,
    open_appraisal,
)
from lifecycle.actions.panel import reply_to_report, submit_expert_score, write_report
from lifecycle.models import (
    Appraisal,
    AppraisalRuling,
    ExpertScore,
    PoolEntry,
    visible_scores,
)
from lifecycle.refusals import Code, Forbidden, Refused
from lifecycle.roles import Role
from lifecycle.rules.appraisal import DIMENSIONS, Conclusion, Dimension
from lifecycle.rules.appraisal_report import SECTIONS
from lifecycle.rules.materials import POLICY, PROJECT, Kind
from lifecycle.transitions import fire
from tests.conftest import NOON, YEAR, put

pytestmark = pytest.mark.django_db

DECLARED = Decimal(8_000_000)
SHEET = dict.fromkeys(DIMENSIONS, Decimal(17))
OPINIONS = dict.fromkeys(DIMENSIONS, "同意")


@pytest.fixture
def officer(town):
    return town.people[Role.UNIT_OFFICER]


@pytest.fixture
def new_year(project_year):
    type(project_year).objects.filter(pk=project_year.pk).update(is_new=True)
    return project_year


def opened(project_year, by, kind=Kind.PROJECT, **columns):
    return open_appraisal(project_year, kind=kind, declared=DECLARED, by=by, at=NOON, **columns)


def test_opening_lays_out_the_checklist_and_the_deadline(new_year, officer):
    made = opened(new_year, officer)
    assert (made.state, made.declared, made.year) == ("pending", DECLARED, YEAR)
    assert (made.due_on, made.since) == (date(2022, 8, 15), NOON)
    assert [row.name for row in made.materials.order_by("pk")] == [m.name for m in PROJECT]


def test_a_policy_that_expires_has_its_own_checklist(project_year, officer):
    made = opened(project_year, officer, Kind.POLICY, expires_on=date(2022, 12, 31))
    assert made.materials.count() == len(POLICY) == 13
    assert fire(made, "start", by=officer, at=NOON).state == "self_assessing"


def test_one_at_a_time_and_only_by_the_unit_or_the_timetable(town, new_year, officer):
    with pytest.raises(Forbidden):
        opened(new_year, town.people[Role.DESK])
    first = opened(new_year, None)
    with pytest.raises(Refused, match="已有未结束的事前绩效评估"):
        opened(new_year, officer)
    put(first, "dropped")
    assert opened(new_year, officer).pk != first.pk


def test_the_unit_fills_in_columns_scores_and_files(town, new_year, officer):
    made = opened(new_year, officer)
    filled = fill_appraisal(
        made,
        by=officer,
        changes={"declared": Decimal(6_000_000)},
        scores={Dimension.ECONOMY: (Decimal(18), "节约")},
        files={"实施方案": "方案.pdf"},
        version=0,
        at=NOON,
    )
    assert (filled.version, filled.declared) == (1, 6_000_000)
    assert filled.scores.get().points == 18
    assert filled.materials.get(provided=True).file_name == "方案.pdf"
    fill_appraisal(filled, by=officer, files={"实施方案": ""}, at=NOON)
    assert not made.materials.filter(provided=True).exists()
    with pytest.raises(Forbidden):
        fill_appraisal(filled, by=town.people[Role.DESK], changes={"declared": 1}, at=NOON)


@pytest.mark.parametrize("name", ["approved", "conclusion", "conditions", "round_number"])
def test_what_finance_decides_is_not_filled_in(appraisal, officer, name):
    with pytest.raises(Refused) as refused:
        fill_appraisal(appraisal, by=officer, changes={name: 1}, at=NOON)
    assert refused.value.codes == (Code.CONTENT,)


def test_the_department_judges_what_it_reviews(town, appraisal):
    head = town.people[Role.DEPARTMENT_HEAD]
    with pytest.raises(Refused) as refused:
        judge_appraisal(appraisal, conclusion=Conclusion.SUPPORT, by=head, at=NOON)
    assert refused.value.codes == (Code.STATE,)
    subject = put(appraisal, "dept_review")
    given = judge_appraisal(subject, conclusion=Conclusion.SUPPORT, by=head, at=NOON)
    assert (given.level, given.approved, given.by) == ("department", DECLARED, head)
    refusal = {"conclusion": Conclusion.REFUSE, "by": head, "at": NOON}
    with pytest.raises(Refused, match="不予支持须写明理由"):
        judge_appraisal(subject, **refusal)
    assert judge_appraisal(subject, reason="重复建设", **refusal).approved == 0


def test_nobody_judges_what_they_filed(town, appraisal, officer):
    officer.seats.create(
        organisation=town.department, role=Role.DEPARTMENT_HEAD, starts_on=NOON.date()
    )
    subject = put(appraisal, "dept_review", filed_by=officer.pk)
    with pytest.raises(Forbidden) as refused:
        judge_appraisal(subject, conclusion=Conclusion.SUPPORT, by=officer, at=NOON)
    assert refused.value.codes == (Code.FOUR_EYES,)


@pytest.mark.parametrize(
    ("conclusion", "approved", "columns", "sentence"),
    [
        (Conclusion.SUPPORT, "8000000.01", {}, "核定金额应在0到申报金额之间"),
        (Conclusion.PARTIAL, "1", {}, "部分支持须写明理由"),
        (Conclusion.REFUSE, "1", {"reason": "重复"}, "不予支持的项目核定金额应为0"),
        (
            Conclusion.SUPPORT,
            "1",
            {"poor": [Dimension.FUNDING]},
            "立项必要性或筹资合规性评为差，只能不予支持",
        ),
    ],
)
def test_finance_gives_no_conclusion_that_cannot_stand(
    town, appraisal, conclusion, approved, columns, sentence
):
    subject, by = put(appraisal, "concluded"), town.people[Role.PERFORMANCE]
    amount = Decimal(approved)
    with pytest.raises(Refused) as refused:
        conclude_appraisal(
            subject, conclusion=conclusion, approved=amount, by=by, at=NOON, **columns
        )
    assert refused.value.faults == (sentence,)
    assert not AppraisalRuling.objects.exists()


def test_a_ruling_that_was_wrong_is_followed_by_a_right_one(town, appraisal):
    subject, by = put(appraisal, "concluded"), town.people[Role.PERFORMANCE]
    conclude_appraisal(
        subject,
        conclusion=Conclusion.REFUSE,
        approved=Decimal(0),
        reason="资金来源不合规",
        poor=[Dimension.FUNDING],
        by=by,
        at=NOON,
    )
    given = conclude_appraisal(
        subject,
        conclusion=Conclusion.SUPPORT,
        approved=DECLARED,
        conditions="分年安排",
        by=by,
        at=NOON,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalRuling.objects.filter(pk=given.pk).update(approved=1)
    fire(subject, "support", by=by, at=NOON)
    assert PoolEntry.objects.get().conditions == "分年安排"


def sign(subject, by, points=SHEET, opinions=OPINIONS):
    return submit_expert_score(subject, points=points, opinions=opinions, by=by, at=NOON)


def test_the_last_sheet_closes_the_scoring(appraisal, panel, experts):
    subject = put(appraisal, "expert_scoring")
    for expert in experts[:4]:
        sign(subject, expert)
        assert Appraisal.objects.get(pk=subject.pk).state == "expert_scoring"
    sign(subject, experts[4])
    closed = Appraisal.objects.get(pk=subject.pk)
    assert (closed.state, closed.panel_total()) == ("report_draft", Decimal(85))
    assert closed.suggested() is Conclusion.SUPPORT


def test_no_expert_sees_another_before_all_have_signed(town, appraisal, panel, experts):
    subject = put(appraisal, "expert_scoring")
    for expert in experts[:2]:
        sign(subject, expert)
    seen = {row.assignment.person for row in visible_scores(subject, experts[0])}
    assert seen == {experts[0]}
    for other in (experts[4], town.people[Role.PERFORMANCE]):
        assert not visible_scores(subject, other).exists()
    for expert in experts[2:]:
        sign(subject, expert)
    closed = Appraisal.objects.get(pk=subject.pk)
    assert visible_scores(closed, experts[0]).count() == 25
    again = put(closed, "expert_scoring", round_number=2)
    assert visible_scores(again, experts[0]).count() == 25


def test_a_sheet_is_whole_within_points_and_signed_once(town, appraisal, panel, experts):
    subject, expert = put(appraisal, "expert_scoring"), experts[0]
    for points, opinions, sentence in (
        (SHEET | {Dimension.GOAL: Decimal(21)}, OPINIONS, "绩效目标合理性得分应在0到20之间"),
        ({Dimension.GOAL: Decimal(1)}, OPINIONS, "立项必要性尚未评分"),
        (SHEET, OPINIONS | {Dimension.GOAL: ""}, "请填写意见：绩效目标合理性"),
    ):
        with pytest.raises(Refused, match=sentence):
            sign(subject, expert, points, opinions)
    assert not ExpertScore.objects.exists()
    sign(subject, expert)
    with pytest.raises(Refused, match="您已提交评分"):
        sign(subject, expert)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpertScore.objects.update(points=1)


def test_who_is_not_assigned_or_not_cleared_does_not_score(town, appraisal, panel, experts):
    subject = put(appraisal, "expert_scoring")
    panel[0].cleared_on = None
    panel[0].save()
    with pytest.raises(Refused, match="请先签署回避声明"):
        sign(subject, experts[0])
    panel[0].delete()
    for by in (experts[0], town.people[Role.AGENCY], town.people[Role.PERFORMANCE]):
        with pytest.raises(Forbidden):
            sign(subject, by)


def test_experts_who_differ_too_far_are_flagged(appraisal, panel, experts):
    subject = put(appraisal, "expert_scoring")
    for n, expert in enumerate(experts):
        sign(subject, expert, SHEET | {Dimension.ECONOMY: Decimal(10 if n == 2 else 20)})
    closed = Appraisal.objects.get(pk=subject.pk)
    assert closed.differing() == [Dimension.ECONOMY]
    assert closed.panel_points()[Dimension.ECONOMY] == 18


def test_the_sheet_of_one_who_was_released_is_kept_uncounted(appraisal, panel, experts):
    subject = put(appraisal, "expert_scoring")
    for n, expert in enumerate(experts):
        sign(subject, expert, dict.fromkeys(DIMENSIONS, Decimal(0 if n == 4 else 17)))
    panel[4].cleared_on = None
    panel[4].save()
    closed = Appraisal.objects.get(pk=subject.pk)
    assert (closed.panel_total(), ExpertScore.objects.count()) == (Decimal(85), 25)


def findings(grade="good"):
    return dict.fromkeys(DIMENSIONS, (grade, "合理"))


def test_each_version_of_the_report_is_kept_and_the_last_counts(town, appraisal, panel):
    subject, agency = put(appraisal, "report_draft"), town.people[Role.AGENCY]
    write_report(subject, sections={"matter": "某校"}, findings={}, by=agency, at=NOON)
    whole = dict.fromkeys(SECTIONS, "略")
    last = write_report(subject, sections=whole, findings=findings(), by=agency, at=NOON)
    assert (last.number, Appraisal.objects.get(pk=subject.pk).report()) == (2, last)
    assert fire(subject, "issue", by=agency, at=NOON).state == "consulting"
    with pytest.raises(Refused) as refused:
        write_report(subject, sections=whole, findings=findings(), by=agency, at=NOON)
    assert refused.value.codes == (Code.STATE,)


def test_only_the_assigned_agency_writes_and_only_known_sections(town, appraisal, panel):
    subject = put(appraisal, "report_draft")
    with pytest.raises(Forbidden):
        write_report(subject, sections={}, findings={}, by=town.people[Role.EXPERT], at=NOON)
    with pytest.raises(ValueError, match="no such section"):
        write_report(
            subject, sections={"x": "y"}, findings={}, by=town.people[Role.AGENCY], at=NOON
        )


def test_the_unit_answers_the_report_and_says_why_it_does_not_agree(town, appraisal, officer):
    subject = put(appraisal, "consulting")
    with pytest.raises(Refused, match="请写明意见"):
        reply_to_report(subject, accepted=False, text=" ", by=officer, at=NOON)
    reply_to_report(subject, accepted=False, text="测算口径不同", by=officer, at=NOON)
    moved = fire(subject, "close_consulting", by=town.people[Role.PERFORMANCE], at=NOON)
    assert moved.state == "concluded"
    with pytest.raises(Refused):
        reply_to_report(subject, accepted=True, by=officer, at=NOON)
