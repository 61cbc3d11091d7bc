"""The letter as Word: all that it must name, nothing secret, and the same bytes twice."""

from io import BytesIO

import pytest
from docx import Document
from docxtpl import DocxTemplate

from lifecycle.actions.approval_letters import issue_letters
from lifecycle.letter_document import FORM, letter_document, words_of
from lifecycle.models import Target
from lifecycle.roles import Role
from tests.conftest import NOON, YEAR
from tests.lifecycle.approvals import amended, another, approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(town, target):
    goal = "建成<10所&合格\n第二行{{ x }}"
    approved(target, goal=goal, amount="3000000.01")
    another(town.unit, secret=True, name="某某工程")
    return issued(town)


def issued(town):
    by = town.people[Role.BUDGET]
    return issue_letters([town.department], year=YEAR, by=by, at=NOON)[0].letter


def opened(letter):
    return Document(BytesIO(letter_document(letter)))


def test_the_form_asks_for_what_is_given_and_nothing_else(letter):
    asked = DocxTemplate(FORM).get_undeclared_template_variables()
    assert asked == set(words_of(letter))


def test_a_letter_names_its_basis_its_amount_and_its_last_day(letter):
    text = "\n".join(each.text for each in opened(letter).paragraphs)
    for words in (
        "财绩〔2023〕1号", "关于批复教育局2023年度项目支出绩效目标的通知",
       "《中华人民共和国预算法》",
        "财预〔2015〕88号", "谁批复预算，谁批复目标",
        "批复1个项目的绩效目标，涉及资金300.000001万元",
        "另有涉密项目1个", "请于2023年3月21日前（批复之日起20日内）", "市财政局\n2023年3月1日",
        "1. 校舍维修", "项目代码：52010023T000000000001　实施单位：第一小学",
        "批复金额：300.000001万元", letter.sha256,
    ):  # fmt: skip
        assert words in text


def test_a_letter_names_the_department_as_a_whole_apart(town, target):
    approved(target, amount="3000000.01")
    another(town.department, name="教育局部门整体", kind="department", code="5", amount=3_000_000)
    letter = issued(town)
    text = "\n".join(each.text for each in opened(letter).paragraphs)
    for words in (
        "一、批复1个项目的绩效目标，涉及资金300.000001万元，清单见附件。另批复部门整体绩效目标1项，",
        "2. 教育局部门整体\n", "批复金额：300万元（部门整体）",
    ):  # fmt: skip
        assert words in text
    assert letter.sha256 == letter.sealed()


def test_what_was_typed_is_shown_as_it_was_typed(letter):
    text = "\n".join(each.text for each in opened(letter).paragraphs)
    assert "绩效目标：建成<10所&合格\n第二行{{ x }}" in text


def test_the_indicators_stand_in_a_table_with_their_weights(letter):
    (table,) = opened(letter).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[:2] == [
        ["一级指标", "二级指标", "三级指标", "指标值", "权重"],
        ["产出指标", "数量指标", "维修校舍数量", "≥10所", "20"],
    ]
    assert len(rows) == 6


def test_nothing_of_a_secret_project_is_in_the_file(letter):
    raw = letter_document(letter)
    text = "".join(part.text for part in Document(BytesIO(raw)).element.iter() if part.text)
    assert "某某工程" not in text


def test_the_same_letter_is_the_same_file(letter):
    assert letter_document(letter) == letter_document(type(letter).objects.get(pk=letter.pk))


def test_a_supplement_says_what_it_replaces(town, letter):
    amended(Target.objects.get(project_year__is_secret=False), 2_500_000)
    text = "\n".join(each.text for each in opened(issued(town)).paragraphs)
    assert "关于补充批复教育局2023年度项目支出绩效目标的通知" in text
    assert "批复金额：250万元（调整后第2版，替代财绩〔2023〕1号所批复的目标）" in text
