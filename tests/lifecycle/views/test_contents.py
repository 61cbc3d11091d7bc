"""What an object says is drawn by the type of each column, never by its code."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template

from lifecycle import queries
from lifecycle.models import Appraisal, Indicator, Target
from lifecycle.views.contents import contents_of, shown
from tests.conftest import GOAL, INDICATORS

pytestmark = pytest.mark.django_db
MARKUP = Template("{% load components %}{% contents found %}")


def columns():
    for model in queries.machines():
        for name in model.CONTENT:
            yield model._meta.get_field(name)
        for part, names in model.PARTS.items():
            child = model._meta.get_field(part).related_model
            yield from (child._meta.get_field(name) for name in names)


def drawn(subject, **more):
    return MARKUP.render(Context({"found": contents_of(subject, **more)}))


def test_every_coded_value_of_every_stage_is_said_in_words():
    coded = [column for column in columns() if getattr(column, "flatchoices", None)]
    assert len(coded) > 10
    for column in coded:
        for code, label in column.flatchoices:
            text = shown(column, code)
            assert str(label) in text or "<svg" in text
    assert shown(coded[0], "no such code") == "未知"


def test_a_target_is_shown_with_its_labels_its_money_and_its_indicators(target):
    found = contents_of(target)
    assert [(one.anchor, one.label, one.long) for one in found.said] == [
        ("goal", "年度总体目标", True),
        ("amount", "预算金额", False),
        ("waived", "免设指标", False),
    ]
    assert found.long[0].value == GOAL
    assert "300.00" in found.short[0].value
    assert "万元" in found.short[0].value
    part = found.parts[0]
    assert (part.anchor, part.label, len(part.rows)) == ("indicators", "绩效指标", len(INDICATORS))
    assert [head.label for head in part.heads] == [
        "二级指标", "三级指标", "指标性质", "目标值", "计量单位", "权重",
    ]  # fmt: skip
    assert [cell.value for cell in part.rows[3].cells] == [
        "社会效益指标", "受益学生数", "≥", "5,000", "人", "30",
    ]  # fmt: skip
    assert part.unfilled == ("目标值上限", "完成期限", "定性描述")


def test_a_row_is_anchored_by_its_key_and_without_one_by_its_first_column(target, project_year):
    key = target.indicators.order_by("pk").first().key
    assert contents_of(target).parts[0].rows[0].anchor == f"indicators.{key}"
    appraisal = Appraisal.objects.create(
        project_year=project_year, organisation=target.organisation, year=2023,
        kind="project", declared=Decimal(1), expires_on=date(2024, 12, 31),
    )  # fmt: skip
    appraisal.scores.create(dimension="necessity", points=Decimal("18.50"), opinion="依据充分")
    found = contents_of(appraisal)
    assert found.parts[0].rows[0].anchor == "scores.necessity"
    assert [cell.value for cell in found.parts[0].rows[0].cells][1:] == ["18.5", "依据充分"]
    assert found.parts[1].rows == ()
    assert "2024-12-31" in [one.value for one in found.short]
    assert "没有填写。" in drawn(appraisal)


def test_zero_is_shown_and_what_is_not_filled_in_says_so(target):
    indicator = target.indicators.first()
    column = Indicator._meta.get_field("target")
    assert shown(column, Decimal("0.0000")) == "0"
    assert "未填写" in shown(column, None)
    assert shown(column, Decimal("1234.5000")) == "1,234.5"
    assert shown(Target._meta.get_field("waived"), "benefit,satisfaction") == "效益指标、满意度指标"
    assert "未填写" in shown(Target._meta.get_field("waived"), indicator.wording)


def test_what_people_typed_is_escaped(target):
    target.goal = "<script>alert(1)</script>\n第二行"
    text = drawn(target)
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>第二行" in text


def test_what_belongs_to_a_place_stands_beside_it(target):
    key = target.indicators.order_by("pk").first().key
    beside = {"goal": "目标说得不清", f"indicators.{key}": "数量偏低", "indicators": "指标太少"}
    text = drawn(target, beside=beside, template=Template("<mark>{{ beside }}</mark>"))
    assert text.count("<mark>") == 3
    assert text.index("<mark>目标说得不清") < text.index("<table")
    assert text.index("<table") < text.index("<mark>数量偏低") < text.index("</table>")
    assert text.index("</table>") < text.index("<mark>指标太少")


def test_a_page_reads_each_part_once(target, django_assert_num_queries):
    found = Target.objects.prefetch_related("indicators").get(pk=target.pk)
    with django_assert_num_queries(0):
        drawn(found)
