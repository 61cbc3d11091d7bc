"""One goal through its year: from the library, returned, approved in bulk, amended."""

from datetime import date

import pytest
from playwright.sync_api import expect

from lifecycle.actions.amendment_requests import ask_for_amendments
from lifecycle.actions.importing_library import import_library
from lifecycle.actions.windows import set_window
from lifecycle.models import Amendment, Comment, Target
from lifecycle.roles import Role
from lifecycle.rules.windows import Span
from tests.conftest import GOAL, NOON, YEAR, put
from tests.lifecycle.actions.test_importing_library import NATIONAL
from tests.lifecycle.queries.test_target_check import booked
from tests.lifecycle.test_races import made
from tests.walks.year import CLERK, HEAD, OFFICER, in_a_browser, walk  # noqa: F401 - a fixture

pytestmark = in_a_browser
TEMPLATE = "一般项目（不设成本指标）"
LATER = "可持续影响"
LACKING = "指标“受益学生数”缺少计量单位"
REASON = "维修数量与预算金额不匹配，请附测算"
LIMIT_IS_OVER = date(2023, 6, 23)
"""The first day past fifteen working days from the change of 1 June."""
ROWS = {
    "实际完成率": {"name": "维修校舍数量", "target": 10, "unit": "所"},
    "质量达标率": {"name": "验收合格率", "target": 100},
    "完成及时率": {"name": "按期完工率", "target": 100},
    "社会效益": {"name": "受益学生数", "operator": "ge", "target": 5000, "unit": ""},
    "社会公众或服务对象满意度": {"name": "师生满意度", "target": 90},
    LATER: {"name": "校舍安全使用年限", "operator": "ge", "target": 20, "unit": "年", "weight": 15},
}
"""What is typed over each indicator of the library; one unit is forgotten."""


@pytest.fixture
def ground(town, project_year):
    """The library and the window of the year, the money, and another target at its last step."""
    import_library(NATIONAL, name="national", at=NOON)
    open_span = Span(date(2023, 1, 1), date(2023, 3, 31))
    division = town.people[Role.PERFORMANCE]
    set_window("target", year=YEAR, span=open_span, note="编制", by=division, at=NOON)
    booked(project_year, "initial", 3_000_000, on=date(2023, 1, 1))
    put(made(town, 10), "finalised")
    return project_year


def test_a_goal_is_drafted_returned_approved_and_amended(ground, walk):  # noqa: F811
    officer = walk.as_(OFFICER)
    target = begun(officer, ground)
    taken_from_the_library(officer, target)
    typed_over(officer)
    kept_from_filing(officer, target)
    mended_while_typing(officer)
    officer.take(target, "送审")
    head = walk.as_(HEAD)
    walk.as_(CLERK).take(target, "受理")
    returned(head, target)
    mended_where_it_is_said(officer, target)
    walk.as_(CLERK).take(target, "受理")
    judged(head, target, "部门审核通过", seen=("维修校舍数量", "10", "12"))
    judged(walk.as_(Role.DESK), target, "审定")
    approved_in_bulk(walk.as_(Role.BUDGET))
    booked(ground, "increase", 900_000)
    walk.on(LIMIT_IS_OVER)
    ask_for_amendments(LIMIT_IS_OVER)
    amendment = asked_and_amended(officer, head, target)
    walk.as_(CLERK).take(amendment, "受理")
    head.take(amendment, "部门审核通过")
    compared_and_approved(walk.as_(Role.DESK), amendment)
    both_versions_stand(officer, ground)


def begun(officer, project_year):
    """Open the draft from the page of the project: goal and amount."""
    officer.open(f"/project-years/{project_year.pk}/?tab=targets")
    officer.follow("编制绩效目标")
    officer.fill(goal=GOAL, amount="3000000")
    officer.press("编制绩效目标")
    return Target.objects.get(project_year=project_year)


def taken_from_the_library(officer, target):
    """Take a template over but for one of its indicators, then that one from the entries."""
    officer.follow("选用指标库、模板或上年指标")
    officer.follow(TEMPLATE)
    officer.reads("全部加入后增加90，合计90")
    officer.page.get_by_label(f"加入{LATER}").uncheck()
    officer.press("加入所选指标")
    officer.told("已加入")
    assert [row.weight for row in target.indicators.order_by("pk")] == [20, 15, 15, 15, 10]
    officer.follow("选用指标库、模板或上年指标")
    officer.fill(q=LATER)
    officer.press("查找")
    officer.page.get_by_label(LATER).check()
    officer.press("预览所选指标")
    officer.press("加入所选指标")
    assert target.indicators.filter(library__isnull=False).count() == len(ROWS)


def typed_over(officer):
    """Find them on the workbench, make them the project's own, and see the weights fit."""
    page = officer.page
    meter = page.locator("#bench-panel table.weights tfoot")
    expect(meter).to_contain_text("还差15")
    for n, (name, values) in enumerate(ROWS.items()):
        expect(page.locator(f"#id_rows-{n}-name")).to_have_value(name)
        officer.fill(**{f"rows_{n}_{column}": value for column, value in values.items()})
    meter.get_by_text("正好").wait_for()
    page.locator("#bench-panel").get_by_text(LACKING).wait_for()
    page.wait_for_load_state("networkidle")
    officer.press("保存")
    officer.told("已保存")


