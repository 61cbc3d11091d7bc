"""The workbench of a target: all columns, and what the rules say of them while they are typed."""

from decimal import Decimal

import pytest
from django.test import Client

from lifecycle.models import FindingAnswer, Indicator, ProjectYear, Target
from lifecycle.models.measure import DETAILS
from lifecycle.roles import Role
from lifecycle.transitions import fire
from tests.conftest import GOAL, INDICATORS, NOON, YEAR, put
from tests.ground import standing
from tests.lifecycle.views.test_content import address
from tests.page import Page, faults

pytestmark = pytest.mark.django_db
LIVE = {"HTTP_HX_REQUEST": "true"}
DETAILED = {
    "accumulation": "ratio", "numerator": "完工学校数", "denominator": "学校总数",
    "baseline": "8", "baseline_note": "2022年决算数", "reference": "9", "evidence": "竣工验收单",
    "achieved": "全部完工", "partly": "完工八成", "missed": "不足八成", "basis": "年度维修计划",
    "data_source": "教育局台账", "method": "proportion", "milestones_2": "2.5",
    "milestones_11": "10",
}  # fmt: skip


@pytest.fixture
def officer(town, browser):
    return browser(town.people[Role.UNIT_OFFICER])


@pytest.fixture
def page(officer, target):
    return officer.get(address(target))


@standing
def typed(town, target, rehearsal):
    """What stands in the boxes of the page as it is opened."""
    client = Client()
    client.force_login(town.people[Role.UNIT_OFFICER])
    return sent(client.get(address(target)))


def sent(answer, **changed):
    """Send back the fields of the first form of the page as a browser would."""
    form, found = answer.context["form"], {}
    for each in (form, answer.context["rows"].management_form, *answer.context["rows"]):
        for field in each:
            found |= boxes(field)
    return {name: value for name, value in found.items() if not name.endswith("DELETE")} | changed


def boxes(field):
    value = field.value()
    if field.name == "milestones":
        months = value or [None] * 12
        return {f"{field.html_name}_{at}": text(one) for at, one in enumerate(months)}
    return {field.html_name: text(value)}


def text(value):
    return "" if value is None else str(value)


def row(number, **values):
    return {f"rows-{number}-{name}": value for name, value in values.items()}


def checked(client, target, posted, **more):
    return client.post(f"{address(target)}check/", posted, **more)


def test_every_column_is_on_the_page_and_is_saved(officer, target, page):
    assert (page.status_code, faults(page)) == (200, {})
    answer = officer.post(address(target), sent(page, **row(0, **DETAILED)))
    assert answer.status_code == 302
    kept = target.indicators.order_by("pk").first()
    months = [None, None, Decimal("2.5"), *[None] * 8, Decimal(10)]
    wanted = {name: value for name, value in DETAILED.items() if not name.startswith("milestones")}
    wanted |= {"milestones": months, "baseline": Decimal(8), "reference": Decimal(9)}
    assert {name: getattr(kept, name) for name in DETAILS} == wanted
    again = officer.get(address(target))
    assert sent(again).items() >= row(0, milestones_2="2.5", method="proportion").items()
    assert "已填14项" in Page(again).text
    assert officer.post(address(target), sent(again)).status_code == 302
    assert Target.objects.get().version == 1


WRONG = [
    (row(0, weight="-1"), "权重：确保该值大于或等于 0"),
    (row(0, weight="100.01"), "权重：确保该值小于或等于 100"),
    (row(0, weight="十五"), "权重：输入一个数字"),
    (row(0, target="NaN"), "目标值：输入一个数字"),
    (row(0, target="很多"), "目标值：输入一个数字"),
    (row(0, target="-Infinity"), "目标值：输入一个数字"),
    (row(0, milestones_4="Infinity", milestones_6="多"), "5月：输入一个数字"),
    (row(0, milestones_4="Infinity", milestones_6="多"), "7月：输入一个数字"),
    (row(0, operator="range", target_high=""), "目标值上限：区间须填写上限"),
    (row(0, operator="range", target="", target_high="9"), "目标值：区间须填写下限"),
    (row(0, operator="date_le", due="2023-02-30"), "完成期限：输入一个有效的日期"),
    (row(0, accumulation="ratio", numerator="完工数"), "分母：比率指标须写明分母"),
    (row(0, denominator="总数"), "分母：只有累计方式为“分子与分母之比”时才填写分母"),
    ({"amount": "三百万"}, "预算金额（元）：输入一个数字"),
    ({"amount": "NaN"}, "预算金额（元）：输入一个数字"),
]


