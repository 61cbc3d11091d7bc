"""Components drawn by their tags."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from lifecycle.rules.differences import Difference
from lifecycle.rules.parts import Figure, Job, Remark, Severity, Tab
from lifecycle.rules.quality import Finding


def drawn(words, **shown):
    return Template("{% load components %}" + words).render(Context(shown))


class Asking(forms.Form):
    name = forms.CharField(label="名称", help_text="全称")
    kind = forms.ChoiceField(
        label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="说明", required=False)


def test_a_breadcrumb_leads_back_and_names_the_page_last():
    found = drawn('{% crumbs "首页" "/" "项目" "/projects/" here %}', here="校舍<维修>")
    assert '<a href="/projects/">项目</a>' in found
    assert '<li aria-current="page">校舍&lt;维修&gt;</li>' in found


def test_tabs_are_links_with_their_counts_and_zero_is_shown():
    items = [Tab("待办", "?a", here=True, count=0), Tab("已办", "?b")]
    found = drawn('{% tabs items "事项" %}', items=items)
    assert 'href="?a" aria-current="page"' in found
    assert found.count('class="count"') == 1
    assert '<span class="count">0</span>' in found


def test_findings_come_with_what_blocks_first_and_say_how_to_mend():
    items = [
        Remark(Severity.INFO, "提示一"),
        Finding("A2", Severity.BLOCK, "缺少质量指标", "quality"),
        Remark(Severity.WARN, "请看", "目标", why="年底无法核对", mend="写出日期", href="#goal"),
    ]
    found = drawn("{% findings items %}", items=items)
    assert found.index("缺少质量指标") < found.index("请看") < found.index("提示一")
    assert "为什么：年底无法核对" in found
    assert "怎样改：写出日期" in found
    assert '<a href="#goal">请看</a>' in found


def test_an_error_is_said_at_the_top_and_at_its_field_and_the_two_are_tied():
    form = Asking({"name": "", "kind": "x"})
    form.is_valid()
    summary = drawn("{% error_summary form %}", form=form)
    assert '<a href="#id_name">名称：' in summary
    assert "data-focus" in summary
    field = drawn("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'id="id_name_error"' in field
    assert 'id="id_name_helptext">全称' in field
    assert 'aria-invalid="true"' in field


def test_a_form_that_was_not_sent_or_has_no_error_has_no_summary():
    assert drawn("{% error_summary form %}", form=Asking()).strip() == ""


def test_choices_stand_in_a_fieldset_and_what_may_be_left_out_says_so():
    form = Asking()
    kind = drawn("{% field form.kind %}", form=form)
    assert "<legend>类别</legend>" in kind
    assert 'for="id_kind_0"' in kind
    assert "（选填）" in drawn("{% field form.note %}", form=form)
    assert "（选填）" not in kind


def test_an_empty_place_says_why_and_what_comes_next():
    found = drawn('{% empty "没有项目" "请先新建" "/new/" "新建" %}')
    assert "没有项目" in found
    assert '<a class="button" href="/new/">新建</a>' in found
    assert "button" not in drawn('{% empty "没有项目" %}')


def test_a_difference_shows_what_is_its_own_and_escapes_it():
    long = "全年完成十所学校的校舍维修，验收合格率百分之百"
    items = [
        Difference("目标", f"{long}<b>", f"{long}。"),
        Difference("指标", None, {"名称": "一"}),
        Difference("指标", "旧", None),
    ]
    found = drawn("{% diff items %}", items=items)
    assert f"{long}<del>&lt;b&gt;</del>" in found
    assert "<ins>。</ins>" in found
    assert "<ins>名称：一</ins>" in found
    assert "已删除" in found
    assert "3处" in found


def test_no_difference_says_so():
    assert "两个版本的内容相同" in drawn("{% diff items %}", items=[])


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (Job("导入", 3, 10), "已完成3项，共10项"),
        (Job("导入", 0, None), "总数未知"),
        (Job("导入", 3, 10, failed=True), "没有全部完成"),
    ],
)
def test_a_job_says_in_words_how_far_it_is(job, words):
    assert words in drawn("{% job job %}", job=job)


def test_key_figures_have_name_unit_and_note():
    items = [Figure("红灯", "3", "个", "占2%", "#red")]
    found = drawn("{% key_figures items %}", items=items)
    for words in ('<a href="#red">红灯</a>', "3 <span", "个</span>", "占2%"):
        assert words in found


def test_a_panel_frames_what_is_inside():
    found = drawn(
        '{% panel "金额" mark="money" %}<b>{% amount x %}</b>{% endpanel %}', x=Decimal(0)
    )
    assert '<section class="panel" id="money">' in found
    assert "<b><data" in found
