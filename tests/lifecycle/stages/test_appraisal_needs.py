"""Ex-ante appraisal: what each step asks for, failing with its sentence and passing when mended."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lifecycle.models import Appraisal, Assignment, ProjectYear
from lifecycle.roles import Role
from lifecycle.rules.appraisal import Conclusion, Dimension
from lifecycle.transitions import fire_many
from tests.conftest import NOON, YEAR, put
from tests.lifecycle.conftest import passes, refused, replied, reported, ruled, scored

pytestmark = pytest.mark.django_db


def of_year(appraisal, **columns):
    ProjectYear.objects.filter(pk=appraisal.project_year_id).update(**columns)


def test_only_the_new_or_expiring_is_appraised(town, appraisal):
    officer = town.people[Role.UNIT_OFFICER]
    of_year(appraisal, is_new=False)
    sentence = "只评估新增的，或到期后拟延续的项目和政策"
    assert refused(appraisal, "start", officer) == [("new_or_expiring", sentence)]
    put(appraisal, "pending", expires_on=date(YEAR + 1, 1, 1))
    assert refused(appraisal, "start", officer) == [("new_or_expiring", sentence)]
    put(appraisal, "pending", expires_on=date(YEAR, 12, 31))
    assert passes(appraisal, "start", officer) == "self_assessing"


@pytest.mark.parametrize("declared", ["4999999.99", "0"])
def test_a_small_amount_needs_no_appraisal(town, appraisal, declared):
    officer = town.people[Role.UNIT_OFFICER]
    put(appraisal, "pending", declared=Decimal(declared))
    sentence = "申报金额未达到事前绩效评估的起点（500.00万元）"
    assert refused(appraisal, "start", officer) == [("large", sentence)]
    put(appraisal, "pending", declared=Decimal(5_000_000))
    assert passes(appraisal, "start", officer) == "self_assessing"


def test_required_materials_are_named_when_missing_and_others_may_be(town, appraisal):
    officer = town.people[Role.UNIT_OFFICER]
    lacking = ["实施方案", "与项目设立和预算有关的其他材料"]
    appraisal.materials.filter(name__in=lacking).update(provided=False, file_name="")
    put(appraisal, "self_assessing")
    assert refused(appraisal, "submit", officer) == [("documented", "缺少材料：实施方案")]
    put(appraisal, "pending")
    appraisal.materials.filter(name="实施方案").update(provided=True, file_name="方案.pdf")
    put(appraisal, "self_assessing")
    assert passes(appraisal, "submit", officer) == "dept_review"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"points": Decimal("20.01")}, "投入经济性得分应在0到20之间，最多两位小数"),
        ({"opinion": " "}, "请说明评分理由：投入经济性"),
        (None, "投入经济性尚未评分"),
    ],
)
def test_every_dimension_is_scored_with_words(town, appraisal, change, sentence):
    row = appraisal.scores.filter(dimension="economy")
    row.update(**change) if change else row.delete()
    officer = town.people[Role.UNIT_OFFICER]
    put(appraisal, "self_assessing")
    assert refused(appraisal, "submit", officer) == [("self_scored", sentence)]
    good = {"points": 20, "opinion": "节约"}
    appraisal.scores.update_or_create(dimension="economy", defaults=good)
    assert passes(appraisal, "submit", officer) == "dept_review"


def test_the_department_forwards_what_it_favours_and_drops_what_it_refuses(town, appraisal):
    head = town.people[Role.DEPARTMENT_HEAD]
    subject = put(appraisal, "dept_review")
    none = "主管部门尚未给出评估结论"
    assert refused(subject, "forward", head) == [("favoured_by_department", none)]
    assert refused(subject, "drop", head) == [("refused_by_department", none)]
    ruled(subject, head, Conclusion.PARTIAL, level="department")
    assert passes(subject, "forward", head) == "submitted"
    assert refused(subject, "drop", head)[0][1] == "主管部门的结论为“部分支持”"
    ruled(subject, head, Conclusion.REFUSE, level="department")
    assert passes(subject, "drop", head) == "dropped"
    assert refused(subject, "forward", head)[0][1] == "主管部门的结论为“不予支持”"


def test_a_conclusion_on_other_content_does_not_count(town, appraisal):
    head = town.people[Role.DEPARTMENT_HEAD]
    subject = put(appraisal, "dept_review")
    ruled(subject, head, Conclusion.SUPPORT, level="department")
    put(subject, "dept_review", content_hash="changed")
    assert refused(subject, "forward", head)[0][1] == "主管部门尚未给出评估结论"


def test_the_panel_needs_an_agency_five_experts_and_their_statements(town, appraisal, panel):
    bureau = town.people[Role.PERFORMANCE]
    subject = put(appraisal, "key_selected")
    agency = Assignment.objects.filter(role=Role.AGENCY)
    agency.update(ends_on=NOON.date() - timedelta(days=1))
    assert refused(subject, "convene", bureau) == [("panel_seated", "尚未指派第三方机构")]
    agency.update(ends_on=NOON.date())
    one = Assignment.objects.filter(pk=panel[0].pk)
    one.update(starts_on=NOON.date() + timedelta(days=1))
    assert refused(subject, "convene", bureau)[0][1] == "专家不足5名，现有4名"
    one.update(starts_on=NOON.date(), cleared_on=None)
    assert refused(subject, "convene", bureau)[0][1] == "有人尚未作回避声明"
    one.update(cleared_on=NOON.date())
    assert passes(subject, "convene", bureau) == "expert_scoring"


def test_every_assigned_expert_must_have_signed(town, appraisal, panel):
    subject = put(appraisal, "expert_scoring")
    for assignment in panel[:4]:
        scored(subject, assignment)
    expert = town.people[Role.EXPERT]
    assert refused(subject, "close_scoring", expert) == [("all_scored", "还有1名专家未提交评分")]
    one = Assignment.objects.filter(pk=panel[4].pk)
    one.update(ends_on=NOON.date() - timedelta(days=1))
    assert refused(subject, "close_scoring", None)[0][1] == "有效评分不足5份"
    one.update(ends_on=None)
    scored(subject, panel[4])
    assert passes(subject, "close_scoring", expert) == "report_draft"
    assert passes(subject, "close_scoring", None) == "report_draft"


def test_the_report_is_complete_before_it_goes_out(town, appraisal, panel):
    agency = town.people[Role.AGENCY]
    subject = put(appraisal, "report_draft")
    assert refused(subject, "issue", agency) == [("reported", "尚未提交评估报告")]
    subject.reports.create(number=1, matter="某校", by=agency, at=NOON)
    found = refused(subject, "issue", agency)[0][1]
    assert found.startswith("评估报告缺少评估方式和方法、")
    assert found.endswith("筹资合规性的结论")
    reported(subject, agency)
    assert passes(subject, "issue", agency) == "consulting"


def test_consultation_ends_with_the_reply_or_after_its_last_day(town, appraisal):
    bureau = town.people[Role.PERFORMANCE]
    subject = put(appraisal, "consulting", due_on=NOON.date())
    sentence = "单位尚未反馈意见，征求意见期未满"
    assert refused(subject, "close_consulting", bureau) == [("consulted", sentence)]
    assert passes(subject, "close_consulting", bureau, NOON + timedelta(days=1)) == "concluded"
    replied(subject, town.people[Role.UNIT_HEAD])
    assert passes(subject, "close_consulting", bureau) == "concluded"
    put(subject, "consulting", round_number=2, due_on=None)
    assert refused(subject, "close_consulting", bureau)[0][1] == sentence


STEP_OF = [
    ("support", Conclusion.SUPPORT, "supported"),
    ("support_partly", Conclusion.PARTIAL, "partial"),
    ("reject", Conclusion.REFUSE, "rejected"),
]


@pytest.mark.parametrize(("name", "said", "state"), STEP_OF)
def test_each_conclusion_takes_its_own_ruling(town, appraisal, name, said, state):
    bureau = town.people[Role.PERFORMANCE]
    subject = put(appraisal, "concluded")
    assert refused(subject, name, bureau)[0][1] == "尚未核定评估结论"
    other = Conclusion.REFUSE if said is not Conclusion.REFUSE else Conclusion.SUPPORT
    ruled(subject, bureau, other)
    assert refused(subject, name, bureau)[0][1].startswith("核定的结论为")
    ruled(subject, bureau, said)
    assert passes(subject, name, bureau) == state


@pytest.mark.parametrize(
    ("name", "said", "columns", "sentence"),
    [
        ("support", "support", {"approved": 8_000_001}, "核定金额应在0到申报金额之间"),
        ("support_partly", "partial", {"approved": 0}, "部分支持的项目核定金额应大于0"),
        ("reject", "refuse", {"approved": 1}, "不予支持的项目核定金额应为0"),
        ("support_partly", "partial", {"reason": " "}, "部分支持须写明理由"),
        ("reject", "refuse", {"reason": ""}, "不予支持须写明理由"),
        (
            "support",
            "support",
            {"poor": "necessity"},
            "立项必要性或筹资合规性评为差，只能不予支持",
        ),
    ],
)
def test_a_ruling_that_cannot_stand_opens_nothing(town, appraisal, name, said, columns, sentence):
    bureau = town.people[Role.PERFORMANCE]
    subject = put(appraisal, "concluded")
    ruled(subject, bureau, said, **columns)
    assert [words for _need, words in refused(subject, name, bureau)] == [sentence]
    ruled(subject, bureau, said)
    assert passes(subject, name, bureau) in ("supported", "partial", "rejected")


@pytest.mark.parametrize(
    ("dimension", "vetoes"), [("necessity", True), ("funding", True), ("economy", False)]
)
def test_a_veto_of_the_panel_leaves_refusal_alone(town, appraisal, panel, dimension, vetoes):
    bureau, subject = town.people[Role.PERFORMANCE], put(appraisal, "concluded")
    points = dict.fromkeys(Dimension, 20) | {Dimension(dimension): Decimal("11.99")}
    for assignment in panel:
        scored(subject, assignment, points)
    subject = Appraisal.objects.get(pk=subject.pk)
    assert subject.poor() == {Dimension(dimension)}
    assert subject.panel_total() == Decimal("91.99")
    ruled(subject, bureau, Conclusion.SUPPORT)
    if not vetoes:
        assert passes(subject, "support", bureau) == "supported"
        return
    sentence = "立项必要性或筹资合规性评为差，只能不予支持"
    assert refused(subject, "support", bureau) == [("ruled_support", sentence)]
    assert refused(subject, "reassess", bureau) == [("not_vetoed", sentence)]
    assert subject.suggested() is Conclusion.REFUSE
    ruled(subject, bureau, Conclusion.REFUSE)
    assert passes(subject, "reject", bureau) == "rejected"


def test_sixty_percent_is_not_poor_and_a_report_can_veto_too(town, appraisal, panel):
    subject = put(appraisal, "concluded")
    for assignment in panel:
        scored(subject, assignment, 12)
    assert Appraisal.objects.get(pk=subject.pk).poor() == set()
    reported(subject, town.people[Role.AGENCY], grade="poor")
    assert refused(subject, "reassess", town.people[Role.PERFORMANCE])[0][0] == "not_vetoed"


def test_support_against_the_experts_owes_a_reason(town, appraisal, panel):
    bureau, subject = town.people[Role.PERFORMANCE], put(appraisal, "concluded")
    for assignment in panel:
        scored(subject, assignment, 15)
    ruled(subject, bureau, Conclusion.SUPPORT, reason="")
    sentence = "结论与专家评分不一致，须写明理由"
    assert refused(subject, "support", bureau) == [("ruled_support", sentence)]


def test_the_set_based_needs_refuse_the_same_rows_as_the_plain_ones(town, appraisal):
    """Rows: no ruling, a favour, a favour overtaken by a refusal, one on other content."""
    head, rows = town.people[Role.DEPARTMENT_HEAD], [appraisal]
    for n in range(5):
        project = type(appraisal.project_year.project).objects.create(
            code=f"52010023T0000000001{n:02d}", name=f"项目{n}", organisation=town.unit
        )
        year = ProjectYear.objects.create(project=project, year=YEAR, is_new=True)
        rows.append(
            Appraisal.objects.create(
                project_year=year, organisation=town.unit, year=YEAR, kind="policy", declared=9
            )
        )
    rows = [put(row, "dept_review", content_hash="a") for row in rows]
    for row, *said in (
        (rows[1], "support"),
        (rows[2], "support", "refuse"),
        (rows[3], "refuse", "partial"),
    ):
        for conclusion in said:
            ruled(row, head, conclusion, level="department")
    ruled(rows[4], head, "support", level="department")
    put(rows[4], "dept_review", content_hash="b")
    ruled(rows[5], head, "support", level="bureau")
    put(rows[5], "dept_review", round_number=2)
    everything = Appraisal.objects.all()
    counted = {"favoured_by_department": 4, "refused_by_department": 5, "first_round": 1}
    for need in {n for edge in Appraisal.edges() for n in edge.about.needs if n.failing}:
        plain = {row.pk for row in everything if need(row)}
        assert set(need.failing(everything).values_list("pk", flat=True)) == plain, need.name
        assert len(plain) == counted[need.name]
    result = fire_many(everything, "forward", by=head, at=NOON)
    assert result.moved == [rows[1].pk, rows[3].pk]