@pytest.mark.parametrize(("changed", "sentence"), WRONG)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_lost(
    officer, target, typed, changed, sentence
):
    posted = typed | {"goal": f"{GOAL}（重写）"} | changed
    for answer in (officer.post(address(target), posted), checked(officer, target, posted)):
        assert faults(answer) == {}
        assert sentence.replace(" ", "") in Page(answer).text.replace(" ", "")
        assert sent(answer).items() >= posted.items()
    kept = Target.objects.get()
    assert (kept.version, kept.goal) == (0, GOAL)


JUDGED = [
    (row(0, weight="19") | row(4, weight="11"), "产出指标权重应为50，现为49", "#weights"),
    (row(0, weight="12"), "指标权重合计应为90，现为82", "#weights"),
    (row(0, target="-3"), "的目标值不能为负数", "#id_rows-0-target"),
    (row(0, operator="date_le", due="2024-01-05"), "不在预算年度内", "#id_rows-0-due"),
    (row(0, unit=""), "缺少计量单位", "#id_rows-0-unit"),
    (row(0, name="效果明显"), "的名称过于笼统", "#id_rows-0-name"),
    (row(1, name="维修校舍数量"), "重复填报", "#id_rows-1-name"),
    ({"goal": "修学校"}, "绩效目标应不少于30个字，现为3个字", "#id_goal"),
    (row(3, DELETE="on"), "缺少效益指标", "#indicators"),
]


@pytest.mark.parametrize(("changed", "sentence", "href"), JUDGED)
def test_what_the_rules_remark_is_said_while_typing_and_leads_to_its_cell(
    officer, target, typed, changed, sentence, href
):
    posted = typed | changed
    live = Page(checked(officer, target, posted, **LIVE))
    whole = checked(officer, target, posted)
    assert (whole.status_code, faults(whole)) == (200, {})
    for shown in (live, Page(whole)):
        assert sentence in shown.text
        assert "怎样改：" in shown.text
        assert href in {attrs.get("href") for attrs in shown.all("a")}
    assert href[1:] in Page(whole).ids
    assert sent(whole).items() >= {k: v for k, v in posted.items() if "DELETE" not in k}.items()
    assert Target.objects.get().version == 0


def test_a_row_that_must_be_mended_is_marked_and_others_are_not(officer, target, page):
    live = checked(officer, target, sent(page, **row(0, unit="", name="")), **LIVE)
    marks = live.context["bench"].marks
    blocked = {prefix: mark.blocks for prefix, mark in marks.items() if mark.blocks}
    assert blocked == {"rows-0": 2}
    assert "mark-rows-0" in Page(live).ids


def test_the_weights_are_added_up_by_first_level_in_words(officer, target, page):
    first = Page(page).text
    assert "正好" in first
    text = Page(checked(officer, target, sent(page, **row(0, weight="25")), **LIVE)).text
    assert "多出5" in text
    assert "权重95/90" in text
    assert "还差" not in text


def test_a_check_of_twelve_indicators_costs_few_queries(
    officer, target, page, django_assert_max_num_queries
):
    for n in range(12 - len(INDICATORS)):
        Indicator.objects.create(
            target_set=target, level="quality", name=f"第{n}次验收合格率", operator="ge",
            target=98, unit="%", weight=1,
        )  # fmt: skip
    posted = sent(officer.get(address(target)))
    with django_assert_max_num_queries(12):
        assert checked(officer, target, posted, **LIVE).status_code == 200
    with django_assert_max_num_queries(12):
        assert officer.get(address(target)).status_code == 200