def kept_from_filing(officer, target):
    """Find the step closed, with the sentence that says why beside it."""
    card = officer.page.locator(f"#target-{target.pk}")
    closed = card.get_by_role("button", name="送审", exact=True)
    expect(closed).to_be_disabled()
    why = closed.get_attribute("aria-describedby")
    expect(officer.page.locator(f"#{why}")).to_have_text(LACKING)


def mended_while_typing(officer):
    """Be led from the remark into the box that lacks its unit, and see the remark go."""
    officer.follow("填写内容")
    remark = officer.page.locator("#bench-panel").get_by_role("link", name=LACKING)
    remark.click()
    officer.page.keyboard.type("人")
    remark.wait_for(state="detached")
    officer.page.wait_for_load_state("networkidle")
    officer.press("保存")


def returned(head, target):
    """Send it back from the page of the review, with the reason on one indicator."""
    row = target.indicators.get(name="维修校舍数量")
    head.open(f"/review/lifecycle.target/{target.pk}/")
    head.object_to(f"indicators.{row.key}", REASON)
    head.press("部门退回")
    head.told("现为“退回修改”")
    assert Comment.objects.get().anchor == f"indicators.{row.key}"


def mended_where_it_is_said(officer, target):
    """Find it among what came back, read the reason below its row, change the row, file again."""
    officer.open("/inbox/?tab=returned")
    officer.follow("校舍维修")
    said = officer.page.locator(f"#target-{target.pk} tbody tr", has_text=REASON)
    before = said.locator("xpath=preceding-sibling::tr[1]")
    expect(before).to_contain_text("维修校舍数量")
    officer.follow("填写内容")
    officer.fill(rows_0_target="12", goal=GOAL.replace("10所", "12所"))
    officer.press("保存")
    officer.take(target, "送审", "已按测算更正")


def judged(judge, target, step, *, seen=()):
    """See what changed since it was sent back, give the points and pass it on."""
    judge.open(f"/review/lifecycle.target/{target.pk}/")
    changed = judge.page.locator("#difference").inner_text()
    assert all(words in changed for words in seen)
    judge.fill(completeness=18, relevance=28, appropriateness=27, feasibility=18, note="目标完整")
    judge.press(step)
    judge.told("已办理")


def approved_in_bulk(budget):
    """Approve what waits in the inbox with one confirmation, after its preview."""
    budget.open("/inbox/")
    for box in budget.page.locator("input.pick").all():
        box.check()
    budget.press("批量办理")
    budget.page.get_by_role("button", name="批复").click()
    budget.reads("可以办理2项")
    assert not Target.objects.filter(state="approved").exists()
    budget.press("确认批复2项")
    budget.reads("已办理2项")
    assert Target.objects.filter(state="approved").count() == 2


def asked_and_amended(officer, head, target):
    """Find the request among what waits, amend amount and indicator with the budget, and file."""
    for person in (head, officer):
        person.open("/inbox/")
        person.reads("尚未调整绩效目标，已过2023-06-22")
    officer.follow("校舍维修")
    officer.follow("申请调整目标")
    officer.fill(reason_kind="budget", reason="追加预算，多修三所学校")
    officer.press("申请调整目标")
    amendment = Amendment.objects.get()
    officer.fill(amount="3900000", rows_0_target="15", goal=GOAL.replace("10所", "15所"))
    officer.press("保存")
    officer.reads("金额有变化，须附预算调整")
    officer.follow("填写内容")
    change = officer.page.get_by_label("预算调整").locator("option", has_text="900,000.00")
    officer.fill(budget_event=change.get_attribute("value"))
    officer.press("保存")
    officer.take(amendment, "送审")
    for person in (head, officer):
        person.open("/inbox/")
        expect(person.page.get_by_text("尚未调整绩效目标")).to_be_hidden()
    return amendment


def compared_and_approved(desk, amendment):
    """Read before and after, then approve."""
    desk.open(f"/review/lifecycle.amendment/{amendment.pk}/")
    changed = desk.page.locator("#amended").inner_text()
    assert all(words in changed for words in ("3000000", "3900000", "12", "15"))
    desk.press("批准")
    desk.told("现为“已批准”")


def both_versions_stand(officer, project_year):
    """Read the second version with what it changed, and the first as it was approved."""
    officer.open(f"/project-years/{project_year.pk}/?tab=targets")
    second, first = Target.objects.filter(project_year=project_year).order_by("-number")
    assert (first.number, first.state, second.number, second.state) == (
        1,
        "approved",
        2,
        "approved",
    )
    card = officer.page.locator(f"#target-{second.pk}")
    expect(card).to_contain_text("第2版")
    card.locator("summary", has_text="与上一版的差异").click()
    changed = card.locator("table", has_text="上一版").inner_text()
    assert all(words in changed for words in ("3000000", "3900000", "12所", "15所"))
    old = officer.page.locator(f"#target-{first.pk}")
    old.locator("summary", has_text="内容").first.click()
    expect(old).to_contain_text("12所学校校舍维修")
    expect(old).to_contain_text("3,000,000.00")