def test_more_rows_are_offered_without_losing_what_was_typed(officer, target, page):
    posted = sent(page, goal=f"{GOAL}（重写）", **row(6, name="新指标"))
    more = checked(officer, target, posted | {"more": "1"})
    assert len(more.context["rows"].forms) == len(page.context["rows"].forms) + 3
    assert faults(more) == {}
    assert sent(more)["rows-6-name"] == "新指标"
    assert sent(more)["goal"] == f"{GOAL}（重写）"
    odd = checked(officer, target, posted | {"more": "1", "rows-TOTAL_FORMS": "x"})
    assert (odd.status_code, faults(odd)) == (200, {})


def test_a_remark_that_warns_is_answered_and_its_reviewer_reads_the_reason(
    town, officer, target, page, browser
):
    posted = sent(page, **row(0, name="效果明显"))
    asked = checked(officer, target, posted)
    (name,) = [n for n in asked.context["bench"].reasons.fields if n.startswith("reason-A4")]
    long = officer.post(address(target), posted | {name: "多" * 501})
    assert (long.status_code, faults(long)) == (400, {})
    assert "确保该变量包含不超过500字符" in Page(long).text.replace(" ", "")
    assert not FindingAnswer.objects.exists()
    assert officer.post(address(target), posted | {name: "省里统一的名称"}).status_code == 302
    assert Target.objects.get().indicators.filter(name="效果明显").exists()
    again = officer.get(address(target))
    assert Page(again).named(name) == ["省里统一的名称"]
    officer.post(address(target), sent(again, amount="2900000") | {name: "省里统一的名称"})
    assert FindingAnswer.objects.get().reason == "省里统一的名称"
    fire(Target.objects.get(), "submit", by=town.people[Role.UNIT_OFFICER], at=NOON)
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    review = Page(head.get(f"/review/{target.stage()}/{target.pk}/")).text
    assert "单位说明：省里统一的名称" in review


def test_a_reason_for_what_is_mended_in_the_same_breath_is_not_kept(officer, target, page):
    asked = checked(officer, target, sent(page, **row(0, name="效果明显")))
    (name,) = [n for n in asked.context["bench"].reasons.fields if n.startswith("reason-A4")]
    assert officer.post(address(target), sent(page) | {name: "不改"}).status_code == 302
    assert not FindingAnswer.objects.exists()


def test_what_blocks_offers_no_reason(officer, target, page):
    asked = checked(officer, target, sent(page, **row(0, unit="")))
    assert asked.context["bench"].reasons.fields == {}


def test_last_year_stands_beside_the_row_by_key_or_by_name(officer, target, page):
    project = target.project_year.project
    before = ProjectYear.objects.create(project=project, year=YEAR - 1)
    old = Target.objects.create(
        project_year=before, organisation=target.organisation, year=YEAR - 1, goal=GOAL,
        amount=Decimal(1_000_000),
    )  # fmt: skip
    same = target.indicators.get(name="师生满意度").key
    for name, aim, more in (("维修校舍数量", 12, {}), ("满意度", 88, {"key": same})):
        Indicator.objects.create(
            target_set=old, level="quantity", name=name, operator="ge", target=aim, unit="所",
            weight=10, **more,
        )  # fmt: skip
    shown = officer.get(address(target))
    last = [mark.last for mark in shown.context["bench"].marks.values()]
    by_name, by_key = (f"2022年目标：≥ {aim} 所；没有实际数" for aim in (12, 88))
    assert last == [by_name, "", "", "", by_key, "", "", ""]
    assert "预算比上年增加200%，数量指标却没有提高" in Page(shown).text
    assert last[0] in Page(checked(officer, target, sent(page), **LIVE)).text


def test_nobody_checks_what_he_may_not_change(town, target, browser, page, officer):
    posted = sent(page)
    head = browser(town.people[Role.DEPARTMENT_HEAD])
    assert checked(head, target, posted).status_code == 403
    assert checked(head, target, posted, **LIVE).status_code == 403
    assert checked(browser(town.people[Role.EXPERT]), target, posted).status_code == 404
    put(target, "dept_review")
    assert checked(officer, target, posted).status_code == 400
    warning = f"/content/monitoring.report/{target.pk}/check/"
    assert officer.post(warning, posted).status_code == 404
    assert officer.get(f"{address(target)}check/").status_code == 405
